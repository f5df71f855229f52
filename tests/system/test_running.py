"""The agent as its keepers see it (Docker, systemd): how it starts, says that it is well, and ends."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue

import pytest

from agent import config, daemon, wiring
from agent.clock import SystemClock
from agent.commands.running import _Mailbox
from agent.cycle import Report

PROGRAM = Path(sys.executable).with_name("followthrough")
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC}
poll: 5m
mailboxes: [{name: local, provider: maildir, path: ./Mail}]
"""
AS_FIRST_PROCESS = ["unshare", "--pid", "--fork", "--mount-proc"]
TERMINATED = 128 + signal.SIGTERM
ASKED_WHILE_LOADING = """
import os, signal, sys
class Stops:
    def find_spec(self, name, *_):
        if name == "agent.commands.running":
            os.kill(os.getpid(), signal.SIGTERM)
sys.meta_path.insert(0, Stops())
sys.argv = ["followthrough", "run"]
from agent.cli import main
main()
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A configured home with an empty mailbox."""
    for folder in ("cur", "new", "tmp", ".Drafts/cur", ".Drafts/new", ".Drafts/tmp"):
        (tmp_path / "Mail" / folder).mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG)
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    """As the image sets it: data in one place, the log on standard output."""
    data = {"FOLLOWTHROUGH_DATA_DIR": str(home / "data"), "FOLLOWTHROUGH_LOG_FILE": "-"}
    return {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "FOLLOWTHROUGH_LOG_FORMAT": "json", **data}


def check(home: Path) -> tuple[int, str]:
    """What the image's HEALTHCHECK runs."""
    done = subprocess.run(
        [PROGRAM, "status", "--check"], cwd=home, env=environment(home), capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def start(home: Path) -> subprocess.Popen[str]:
    """The agent."""
    return subprocess.Popen([PROGRAM, "run"], cwd=home, env=environment(home), stdout=subprocess.PIPE, text=True)


@pytest.fixture
def running(home: Path) -> Iterator[subprocess.Popen[str]]:
    """The agent, well."""
    with start(home) as process:
        try:
            until_well(home)
            yield process
        finally:
            process.kill()


def until_well(home: Path) -> None:
    """Wait for the first cycle."""
    for _ in range(100):
        if check(home)[0] == 0:
            return
        time.sleep(0.1)
    pytest.fail(f"never well: {check(home)[1]}")


def test_a_stop_is_heard_while_the_program_still_loads() -> None:
    """The first process of a container ignores SIGTERM until it has said what to do."""
    done = subprocess.run([sys.executable, "-c", ASKED_WHILE_LOADING], check=False)

    assert done.returncode == TERMINATED


def test_the_agent_ends_cleanly_when_told_to(home: Path, running: subprocess.Popen[str]) -> None:
    """Exit status 0, the log on standard output, an object a line; all that it keeps lies in the data directory."""
    running.send_signal(signal.SIGTERM)
    said, _ = running.communicate(timeout=30)
    lines = [json.loads(line) for line in said.splitlines()]

    assert running.returncode == 0
    assert lines[-1]["message"] == "stopping"
    assert sorted(p.name for p in home.iterdir()) == ["Mail", "config.yaml", "data"]


def test_what_a_stopped_agent_left_behind_says_nothing_of_the_next_one(
    home: Path, running: subprocess.Popen[str]
) -> None:
    """Restarted, it is not well before it has read the mailbox itself, however late it was read before."""
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=30)
    assert check(home)[0] == 0
    (home / "Mail").rename(home / "Away")
    with start(home) as again:
        try:
            assert again.stdout
            heard = [again.stdout.readline(), again.stdout.readline()]
            status, said = check(home)
        finally:
            again.kill()

    assert "paused" in heard[-1]
    assert status == 1
    assert "local:" in said.split()


