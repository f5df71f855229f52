"""Whatever mail programs do to a Maildir between polls, every message is reported exactly once."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from providers.interface import Cursor, DraftRef, Fate, Folder, Interest
from providers.maildir import Maildir
from tests.providers.provider_mail import draft, mail

SINCE = datetime.now(UTC) - timedelta(days=30)
FOLDERS = {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}


@dataclass
class Expected:
    """What the machine knows of one message file."""

    folder: Folder
    path: Path


class MaildirMachine(RuleBasedStateMachine):
    """Deliver, read, flag, sync, move, trash, delete, deliver again, write drafts and poll, in any order."""

    present = Bundle("present")
    deleted = Bundle("deleted")

    @initialize()
    def begin(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="maildir-machine-"))
        for folder in FOLDERS.values():
            for name in ("tmp", "new", "cur"):
                (self.root / folder / name).mkdir(parents=True)
        self.provider = Maildir(self.root, FOLDERS, page_size=3)
        self.cursor: Cursor | None = None
        self.known: set[str] = set()
        """What was reported before a cursor was lost: only the agent remembers it, and for good. A message that lay
        in the trash, or nowhere, during the rescan may be put back at any later time. The rest a provider has to know
        by itself."""
        self.messages: dict[str, Expected] = {}
        self.reported: list[str] = []
        self.refs: list[DraftRef] = []
        self.quiet_times = 0

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @rule(target=present, folder=st.sampled_from(Folder), is_read=st.booleans())
    def delivered(self, folder: Folder, is_read: bool) -> str:
        base = f"{len(self.messages)}.M1.host"
        directory = self._box(folder) / ("cur" if is_read else "new")
        self._put(base, folder, directory / (f"{base}:2,S" if is_read else base))
        return base

    @rule(target=present, base=consumes(deleted), folder=st.sampled_from(Folder))
    def delivered_again(self, base: str, folder: Folder) -> str:
        self._put(base, folder, self._box(folder) / "new" / base)
        return base

    @rule(base=present, flags=st.sets(st.sampled_from("FPRS"), max_size=3), field=st.sampled_from(["", ",U=7", ",S=9"]))
    def read_flagged_or_synced(self, base: str, flags: set[str], field: str) -> None:
        self._move(base, self._box(self.messages[base].folder), field, "".join(sorted(flags)))

    @rule(base=present)
    def trashed(self, base: str) -> None:
        self._move(base, self._box(self.messages[base].folder), "", "ST")

    @rule(base=present, folder=st.sampled_from(Folder))
    def moved(self, base: str, folder: Folder) -> None:
        self.messages[base].folder = folder
        self._move(base, self._box(folder), "", "S")

    @rule(target=deleted, base=consumes(present))
    def is_deleted(self, base: str) -> str:
        self.messages[base].path.unlink()
        return base

    @rule(body=st.sampled_from(["one", "two"]))
    def a_draft_is_saved(self, body: str) -> None:
        number = len(self.refs)
        to = f"p{number}@marlowfinch.example"
        self.refs.append(self.provider.save_draft(draft(f"d{number}@mail.example", to=to, body=f"{body}\n"), None))

    @rule()
    def the_directories_grow_quiet(self) -> None:
        """As after a minute without changes; each time to another moment, as time itself would."""
        self.quiet_times += 1
        when = time.time() - 1000 + self.quiet_times
        for folder in FOLDERS.values():
            for name in ("new", "cur"):
                os.utime(self.root / folder / name, (when, when))

    @rule()
    def the_program_restarts(self) -> None:
        self.provider = Maildir(self.root, FOLDERS, page_size=3)

    @rule()
    def the_cursor_is_lost(self) -> None:
        self.cursor, self.known = Cursor(b"lost"), set(self.reported)

    @rule()
    def polled(self) -> None:
        expected = {base for base in self.messages if self._is_news(base)}
        reported: list[str] = []
        more = True
        while more:
            page = self.provider.changes(self.cursor, SINCE, Interest(is_known=self.known.__contains__))
            reported += [message.key for message in page.messages]
            assert page.troubles == ()
            assert all(message.folder is self.messages[message.key].folder for message in page.messages)
            self.cursor, more = page.cursor, page.more
        assert sorted(reported) == sorted(expected)
        self.reported += reported

    @rule()
    def nothing_is_new_twice(self) -> None:
        self.polled()
        self.polled()

    @invariant()
    def no_message_was_reported_twice(self) -> None:
        reported = getattr(self, "reported", [])
        assert len(set(reported)) == len(reported)

    @invariant()
    def nobody_touched_the_drafts(self) -> None:
        for ref in getattr(self, "refs", [])[-2:]:
            assert self.provider.outcome(ref).fate is Fate.UNTOUCHED

    def _box(self, folder: Folder) -> Path:
        return self.root / FOLDERS[folder.value]

    def _put(self, base: str, folder: Folder, path: Path) -> None:
        path.write_bytes(mail(f"{base}@marlowfinch.example"))
        self.messages[base] = Expected(folder, path)

    def _move(self, base: str, box: Path, field: str, flags: str) -> None:
        target = box / "cur" / f"{base}{field}:2,{flags}"
        self.messages[base].path.rename(target)
        self.messages[base].path = target

    def _is_news(self, base: str) -> bool:
        path = self.messages[base].path
        return path.exists() and "T" not in path.name.partition(":2,")[2] and base not in self.reported


MaildirMachine.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestMaildirMachine = MaildirMachine.TestCase
