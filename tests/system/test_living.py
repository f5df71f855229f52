"""Living with the program: paused and resumed, its configuration read anew while it runs."""

from __future__ import annotations

import json
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system.post import Post
from tests.system.test_cli import CONFIG, PROGRAM, environment, furnished, run

__all__ = ["furnished"]


class Daemon:
    """The running agent, and what it says on stderr."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._passed: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self._lines.put(line)

    def says(self, words: str) -> str:
        """Wait for a line with these words; fails with what was said instead if none comes.

        Lines may come in another order than they are asked for: what was passed over is looked at too.
        """
        while (line := next((line for line in self._passed if words in line), None)) is None:
            try:
                self._passed.append(self._lines.get(timeout=20))
            except queue.Empty:
                raise AssertionError(f"never said {words!r}, but {''.join(self._passed)}") from None
        self._passed.remove(line)
        return line


@contextmanager
def running(home: Path) -> Iterator[Daemon]:
    """`followthrough run`, ended by SIGTERM."""
    with subprocess.Popen(
        [PROGRAM, "run"],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            yield Daemon(process)
            process.terminate()
            assert process.wait(20) == 0
        finally:
            process.kill()  # a test that fails would else wait for it for ever


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """A copy of the furnished home."""
    return Path(shutil.copytree(furnished, tmp_path / "home"))


def test_a_changed_configuration_is_taken_over_while_the_agent_runs(home: Path) -> None:
    """SIGHUP: a second mailbox is watched from now on; a wrong file is refused with its line, and nothing stops."""
    place = home / "config.yaml"
    two = CONFIG.replace("path: ./Mail}", "path: ./Mail}, {name: gone, provider: maildir, path: ./Nowhere}")
    with running(home) as daemon:
        daemon.says("watching local")
        place.write_text(f"{CONFIG}pol: 2m\n")
        daemon.process.send_signal(signal.SIGHUP)
        assert "config.yaml:5" in daemon.says("Did you mean 'poll'?")
        place.write_text(two)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.says("watching local, gone")
        assert "paused" in daemon.says("gone: ")


def test_what_is_paused_is_left_alone_until_it_is_resumed(home: Path) -> None:
    """Nothing is read meanwhile; `status` says by whom it was paused, and programs are not alarmed."""
    assert "paused since today" in run(home, "pause", "local")
    assert "paused by you" in run(home, "run", "--once")
    assert "paused by you since today" in run(home, "status")
    said = run(home, "status", "--check")
    assert "resume local" in said
    assert "well" not in said  # nothing was read that could be
    assert "goes on" in run(home, "resume", "local")
    assert "was not paused" in run(home, "resume", "local")
    assert "paused by you" not in run(home, "run", "--once") + run(home, "status")


def test_everything_can_be_paused_and_resumed_at_once(home: Path) -> None:
    """Without a mailbox all of them are meant."""
    run(home, "pause", "local")
    run(home, "pause")
    assert "Go on: followthrough resume\n" in run(home, "status", "--check")
    assert "everything is still paused" in run(home, "resume", "local")
    assert "goes on" in run(home, "resume")
    assert "paused by you" not in run(home, "run", "--once")


def test_only_a_configured_mailbox_can_be_paused(furnished: Path) -> None:
    """The answer names those that are."""
    assert "There is no mailbox 'nowhere'. Configured: local." in run(furnished, "pause", "nowhere", status=2)


def test_doctor_says_how_everything_is_and_leaves_no_draft(home: Path) -> None:
    """Each line has its check, its level and what to do; the exit status is for programs."""
    rows = [json.loads(line) for line in run(home, "doctor", "--json").splitlines()]

    assert {row["level"] for row in rows if row["check"] != "agent"} == {"ok"}
    assert all(row["next_step"] for row in rows if row["level"] != "ok")
    assert {"config", "time zone", "store", "disk", "templates", "clock", "mailbox local: draft"} <= {
        row["check"] for row in rows
    }
    assert list((home / "Mail" / ".Drafts" / "cur").iterdir()) == []
    assert "All is well" in run(home, "doctor") or "1 warning" in run(home, "doctor")


def test_a_folder_for_sent_mail_that_nobody_knows_is_said_until_it_is_named(home: Path) -> None:
    """B7, B14: without it what the owner answers is not read. The log says so, and `status` as long as it is so."""
    (home / "Mail" / ".Sent").rename(home / "Mail" / ".Postausgang")
    missing = "No folder for sent mail was found, so what you send is not read."

    assert missing in run(home, "run", "--once")
    assert missing in " ".join(run(home, "status").split())
    assert missing in " ".join(run(home, "doctor", "--no-draft").split())
    named = CONFIG.replace("path: ./Mail}", "path: ./Mail, folders: {sent: .Postausgang}}")
    (home / "config.yaml").write_text(named)
    assert "No folder" not in run(home, "run", "--once") + run(home, "status") + run(home, "doctor", "--no-draft")


def test_doctor_names_what_is_broken_with_its_exit_status(home: Path) -> None:
    """1 for a mailbox that is not there, 2 for a wrong configuration, and the rest is looked at all the same."""
    shutil.rmtree(home / "Mail")
    assert "error    mailbox local:" in run(home, "doctor", status=1)
    (home / "config.yaml").write_text(f"{CONFIG}pol: 2m\n")
    assert "Did you mean" in run(home, "doctor", status=2)


def test_the_calendar_file_and_the_workbook_are_private_and_a_calendar_can_be_printed(home: Path) -> None:
    """`calendar_file`, `export ics`, `export xlsx`, `stats`."""
    with (home / "config.yaml").open("a") as file:
        file.write("calendar_file: jobs.ics\n")
    run(home, "run", "--once")
    run(home, "export", "xlsx", "--output", "jobs.xlsx")

    assert "SUMMARY:Interview: Northwind" in (home / "jobs.ics").read_text()
    assert "SUMMARY:Interview: Northwind" in run(home, "export", "ics")
    assert "Name it" in run(home, "export", "xlsx", status=2)
    assert [(home / name).stat().st_mode & 0o777 for name in ("jobs.ics", "jobs.xlsx")] == [0o600, 0o600]
    assert json.loads(run(home, "stats", "--json").splitlines()[0]) == {
        "group": "funnel",
        "name": "threads",
        "count": 1,
    }


def test_everything_is_forgotten_at_the_owners_word_and_mail_stays(home: Path) -> None:
    """Not without being meant, not while the agent runs; what is not ours stays and is named."""
    (home / "data" / "mine.txt").touch()
    assert "Say --yes" in run(home, "forget", "--all", status=2)
    assert "Name a thread, or say --all" in run(home, "forget", status=2)
    with running(home) as daemon:
        daemon.says("watching local")
        assert "another followthrough is running" in run(home, "forget", "--all", "--yes", status=1)
    said = run(home, "forget", "--all", "--yes")

    assert "mine.txt" in said
    assert [path.name for path in (home / "data").iterdir()] == ["mine.txt"]
    assert (home / "config.yaml").exists()
    assert list((home / "Mail" / "cur").iterdir())


def test_one_thread_is_forgotten_with_its_notes_file(home: Path) -> None:
    """`forget THREAD`."""
    notes = home / "data" / "notes"
    notes.mkdir()
    (notes / "northwind.txt").write_text("about: the move to event streams\n")
    run(home, "run", "--once")
    assert "northwind is forgotten" in run(home, "forget", "northwind", "--yes")
    run(home, "run", "--once")

    assert run(home, "status", "--json") == ""
    assert list(notes.iterdir()) == []


def test_the_owner_is_told_through_the_service_they_named(home: Path) -> None:
    """`notify-test`, and a draft that waits; a second run tells nothing twice. Without a service the test says so."""
    assert "No service is configured" in run(home, "notify-test", status=2)
    with Post() as post:
        with (home / "config.yaml").open("a") as file:
            file.write(f"notifications: {{services: ['{post.url}']}}\n")
        said = run(home, "notify-test")
        run(home, "add", "Acme", "--time", "yesterday 14:00", "--contact", "Ana Ruiz", "--address", "ana@acme.example")
        for _ in range(2):
            run(home, "run", "--once")
        assert "took it" in said
        assert "a-secret" not in said + run(home, "doctor", "--json")

    assert [told["title"] for told in post.heard].count("Followthrough can reach you") == 1
    assert sum("Ana Ruiz" in str(told["message"]) for told in post.heard) <= 1