@pytest.mark.usefixtures("running")
def test_a_mailbox_read_before_the_agent_began_is_not_read_yet(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The healthcheck's own words, before the first cycle."""
    monkeypatch.setenv("FOLLOWTHROUGH_DATA_DIR", str(home / "data"))
    store = wiring.open_store(config.load(home / "config.yaml"))
    with store.decision():
        store.put_began(SystemClock().now())
    store.close()

    assert check(home) == (1, "local: not read yet since the agent was started just now.\n")


@pytest.mark.usefixtures("running")
def test_an_agent_that_began_while_the_clock_was_ahead_is_well_once_it_reads(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a container would be called ill, and started anew, until the clock has caught up."""
    monkeypatch.setenv("FOLLOWTHROUGH_DATA_DIR", str(home / "data"))
    store = wiring.open_store(config.load(home / "config.yaml"))
    with store.decision():
        store.put_began(SystemClock().now() + timedelta(hours=6))
    store.close()

    assert check(home)[0] == 0


def can_make_a_container() -> bool:
    """Whether a process may be the first of a namespace here."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*AS_FIRST_PROCESS, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_make_a_container(), reason="no namespaces here")
@pytest.mark.usefixtures("running")
def test_in_a_container_started_later_nothing_is_well_yet(home: Path) -> None:
    """While a restarted agent still loads, the healthcheck does not take the last life's reading for its own."""
    done = subprocess.run(
        [*AS_FIRST_PROCESS, PROGRAM, "status", "--check"], cwd=home, env=environment(home), capture_output=True,
        text=True, check=False,
    )  # fmt: skip

    assert check(home)[0] == 0
    assert (done.returncode, done.stdout) == (1, "local: not read yet since the agent was started just now.\n")


def test_a_cycle_that_does_not_end_does_not_keep_the_agent_from_ending() -> None:
    """A mail service that never answers: the caller hears that it has to end the process."""
    asked: SimpleQueue[daemon.Wish] = SimpleQueue()
    release, stop = threading.Event(), threading.Event()

    def hangs() -> None:
        asked.put(daemon.Wish.STOP)
        release.wait(30)

    wish = daemon.run_until(asked, [hangs], timedelta(hours=1), SystemClock(), stop, lambda: True, grace_seconds=0.05)
    release.set()

    assert wish is daemon.Wish.LEAVE


def test_a_stop_is_heard_while_a_new_configuration_waits_for_the_cycle_under_way() -> None:
    """A reload waits as long as the cycle takes; who stops the agent meanwhile does not."""
    asked: SimpleQueue[daemon.Wish] = SimpleQueue()
    release, stop = threading.Event(), threading.Event()

    def hangs() -> None:
        asked.put(daemon.Wish.RELOAD)
        asked.put(daemon.Wish.STOP)
        release.wait(30)

    wish = daemon.run_until(asked, [hangs], timedelta(hours=1), SystemClock(), stop, lambda: True, grace_seconds=0.05)
    release.set()

    assert wish is daemon.Wish.LEAVE


def test_a_mistake_of_our_own_is_said_once_and_ends_no_thread(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The next poll tries again; the line says where it was, and no word of the mail that it was found in."""
    for sub in ("cur", "new", "tmp"):
        (tmp_path / "Mail" / sub).mkdir(parents=True)
    place = tmp_path / "config.yaml"
    place.write_text(CONFIG)
    mailbox = Mistaken(config.load(place), place, "local", SystemClock(), threading.Event(), lambda _: None, None)
    caplog.set_level("INFO")
    try:
        tries = [mailbox.cycle() for _ in range(3)]
    finally:
        mailbox.close()

    assert [report is not None for report in tries] == [False, False, True]
    assert [record.levelname for record in caplog.records].count("ERROR") == 1
    assert "ValueError in test_running.py" in caplog.text
    assert "Dear Jordan" not in caplog.text


class Mistaken(_Mailbox):
    """A mailbox whose first two cycles meet a mistake of the program's."""

    mistakes = 2

    def _cycled(self) -> Report | None:
        if self.mistakes:
            self.mistakes -= 1
            raise ValueError("Dear Jordan, we would like")
        return super()._cycled()
