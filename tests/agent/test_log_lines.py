"""What the log says, and what it must never say."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import log_lines
from agent.commands.telling import logged
from agent.errors import UsageError
from agent.happenings import Entry
from agent.log_lines import Human, Json, Logging
from agent.spoken import Told
from tests.agent.world import at

SECRET = "We regret to inform you\n\x1b[2J"
log = logging.getLogger("followthrough")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Each test's logging is its own."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, log.level
    yield
    for handler in root.handlers:
        if handler not in before[0]:
            handler.close()
    root.handlers[:], level, own = before
    root.setLevel(level)
    log.setLevel(own)


def lines_of(place: Path) -> list[str]:
    """What was logged."""
    return place.read_text().splitlines()


def failing() -> None:
    """As reading a mail may fail."""
    raise KeyError(SECRET)


@pytest.mark.parametrize("form", ["human", "json"])
def test_an_unforeseen_error_tells_its_kind_and_place_and_no_text_of_mail(form: str, tmp_path: Path) -> None:
    """The scheduler logs it with its traceback; its message may be a mail's."""
    log_lines.begin(Logging(form, file=str(tmp_path / "log")))  # type: ignore[arg-type]
    try:
        failing()
    except KeyError as error:
        logging.getLogger("apscheduler").error("job failed: %s", error, exc_info=True)
    (line,) = lines_of(tmp_path / "log")

    assert "regret" not in line
    assert "test_log_lines.py" in line
    assert "failing" in line
    assert "KeyError" in line


def test_a_line_is_one_line_and_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    """Whatever a mail service answered."""
    log_lines.begin(Logging(file=str(tmp_path / "log")))
    log.warning("gmail: %s", "no\r\n\x1b[2Jsuch")

    assert len(lines_of(tmp_path / "log")) == 1
    assert "\x1b" not in (tmp_path / "log").read_text()


def test_a_placed_draft_is_logged_by_thread_and_step_alone(tmp_path: Path) -> None:
    """No person, no address, no subject, no word of it; programs find thread and step beside the message."""
    log_lines.begin(Logging("json", file=str(tmp_path / "log")))
    data = {"kind": "thank_you", "to": ["priya@northwind.example"], "subject": SECRET, "body": SECRET}
    logged(Told(Entry(at("2026-03-02 10:00"), "northwind", "draft_placed", data), "Northwind", "Data Engineer"))
    logged(Told(Entry(at("2026-03-02 10:00"), "northwind", "notified", {"text": SECRET}), "Northwind", None))
    placed, note = map(json.loads, lines_of(tmp_path / "log"))

    assert placed["message"] == "northwind: draft placed: thank_you"
    assert (placed["level"], placed["thread"], placed["step"]) == ("info", "northwind", "thank_you")
    assert "priya" not in json.dumps([placed, note])
    assert "regret" not in json.dumps([placed, note])


def test_libraries_are_heard_only_when_they_warn(tmp_path: Path) -> None:
    """Their chatter may hold addresses; `debug` is for the agent's own lines."""
    log_lines.begin(Logging(level="debug", file=str(tmp_path / "log")))
    logging.getLogger("urllib3").debug("GET /messages?q=jordan")
    log.debug("own")

    assert [line.split()[-1] for line in lines_of(tmp_path / "log")] == ["own"]


def test_a_log_file_is_private_and_stays_small(tmp_path: Path) -> None:
    """0600, put aside when it is full, five old ones kept."""
    log_lines.begin(Logging(file=str(tmp_path / "log")))
    (handler,) = logging.getLogger().handlers
    handler.maxBytes = 200  # type: ignore[attr-defined]
    for number in range(100):
        log.info("line %d", number)
    names = sorted(p.name for p in tmp_path.iterdir())

    assert names == ["log", *(f"log.{n}" for n in range(1, 6))]
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o600}


def test_a_log_file_that_cannot_be_written_is_said_with_the_next_step(tmp_path: Path) -> None:
    """Before anything runs."""
    with pytest.raises(UsageError, match="cannot be written"):
        log_lines.begin(Logging(file=str(tmp_path / "missing" / "log")))


def test_what_a_program_reads_from_standard_output_has_no_log_in_between() -> None:
    """`run --json` where the image logs to standard output."""
    assert Logging(file="-").beside(as_json=True).file is None
    assert Logging(file="-").beside(as_json=False).file == "-"
    assert Logging(file="log").beside(as_json=True).file == "log"


def test_the_journal_is_given_levels_and_keeps_the_time_itself() -> None:
    """As sd-daemon(3) has it."""
    record = logging.LogRecord("followthrough", logging.WARNING, "", 0, "paused", (), None)

    assert Human(is_journal=True).format(record) == "<4>paused"
    assert json.loads(Json().format(record))["level"] == "warning"
