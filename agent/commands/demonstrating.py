"""`demo`: an invented search on a real mailbox on disk, the real engine, the clock moved; then what came of it."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from agent import corrections, documents, glance
from agent.clock import ManualClock
from agent.commands import loading
from agent.commands.story import MailClient, Move, Story, story
from agent.cycle import Cycle
from agent.errors import UsageError
from agent.naming import find_thread
from agent.screens import page
from agent.screens.demo import Played, played
from agent.spoken import Told
from agent.store import Store
from agent.wiring import STORE_NAME
from providers.maildir import Maildir

NAME = "demo"
CONFIG = """# The configuration of the demo: its mailbox is invented, and lies beside this file.
me: {{name: {name}, addresses: [{address}], timezone: {timezone}, country: {country}, phone: "{phone}"}}
data_dir: .
look_back: 3650d
mailboxes:
  - {{name: demo, provider: maildir, path: ./Mail, folders: {{inbox: ., sent: .Sent, drafts: .Drafts}}}}
"""


def demo(folder: Path | None) -> int:
    """Play the story and print what happened; mailbox and memory stay, for a look with a mail client.

    Raises `UsageError` for a folder that holds something.
    """
    page.show(played(play(_fresh(folder)), page.terminal_width()))
    return 0


def play(root: Path) -> Played:
    """Play the story in a folder, which then holds the mailbox, the memory and their configuration."""
    told_story = story()
    (root / "config.yaml").write_text(CONFIG.format(**told_story.owner), encoding="utf-8")
    (root / "config.yaml").chmod(0o600)
    player = _Player(told_story, root)
    player.play()
    return player.result(root)


@dataclass
class _Player:
    """The engine with the clock moved, the other mail program, and what was told."""

    story: Story
    root: Path
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = ManualClock(self.story.moves[0].at - timedelta(hours=1))
        self.mailbox = MailClient(self.root / "Mail", self.story.owner)
        self.store = Store(self.root / STORE_NAME)
        self.rulebook = self.story.rulebook()
        self.cycle = Cycle(
            NAME,
            Maildir(self.root / "Mail", {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}),
            self.store,
            self.rulebook,
            self.clock,
            look_back=timedelta(days=3650),
            listen=self.told.append,
        )
        self._to_send: list[datetime] = []

    def play(self) -> None:
        """From the first move to the end: a cycle at every moment at which something can happen."""
        moves = list(self.story.moves)
        total = (self.story.until - self.clock.now()) / timedelta(days=1)
        self.cycle.run()
        while (at := self._next(moves)) and at <= self.story.until:
            self.clock.set(at)
            self._progress(total)
            if self._to_send and self._to_send[0] <= at:
                self._to_send = []
                self.mailbox.send_drafts(at)
            while moves and moves[0].at <= at:
                self._make(moves.pop(0))
            told = len(self.told)
            self.cycle.run()
            if any(t.entry.event == "draft_placed" for t in self.told[told:]):
                self._to_send.append(at + self.story.sends_after)
        self.clock.set(self.story.until)
        self.cycle.run()
        self._progress(None)

    def result(self, root: Path) -> Played:
        """What the screen shows: the board is the one that `status` prints."""
        place = root / "config.yaml"
        config = loading.load(place)
        store = loading.memory(place, config)
        threads = store.threads()
        seen = glance.read(place, self.clock.now(), loading.renew_cards(place, config, store))
        assert seen
        names = {c.email: c.name for t in threads for c in t.contacts if c.name}
        return Played(tuple(self.told), seen, self.clock.now(), self._draft(), names, root, self._promises())

    def _promises(self) -> dict[str, date]:
        found = {}
        for thread in self.store.threads():
            ids = self.store.message_ids(thread.id)
            for _, key, document in self.store.thread_readings(thread.id):
                by, message_id = documents.reading_from_json(document).decision_by, ids.get(key)
                if by and message_id:
                    found[message_id] = by
        return found

    def _draft(self) -> dict[str, object]:
        """The fullest of the first drafts: one that a note made specific."""
        placed = [t.entry.data for t in self.told if t.entry.event == "draft_placed"]
        return dict(placed[1] if len(placed) > 1 else placed[0]) if placed else {}

    def _next(self, moves: list[Move]) -> datetime | None:
        wake = self.store.next_wake()
        ahead = wake if wake and wake > self.clock.now() else None
        return min((t for t in (moves[0].at if moves else None, ahead, *self._to_send) if t), default=None)

    def _make(self, move: Move) -> None:
        if move.mail:
            self.mailbox.deliver(move.mail)
        elif move.written:
            self.mailbox.put_sent(move.written)
        elif move.note_on:
            self._note(move.note_on, move.text)

    def _note(self, name: str, text: str) -> None:
        now = self.clock.now()
        with self.store.decision():
            change = corrections.note(find_thread(name, self.store.threads()), text, now, self.rulebook)
            self.store.put_thread(change.thread, now, now, self.rulebook.calendar.local_date)

    def _progress(self, days: float | None) -> None:
        """One line that moves, on terminals only; None ends it."""
        if not sys.stderr.isatty():
            return
        if days is None:
            sys.stderr.write("\r\x1b[K")
            return
        share = 1 - (self.story.until - self.clock.now()) / timedelta(days=1) / days
        local = self.clock.now().astimezone(self.rulebook.calendar.zone)
        sys.stderr.write(f"\r\x1b[K{'█' * round(share * 30):░<30}  {local:%a} {local.day} {local:%b}")
        sys.stderr.flush()


def _fresh(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="followthrough-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty.", next_step="Name a folder that does not exist yet.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
