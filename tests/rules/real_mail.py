"""What the agent would make of a mailbox full of ordinary mail: every false alarm, crash and slow message.

    python -m tests.rules.real_mail FOLDER... [--list]

Reads mbox files, Maildirs, single messages and calendars below each FOLDER, each message twice as from a mailbox that
knows no conversation yet: for an invented owner, and for whoever the message is addressed to. Other people's mail is
never committed: take your own, or a public corpus. `--list` names each message surely taken for hiring mail.
"""

from __future__ import annotations

import argparse
import base64
import mailbox
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from agent import linking
from agent.intake import UNTHREADED
from agent.judging import Unreadable, judge
from providers.interface import Folder, MessageKey, RawMessage
from rules import parsing
from rules.message import Message
from rules.reading import Intent, Owner, Reading

STRANGER = Owner("Jordan Ellis", frozenset({"jordan.ellis@mailbox.example"}), "America/New_York")
PLACE = linking.Place("home", None)
NO_NEWS = {*UNTHREADED, Intent.AUTO_REPLY, Intent.DELIVERY_FAILURE, Intent.APPLICATION_RECEIVED}
"""Readings that say nothing of a hiring conversation that the owner is in."""
_MBOX = re.compile(rb"From .*\n(?s:.)*?\n\r?\nFrom \S+ .*\d:\d\d")
"""More than one message: a single one may begin with such a line too."""
_CALENDARS = {".ics", ".ical", ".vcs", ".ifb"}
_SKIPPED = {".csv", ".json", ".md", ".py", ".gz", ".zip", ".parquet", ".ipynb"}


@dataclass
class Findings:
    """What was found in all messages, as one owner or the other."""

    messages: int = 0
    bytes: int = 0
    sure: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    alarms: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Name of the message, subject, intent, whether a thread would begin with it."""
    crashes: list[tuple[str, str]] = field(default_factory=list)
    slowest: list[tuple[float, int, str]] = field(default_factory=list)

    def lines(self, *, with_names: bool) -> Iterator[str]:
        """The report."""
        yield f"messages {self.messages} ({self.bytes / 1e6:.1f} MB)"
        yield f"crashes {len(self.crashes)}"
        yield from (f"  {name}: {what}" for name, what in self.crashes)
        begun = sum(begins for *_, begins in self.alarms)
        yield f"sure hiring intents {len(self.alarms)}, of which would start a thread {begun}"
        yield from (f"  {intent}: {count}" for intent, count in self.sure.most_common())
        yield f"owner would be asked about {sum(self.asked.values())}"
        yield from (f"  {intent}: {count}" for intent, count in self.asked.most_common())
        for seconds, size, name in sorted(self.slowest, reverse=True)[:3]:
            yield f"slowest {1000 * seconds:.0f} ms for {size / 1000:.0f} KB: {name}"
        if with_names:
            yield from (
                f"{'BEGINS ' if begins else ''}{intent}\t{name}\t{s}" for name, s, intent, begins in self.alarms
            )


def messages_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every message in `folder`, with a name to find it again."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in _SKIPPED):
        content = path.read_bytes()
        if path.suffix in _CALENDARS:
            yield from ((f"{path}:{place}", wrapped) for place, wrapped in invitations(content))
        elif _MBOX.match(content):
            yield from ((f"{path}:{key}", box) for key, box in _in_mbox(path))
        else:
            yield str(path), content


def invitations(calendar: bytes) -> Iterator[tuple[str, bytes]]:
    """A calendar file as mail brings it: as a part of its own kind, and as an attached file."""
    encoded = base64.encodebytes(calendar)
    head = b"From: Dana Cole <dana@northwind.example>\nTo: jordan.ellis@mailbox.example\nSubject: Invitation\n"
    head += b"Date: Mon, 09 Mar 2026 10:00:00 -0400\nMIME-Version: 1.0\nContent-Transfer-Encoding: base64\n"
    yield "part", head + b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n" + encoded
    yield "file", head + b'Content-Type: application/octet-stream; name="invite.ics"\n\n' + encoded


def _in_mbox(path: Path) -> Iterator[tuple[str, bytes]]:
    with closing(mailbox.mbox(path, create=False)) as box:
        yield from ((key, box.get_bytes(key)) for key in box.iterkeys())


def recipient_of(message: Message) -> Owner:
    """Whoever the message is addressed to, as its owner."""
    person = next((p for p in message.to if p.email), None)
    if person is None or person.email is None:
        return STRANGER
    name = person.name or person.email.partition("@")[0].replace(".", " ").title()
    return Owner(name, frozenset({person.email}), STRANGER.timezone)


def measure(mails: Iterable[tuple[str, bytes]]) -> dict[str, Findings]:
    """Read all mails as both owners."""
    found = {"invented owner": Findings(), "recipient as owner": Findings()}
    for name, content in mails:
        raw = RawMessage(MessageKey(name), Folder.INBOX, content)
        owners = (STRANGER, recipient_of(parsing.read(content)))
        for findings, owner in zip(found.values(), owners, strict=True):
            _note(findings, raw, name, owner)
    return found


def _note(findings: Findings, raw: RawMessage, name: str, owner: Owner) -> None:
    began = time.thread_time()
    judged = judge(raw, owner)
    findings.slowest.append((time.thread_time() - began, len(raw.mime), name))
    findings.messages += 1
    findings.bytes += len(raw.mime)
    if isinstance(judged, Unreadable):
        findings.crashes.append((name, judged.what))
    elif judged.reading is not None:
        _weigh(findings, name, judged.message, judged.reading)


def _weigh(findings: Findings, name: str, message: Message, reading: Reading) -> None:
    if not reading.sure:
        if {reading.intent, reading.runner_up} & set(linking.BEGINNERS):
            findings.asked[reading.intent.value] += 1
        return
    if reading.intent in NO_NEWS:
        return
    begins = linking.link(message, reading, PLACE, ()).verdict is linking.Verdict.NEW
    findings.sure[reading.intent.value] += 1
    findings.alarms.append((name, message.subject[:70], reading.intent.value, begins))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the findings for both owners."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args(arguments)
    mails = (mail for folder in options.folders for mail in messages_below(folder))
    for title, findings in measure(mails).items():
        print(f"== {title}", *findings.lines(with_names=options.list), sep="\n")


if __name__ == "__main__":
    main()
