"""`demo`: an invented search on a real mailbox on disk, the real engine, the clock moved."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from agent.clock import ManualClock
from agent.commands.replaying import as_line
from agent.cycle import Cycle, Told
from agent.errors import UsageError
from agent.rulebook import Rulebook
from agent.store import Store
from providers.maildir import Maildir
from rules.reading import Owner
from rules.workdays import calendar_for

SEEN = ("message_read", "state_changed", "draft_placed", "draft_withdrawn", "draft_sent", "notified")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens in the story."""

    at: datetime
    mail: EmailMessage | None
    """None: the owner sends every draft."""


def demo(folder: Path | None) -> int:
    """Play the story and print its timeline; the mailbox stays for a look with a mail client."""
    story = yaml.safe_load((files("agent") / "demo_story.yaml").read_text(encoding="utf-8"))
    zone = ZoneInfo(story["owner"]["timezone"])
    root = _fresh(folder)
    clock = ManualClock(next(_moves(story, zone)).at - timedelta(hours=1))
    mailbox = _MailClient(root / "Mail")
    store = Store(root / "followthrough.db")
    told: list[Told] = []
    cycle = Cycle(
        "demo",
        Maildir(root / "Mail", {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}),
        store,
        _rulebook(story),
        clock,
        look_back=timedelta(days=3650),
        listen=told.append,
    )
    _play(story, zone, clock, cycle, mailbox, store)
    for one in told:
        if one.entry.event in SEEN:
            sys.stdout.write(f"{as_line(one, zone)}\n")
    _show_draft(told, zone)
    sys.stdout.write(
        f"\nThe mailbox is a Maildir, to be opened in a mail client. For example: neomutt -f {root / 'Mail'}\n"
    )
    return 0


def _play(
    story: dict[str, object], zone: ZoneInfo, clock: ManualClock, cycle: Cycle, mailbox: _MailClient, store: Store
) -> None:
    end = _at(str(story["until"]), zone)
    moves = list(_moves(story, zone))
    cycle.run()
    while True:
        wake = store.next_wake()
        times = [t for t in (moves[0].at if moves else None, wake if wake and wake > clock.now() else None) if t]
        if not times or min(times) > end:
            return
        clock.set(min(times))
        while moves and moves[0].at <= clock.now():
            move = moves.pop(0)
            if move.mail:
                mailbox.deliver(move.mail)
            else:
                mailbox.send_drafts()
        cycle.run()


def _show_draft(told: list[Told], zone: ZoneInfo) -> None:
    placed = next((t for t in told if t.entry.event == "draft_placed"), None)
    if placed is None:
        return
    data = placed.entry.data
    sys.stdout.write(
        "\nThe first draft, as it lay in Drafts:\n\n"
        f"To: {', '.join(data['to'])}\nSubject: {data['subject']}\n\n{data['body']}\n"
    )


class _MailClient:
    """The other program on the mailbox: delivers, and sends what lies in Drafts, as a mail client does."""

    def __init__(self, root: Path) -> None:
        self._root, self._count = root, 0
        for folder in (root, root / ".Sent", root / ".Drafts"):
            for sub in ("cur", "new", "tmp"):
                (folder / sub).mkdir(parents=True, exist_ok=True)

    def deliver(self, mail: EmailMessage) -> None:
        self._count += 1
        (self._root / "new" / f"{1_700_000_000 + self._count}.M{self._count}P1.demo").write_bytes(mail.as_bytes())

    def send_drafts(self) -> None:
        for draft in sorted((self._root / ".Drafts" / "cur").iterdir()):
            base = draft.name.partition(":")[0]
            draft.rename(self._root / ".Sent" / "cur" / f"{base}:2,S")


def _moves(story: dict[str, object], zone: ZoneInfo) -> Iterator[Move]:
    owner, moves = story["owner"], story["moves"]
    assert isinstance(owner, dict)
    assert isinstance(moves, list)
    for number, move in enumerate(moves, start=1):
        at = _at(str(move["at"]), zone)
        yield Move(at, _mail(move["mail"], owner, at, number) if "mail" in move else None)


def _mail(words: dict[str, object], owner: dict[str, str], at: datetime, number: int) -> EmailMessage:
    mail = EmailMessage()
    domain = str(words["from"]).rpartition("@")[2].rstrip(">")
    mail["From"], mail["To"] = str(words["from"]), f"{owner['name']} <{owner['address']}>"
    mail["Subject"], mail["Date"] = str(words["subject"]), format_datetime(at)
    mail["Message-ID"] = f"<demo-{number}@{domain}>"
    if "in_reply_to" in words:
        mail["In-Reply-To"] = mail["References"] = f"<demo-{words['in_reply_to']}@{domain}>"
    mail.set_content(str(words["body"]))
    return mail


def _at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def _rulebook(story: dict[str, object]) -> Rulebook:
    me = story["owner"]
    assert isinstance(me, dict)
    owner = Owner(me["name"], frozenset({me["address"]}), me["timezone"], me["country"])
    calendar = calendar_for(me["timezone"], me["country"])
    return Rulebook(owner, calendar, phone=me["phone"], home_address=me["address"])


def _fresh(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="followthrough-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty.", next_step="Name a folder that does not exist yet.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
