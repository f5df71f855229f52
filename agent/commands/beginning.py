"""`init`: a few questions, and a configuration is written. Every question is also an option."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from agent import config
from agent.config_places import candidates, place_for_a_new_one
from agent.config_types import address, country, line, timezone
from agent.errors import UsageError

TEXT = """\
# The configuration of Followthrough, written by `followthrough init`. Change what you like; every key that there is
# stands with its meaning in config.example.yaml. Mistakes are told with their line before anything runs.

me:
  # Drafts are signed with it.
  name: {name}
  # All of yours: mail from them is yours.
  addresses: {addresses}
  timezone: {timezone}
  # Its public holidays are no business days.
  country: {country}
  # For the signature:
  #phone: "+1 212 555 0147"
  #link: https://jordan.example

# When follow-ups are due. Others: seventy-two-hours, mid-week, prompt, employer-led, patient (docs/pacing.md).
pacing:
  preset: balanced

mailboxes:
  - {{name: local, provider: maildir, path: {mailbox}}}
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was given as options; None and () are asked for."""

    name: str | None = None
    addresses: tuple[str, ...] = ()
    timezone: str | None = None
    country: str | None = None
    mailbox: str | None = None


def init(answers: Answers, place: Path | None) -> int:
    """Ask what is missing and write the file. Raises `UsageError`, also where nobody can be asked."""
    place = place or place_for_a_new_one()
    if place.exists():
        raise UsageError(f"{place} is there already.", next_step="Change it by hand, or name another with --config.")
    ask = _Asking(sys.stdin.isatty())
    name = ask.for_("Your name, as you sign", "--name", answers.name, line)
    addresses = ask.for_("Your mail addresses, with commas between", "--address", _joined(answers), _addresses)
    zone = ask.for_("Your time zone", "--timezone", answers.timezone, timezone, _zone_here())
    known = {
        "name": name,
        "addresses": addresses,
        "timezone": zone,
        "country": ask.for_("Your country (US, DE, …)", "--country", answers.country, country, _country_of(zone)),
        "mailbox": ask.for_("Your Maildir", "--mailbox", answers.mailbox, line, "~/Mail"),
    }
    listed = [a.strip() for a in known["addresses"].split(",")]
    text = TEXT.format(**{n: _quoted(v) for n, v in known.items()} | {"addresses": json.dumps(listed)})
    config.parse(text, name=str(place), folder=place.parent)  # what is written must be what is read
    _write(place, text)
    sys.stdout.write(f"{place} is written; only you can read it.\n{_next_step(known['mailbox'], place)}\n")
    return 0


@dataclass(frozen=True, slots=True)
class _Asking:
    can_ask: bool

    def for_(
        self, question: str, option: str, given: str | None, check: Callable[[str], str], guess: str | None = None
    ) -> str:
        """The checked answer: the option's, else the owner's at the prompt, else the guess."""
        if given is not None:
            try:
                return check(given)
            except ValueError as error:
                raise UsageError(f"{option}: {_sentence(error)}") from error
        if not self.can_ask:
            if guess:
                return check(guess)
            raise UsageError(f"{option} is missing, and there is nobody to ask.", next_step=f"Give {option}.")
        return self._asked(question, check, guess)

    def _asked(self, question: str, check: Callable[[str], str], guess: str | None) -> str:
        while True:
            sys.stdout.write(f"{question}{f' [{guess}]' if guess else ''}: ")
            sys.stdout.flush()
            said = sys.stdin.readline()
            if not said:
                raise UsageError("The questions were not answered.", next_step="Start again: followthrough init")
            try:
                return check(said.strip() or guess or "")
            except ValueError as error:
                sys.stdout.write(f"{_sentence(error)}\n")


def _sentence(error: ValueError) -> str:
    return f"{str(error).rstrip('.?')}{'?' if str(error).endswith('?') else '.'}"


def _joined(answers: Answers) -> str | None:
    return ",".join(answers.addresses) or None


def _addresses(text: str) -> str:
    return ",".join(address(part) for part in text.split(",") if part.strip()) or address("")


def _quoted(text: str) -> str:
    """As YAML takes it, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


def _zone_here() -> str | None:
    """The machine's zone, from $TZ or /etc/localtime."""
    named = os.environ.get("TZ") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        return timezone(named)
    except ValueError:
        return None


def _country_of(zone: str) -> str | None:
    """The country whose zone it is, from the time zone tables."""
    return next((code for code, name in _zone_table() if name == zone), None)


def _zone_table() -> Iterator[tuple[str, str]]:
    for row in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            code, _, name, *_ = row.split("\t")
            yield code, name


def _write(place: Path, text: str) -> None:
    """Readable by the owner alone, and never over something."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{place} cannot be written: {reason}.", next_step="Name another with --config.") from error


def _next_step(mailbox: str, place: Path) -> str:
    folder = place.parent / Path(mailbox).expanduser()
    option = "" if place in candidates() else f" --config {place}"
    missing = f"{folder} is not there yet: let your mail program keep its mail in it.\n" if not folder.is_dir() else ""
    return f"{missing}See what it would do, without placing anything:\n  followthrough run --observe --once{option}"
