"""`init`: a few questions, a configuration is written, a first look is offered. Every question is also an option."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from agent import config
from agent.clock import SystemClock
from agent.commands.asking import Asking
from agent.commands.beginning_mailbox import PATHS, MailboxAnswers, account_for
from agent.config_places import option_for, place_for_a_new_one
from agent.config_types import address, country, line, one_of, timezone
from agent.errors import FollowthroughError, UsageError
from agent.first_config import Account, FirstConfig, text_of
from providers.interface import ProviderError
from providers.secrets import write_private
from rules.pacing_rules import PRESETS, load_preset
from rules.workdays import regions_with_holidays_of_their_own

NOBODYS_ZONES = ("Etc/UTC", "UTC", "Etc/UCT", "Universal", "Zulu")
FEW_ZONES = 3
"""Germany has two in the tables, Spain three (islands and exclaves beside the capital); those of more are asked."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was given as options; None and () are asked for."""

    name: str | None = None
    addresses: tuple[str, ...] = ()
    timezone: str | None = None
    country: str | None = None
    preset: str | None = None
    mailbox: MailboxAnswers = field(default_factory=MailboxAnswers)


def init(answers: Answers, place: Path | None) -> int:
    """Ask what is missing, write the file, offer to go on. Raises `UsageError`, also where nobody can be asked."""
    place = place or place_for_a_new_one()
    if place.exists():
        raise UsageError(f"{place} is there already.", next_step="Change it by hand, or name another with --config.")
    ask = Asking(sys.stdin.isatty())
    summaries = {name: load_preset(name).summary for name in PRESETS}
    first = _first_config(answers, ask, place, summaries)
    text = text_of(first, summaries)
    config.parse(text, name=str(place), folder=place.parent)  # what is written must be what is read
    _keep_password(first.account, place.parent)
    _write(place, text)
    ask.say(f"{place} is written; only you can read it.")
    return _go_on(ask, first.account, place)


def _first_config(answers: Answers, ask: Asking, place: Path, summaries: dict[str, str]) -> FirstConfig:
    name = ask.for_("Your name, as you sign", "--name", answers.name, line)
    joined = ",".join(answers.addresses) or None
    addresses = ask.for_("Your mail addresses, with commas between", "--address", joined, _addresses).split(",")
    account = account_for(addresses[0], answers.mailbox, ask, place.parent)
    zone, where = _zone_and_country(answers, ask)
    if ask.can_ask and answers.preset is None:
        ask.offer("How soon and how often to follow up?", summaries)
    preset = ask.for_("One of these", "--preset", answers.preset, one_of(PRESETS), "balanced")
    regions = regions_with_holidays_of_their_own(where, SystemClock().now().year)
    return FirstConfig(name, addresses, zone, where, preset, account, _own_data_dir(place), regions)


def _own_data_dir(place: Path) -> str | None:
    """Beside a configuration that lies elsewhere than the usual one: both may be in use."""
    is_usual = place.absolute() == place_for_a_new_one().absolute()
    return None if is_usual else f"{place.stem}-data"


def _zone_and_country(answers: Answers, ask: Asking) -> tuple[str, str]:
    """The one is guessed from the other. A server or a container whose clock is set to UTC says nothing of its owner:
    there the country comes first."""
    here, question = _zone_here(), "Your country (US, DE, …)"
    if here in NOBODYS_ZONES and ask.can_ask and answers.timezone is None:
        where = ask.for_(question, "--country", answers.country, country)
        return ask.for_("Your time zone", "--timezone", None, timezone, _zone_of(where)), where
    zone = ask.for_("Your time zone", "--timezone", answers.timezone, timezone, here)
    return zone, ask.for_(question, "--country", answers.country, country, _country_of(zone))


def _go_on(ask: Asking, account: Account, place: Path) -> int:
    """Sign in, then a first look; where nobody is there, or says no, what to run."""
    option = option_for(place)
    _warn_of_missing(ask, account, place)
    if account.provider == "maildir":
        _tell_of_folders(ask, account, place)
    else:
        if ask.yes("Sign in now?"):
            from agent.commands import connecting

            connecting.connect(place, account.name, use_browser=True)
        else:
            ask.advise("Sign in:", f"followthrough connect {account.name}{option}")
    if ask.yes("Have a first look at what it would do, placing nothing?"):
        _first_look(place)
        ask.advise("\nFrom now on, as long as this window is open:", f"followthrough run{option}")
        if shutil.which("systemctl"):
            ask.advise("Or by itself, whenever you log in:", f"followthrough service install{option}")
    else:
        ask.advise("See what it would do, without placing anything:", f"followthrough run --observe --once{option}")
        ask.advise("Is everything as it should be?", f"followthrough doctor{option}")
    return 0


def _tell_of_folders(ask: Asking, account: Account, place: Path) -> None:
    """What of a mailbox on this machine cannot be read; one that is not there yet was spoken of."""
    from agent.commands.connecting import seen

    settings = config.load(place)
    if not all(Path(m.path).exists() for m in settings.mailboxes if m.provider == "maildir"):
        return
    try:
        found = seen(settings, account.name)
    except ProviderError as error:
        ask.say(f"{error.what} {error.next_step}")
        return
    for gap in found if isinstance(found, tuple) else ():
        ask.say(f"{gap.what} {gap.next_step}")


def _first_look(place: Path) -> None:
    """What was read, and the board that came of it."""
    from agent.commands import running, status

    running.run(place, once=True, observe=True, as_json=False)
    sys.stdout.write("\n")
    status.status(place, as_json=False)


def _warn_of_missing(ask: Asking, account: Account, place: Path) -> None:
    for key, value, _ in account.keys:
        if key in PATHS and not (missing := place.parent / Path(str(value)).expanduser()).exists():
            ask.say(f"{missing} is not there yet: {PATHS[key]}.")


def _addresses(text: str) -> str:
    return ",".join(address(part) for part in text.split(",") if part.strip()) or address("")


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


def _zone_of(where: str) -> str | None:
    """The zone of a country's people, where it has few: the first in the tables is that of most."""
    zones = [name for code, name in _zone_table() if code == where]
    return zones[0] if 0 < len(zones) <= FEW_ZONES else None


def _zone_table() -> Iterator[tuple[str, str]]:
    for row in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            code, _, name, *_ = row.split("\t")
            yield code, name


def _keep_password(account: Account, folder: Path) -> None:
    """A password that was typed, in its own file; not before all is answered."""
    for key, value, _ in account.keys:
        if key == "password_file" and account.password:
            try:
                write_private(folder / str(value), f"{account.password}\n")
            except ProviderError as error:
                raise FollowthroughError(error.what, next_step=error.next_step) from error


def _write(place: Path, text: str) -> None:
    """Readable by the owner alone, and never over something."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{place} cannot be written: {reason}.", next_step="Name another with --config.") from error
