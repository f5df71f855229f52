"""The real program on a real IMAP server, with a second client beside it."""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent import daemon, health
from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.store import Store
from providers.headers import read_headers
from tests.providers.conftest import box, dovecot
from tests.providers.imap_driver import DRAFTS, INBOX, SENT, ImapMailbox
from tests.providers.servers.dovecot import PASSWORD
from tests.system.crash_life import rulebook
from tests.system.home import PROGRAM, confirmation, zone_of_the_afternoon

__all__ = ["box", "dovecot"]
CONFIG = """me: {{name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC, country: US}}
data_dir: ./data
poll: {poll}
mailboxes:
  - name: post
    provider: imap
    address: jordan@mail.example
    host: 127.0.0.1
    port: {port}
    tls: false
    username: {user}
    password_file: password
""".replace("UTC", zone_of_the_afternoon())
PATIENCE_SECONDS = 30.0


class Running:
    """`followthrough run --json` and what it tells."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen(
            [PROGRAM, "run", "--json"],
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HOME": str(home), "FOLLOWTHROUGH_CONFIG": "config.yaml", "PYTHONUNBUFFERED": "1"},
        )
        self._told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self.log: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._read_log, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._told.put(json.loads(line))

    def _read_log(self) -> None:
        assert self.process.stderr
        self.log.extend(self.process.stderr)

    def tells(self, event: str) -> dict[str, Any]:
        """Wait for an event; raises `queue.Empty` if none comes."""
        while (told := self._told.get(timeout=PATIENCE_SECONDS))["event"] != event:
            pass
        return told

    def told(self, event: str) -> list[dict[str, Any]]:
        """What was told of an event and not waited for."""
        found = []
        while not self._told.empty():
            found.append(self._told.get())
        return [told for told in found if told["event"] == event]

    def says(self, words: str) -> str:
        """Wait for a line of log with these words."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            if line := next((line for line in self.log if words in line), ""):
                return line
            time.sleep(0.02)
        raise AssertionError(f"never said {words!r}: {''.join(self.log)}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            assert self.process.wait(20) == 0
        finally:
            self.process.kill()
            for stream in (self.process.stdout, self.process.stderr):
                assert stream
                stream.close()


@contextmanager
def running(home: Path) -> Iterator[Running]:
    agent = Running(home)
    try:
        yield agent
    finally:
        agent.stop()


@pytest.fixture
def home(box: ImapMailbox, tmp_path: Path) -> Path:
    """The owner's folder: polls come so seldom that only a push can bring news within a test."""
    (tmp_path / "config.yaml").write_text(CONFIG.format(port=box.proxy.port, user=box.user, poll="1h"))
    (tmp_path / "password").write_text(PASSWORD + "\n")
    (tmp_path / "password").chmod(0o600)
    return tmp_path


def listens(box: ImapMailbox) -> bool:
    return b"IDLE" in b"".join(box.proxy.sent)


def wait_until(is_so: Any) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_mail_is_read_when_it_arrives_and_the_draft_lies_in_drafts(box: ImapMailbox, home: Path) -> None:
    """Pushed, not polled: the next poll is an hour away. Then the owner edits the draft, and it is theirs (B33)."""
    with running(home) as agent:
        wait_until(lambda: listens(box))
        box.server.deliver(box.user, confirmation(1))
        assert agent.tells("message_read")["intent"] == "interview_scheduled"
        assert agent.tells("draft_placed")["kind"] == "thank_you"
        (draft,) = box.drafts()
        assert b"Priya" in draft
        assert {b"\\Draft", b"\\Seen"} <= set(*box.client.flags(DRAFTS).values())
        assert box.client.flags(INBOX) == {1: (b"\\Recent",)} or b"\\Seen" not in box.client.flags(INBOX)[1]


def test_a_line_that_drops_is_taken_up_again_without_a_word(box: ImapMailbox, home: Path) -> None:
    """What came meanwhile is read."""
    with running(home) as agent:
        wait_until(lambda: listens(box))
        box.proxy.cut()
        box.server.deliver(box.user, confirmation(1))
        agent.tells("message_read")
        assert not [line for line in agent.log if "WARNING" in line or "ERROR" in line]


def test_mail_in_doubt_waits_for_the_owner_b4(box: ImapMailbox, tmp_path: Path) -> None:
    """It is kept with its words under needs a look; nothing of it is put aside as a mistake of the program's own."""
    clock, store = ManualClock(box.now()), Store(tmp_path / "followthrough.db")
    box.deliver(confirmation(1))
    everything_in_doubt = replace(rulebook(), sure_at=1.1)
    report = Cycle("post", box.open(), store, everything_in_doubt, clock, look_back=timedelta(days=30)).run()
    assert (report.messages, report.shelved, len(store.looks())) == (1, 0, 1)
    store.close()


def test_a_server_that_stays_away_is_told_once_and_its_return_once(
    box: ImapMailbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """However long it takes; what came meanwhile is read then."""
    caplog.set_level(logging.INFO, logger="followthrough")
    clock, store = ManualClock(box.now()), Store(tmp_path / "followthrough.db")
    cycle = Cycle("post", box.open(), store, rulebook(), clock, look_back=timedelta(days=30))
    assert daemon.cycle_once(cycle, store, clock) is not None
    with box.proxy.refusing():
        for _ in range(health.SPOKEN_OF_AT + 2):
            clock.set(clock.now() + timedelta(hours=1))
            assert daemon.cycle_once(cycle, store, clock) is None
    box.deliver(confirmation(1))
    clock.set(clock.now() + timedelta(hours=1))
    report = daemon.cycle_once(cycle, store, clock)
    assert report is not None
    assert report.messages == 1
    warning, *others = caplog.records
    assert (warning.levelname, {record.levelname for record in others}) == ("WARNING", {"INFO"})
    assert sum("works again" in record.getMessage() for record in others) == 1
    store.close()


def test_a_search_goes_on_though_the_server_is_restarted_and_numbers_its_mail_anew(
    box: ImapMailbox, home: Path
) -> None:
    """Another program edits one draft, sends one and deletes one; then every UIDVALIDITY changes over a restart. No
    draft is lost, and none is placed twice."""
    (home / "config.yaml").write_text(CONFIG.format(port=box.proxy.port, user=box.user, poll="2s"))
    placed: dict[str, str] = {}
    with running(home) as agent:
        for number, company in enumerate(("Northwind", "Brightwater", "Fjordpay")):
            box.deliver(confirmation(number, company))
            agent.tells("draft_placed")
            placed[company] = next(i for i in message_ids(box) if i not in placed.values())
        box.owner_edits_draft(placed["Northwind"], with_line(box, placed["Northwind"]))
        box.owner_sends_draft(placed["Brightwater"], changes_message_id=True)
        box.owner_deletes_draft(placed["Fjordpay"])
        assert {agent.tells("draft_sent")["company"], agent.tells("step_skipped")["company"]} == {
            "Brightwater",
            "Fjordpay",
        }

        box.client.close()
        box.server.stop()
        for folder in (INBOX, SENT, DRAFTS):
            box.server.forget_uids(box.user, folder)
        box.server.start()
        box.deliver(confirmation(4, "Marlowfinch"))
        assert agent.tells("draft_placed")["company"] == "Marlowfinch"
        time.sleep(3)  # a poll more: nothing may follow
        (new,) = set(message_ids(box)) - set(placed.values())
        assert sorted(message_ids(box)) == sorted([placed["Northwind"], new])
        assert agent.told("draft_placed") == []
        assert not [line for line in agent.log if "ERROR" in line]


def message_ids(box: ImapMailbox) -> list[str]:
    return [read_headers(mime).message_id for mime in box.drafts()]


def with_line(box: ImapMailbox, message_id: str) -> bytes:
    mime = next(mime for mime in box.drafts() if read_headers(mime).message_id == message_id)
    return mime + b"\r\nOne more line, by hand.\r\n"


def test_it_stops_within_seconds_though_the_server_hangs(box: ImapMailbox, home: Path) -> None:
    with running(home) as agent:
        wait_until(lambda: listens(box))
        with box.proxy.stalling():
            box.server.deliver(box.user, confirmation(1))
            began = time.monotonic()
            agent.stop()
        assert time.monotonic() - began < 10
