"""The commands as the owner runs them: on a real Maildir, while the agent runs, with what they print and exit with."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import cast

import pytest

PROGRAM = Path(sys.executable).with_name("followthrough")
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC, country: US}
data_dir: ./data
poll: 1s
mailboxes: [{name: local, provider: maildir, path: ./Mail}]
"""
SATURDAY = 5


def run(home: Path, *arguments: str, status: int = 0) -> str:
    """What a command prints; its exit status is checked."""
    done = subprocess.run(
        [PROGRAM, *arguments], cwd=home, capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def environment() -> dict[str, str]:
    """No colour, no terminal, nobody's own configuration."""
    return {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "COLUMNS": "80", "NO_COLOR": "1"}


def thanked_long_ago() -> date:
    """A weekday for whose interview it is too late to thank at any hour of today, and too early to ask."""
    days = (date.today() - timedelta(days=back) for back in (4, 5, 6))
    return next(day for day in days if day.weekday() < SATURDAY)


def deliver(home: Path, name: str, subject: str, body: str, sender: str, age: timedelta) -> None:
    """A mail comes into the inbox."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "Jordan Ellis <jordan@mail.example>", subject
    mail["Date"], mail["Message-ID"] = format_datetime(datetime.now(UTC) - age), f"<{name}@northwind.example>"
    mail.set_content(body)
    (home / "Mail" / "cur" / f"{name}:2,").write_bytes(mail.as_bytes())


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configured home whose mailbox holds one announcement, read once. Tests that change it take a copy: `home`."""
    tmp_path = tmp_path_factory.mktemp("home")
    for sub in (
        "cur",
        "new",
        "tmp",
        ".Drafts/cur",
        ".Drafts/new",
        ".Drafts/tmp",
        ".Sent/cur",
        ".Sent/new",
        ".Sent/tmp",
    ):
        (tmp_path / "Mail" / sub).mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG)
    day = datetime.now(UTC) + timedelta(days=10)
    words = f"{day:%A}, {day:%B} {day.day}, {day.year}, from 2:00 pm to 2:45 pm UTC"
    body = (
        "Hi Jordan,\n\nYour interview for the Data Engineer position at Northwind is confirmed for "
        f"{words}, by video. You will be speaking with me.\n\nBest regards,\nPriya Raman\nNorthwind\n"
    )
    subject = "Interview confirmation: Data Engineer at Northwind"
    deliver(tmp_path, "1700000001.M1P1.x", subject, body, "Priya Raman <priya@northwind.example>", timedelta(hours=2))
    run(tmp_path, "run", "--once")
    return tmp_path


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """A copy of the furnished home."""
    return Path(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture
def daemon(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The agent, running, with its first cycle behind it."""
    with subprocess.Popen(
        [PROGRAM, "run"], cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        time.sleep(2)
        yield process
        process.terminate()
        process.wait(10)


def rows(home: Path) -> list[dict[str, object]]:
    """`status --json`."""
    return [json.loads(line) for line in run(home, "status", "--json").splitlines()]


def test_corrections_work_while_the_agent_runs(home: Path, daemon: subprocess.Popen[bytes]) -> None:
    """Every one of them is kept, none waits for the other's whole cycle, and the agent keeps running."""
    for number in range(3):
        run(home, "note", "northwind", f"about: topic {number}")
    run(home, "set", "northwind", "--interviewer", "Dana Cole", "--address", "dana@northwind.example")
    run(home, "add", "Acme", "--time", "tomorrow 14:00", "--minutes", "30")
    run(home, "close", "acme")
    time.sleep(1.5)
    shown = json.loads(run(home, "show", "northwind", "--json"))

    assert [note["text"] for note in shown["notes"]] == [f"topic {n}" for n in range(3)]
    assert {p["name"] for p in shown["rounds"][0]["interviewers"]} >= {"Dana Cole"}
    assert {(row["company"], row["state"]) for row in rows(home)} == {("Northwind", "scheduled"), ("Acme", "closed")}
    assert daemon.poll() is None


def test_status_has_exactly_the_fields_of_the_contract(home: Path) -> None:
    """docs/behaviour.md "Commands"."""
    (row,) = rows(home)

    names = "thread mailbox company role state reason round whose_turn next_step due_at drafts flags"
    assert list(row) == names.split()


def test_status_follows_the_configuration_at_once(home: Path) -> None:
    """What is kept for quickness never outlives the settings that it was made from."""
    met = f"{thanked_long_ago()} 14:00"
    run(home, "add", "Acme", "--time", met, "--contact", "Ana Ruiz", "--address", "ana@acme.example")
    before = next(r for r in rows(home) if r["company"] == "Acme")
    (home / "config.yaml").write_text(f"{CONFIG}pacing: {{preset: patient}}\n")
    after = next(r for r in rows(home) if r["company"] == "Acme")

    assert before["next_step"] == after["next_step"] == "check_in"
    assert str(before["due_at"]) < str(after["due_at"])


def test_status_check_is_for_programs(home: Path) -> None:
    """0 while every mailbox was read within three polls, 1 otherwise."""
    unhurried = CONFIG.replace("poll: 1s", "poll: 10m")  # a busy machine may take seconds to begin
    (home / "config.yaml").write_text(unhurried)
    run(home, "run", "--once")
    assert "well" in run(home, "status", "--check")
    (home / "config.yaml").write_text(unhurried.replace("local,", "other,"))
    assert "not read yet" in run(home, "status", "--check", status=1)


def test_a_mail_and_a_thread_explain_themselves(home: Path) -> None:
    """`why` by number, key and Message-ID; B5."""
    for name in ("northwind:1", "1700000001.M1P1.x", "<1700000001.M1P1.x@northwind.example>"):
        shown = json.loads(run(home, "why", name, "--json"))
        assert shown["intent"] == "interview_scheduled"
        assert shown["evidence"]
        assert {"rule", "text", "weight"} == set(shown["evidence"][0])
    assert "preset balanced" in run(home, "why", "northwind")


def test_a_misread_mail_is_settled_anew(home: Path) -> None:
    """What it did is taken back."""
    said = run(home, "settle", "northwind:1", "--intent", "scheduling_request")

    assert "no interview on" in said
    assert "they wait for your answer" in said
    assert rows(home)[0]["state"] == "arranging"


@pytest.fixture
def suspected(home: Path) -> Path:
    """The same home after a new time from the same sender, which the mailbox's own server calls forged."""
    day = datetime.now(UTC) + timedelta(days=12)
    body = (
        "Hi Jordan,\n\nYour interview for the Data Engineer position at Northwind has been rescheduled to "
        f"{day:%A}, {day:%B} {day.day}, {day.year}, from 4:00 pm to 4:45 pm UTC, by video. You will be speaking with "
        "me.\n\nBest regards,\nPriya Raman\nNorthwind\n"
    )
    name, sender = "1700000003.M1P3.x", "Priya Raman <priya@northwind.example>"
    deliver(home, name, "Re: Interview confirmation: Data Engineer at Northwind", body, sender, timedelta(hours=1))
    mail = home / "Mail" / "cur" / f"{name}:2,"
    verdict = b"Authentication-Results: mx.mail.example; dmarc=fail header.from=northwind.example\n"
    mail.write_bytes(verdict + mail.read_bytes())
    run(home, "run", "--once")
    return home


def starts(home: Path) -> list[str]:
    """When the interviews of the thread begin: the time of day alone."""
    shown = json.loads(run(home, "show", "northwind", "--json"))
    return [round_["start"][11:16] for round_ in shown["rounds"]]


def test_reopening_an_accepted_offer_lets_the_others_go_on_b36(home: Path) -> None:
    """Whoever accepted by mistake sees that nobody is told of a withdrawal."""
    run(home, "add", "Acme Works", "--time", "tomorrow 14:00")
    assert "a courteous withdrawal will be drafted" in run(home, "accept", "northwind")
    assert "no withdrawal is drafted any more" in run(home, "reopen", "northwind")
    assert {row["next_step"] for row in rows(home)} == {None}


def test_a_mailbox_of_which_all_is_paused_says_what_goes_on_with_it(home: Path) -> None:
    """`resume MAILBOX` would leave it paused where everything is."""
    run(home, "pause")
    said = subprocess.run([PROGRAM, "run", "--once"], cwd=home, capture_output=True, text=True, env=environment())
    assert said.stderr.endswith("paused by you. Go on: followthrough resume\n")


def test_help_names_every_command_in_a_whole_sentence_and_the_version_is_told(home: Path) -> None:
    assert "..." not in run(home, "--help").partition("Commands:")[2]
    assert re.fullmatch(r"followthrough \d+\.\d+\.\d+\n", run(home, "--version"))


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_a_terminal_that_does_not_know_every_letter_is_written_to_all_the_same(home: Path, encoding: str) -> None:
    """A locale that is not UTF-8, or a pipe on Windows; what programs read is UTF-8 there too."""
    run(home, "add", "Öko Möbel", "--time", "tomorrow 14:00")
    env = {**environment(), "PYTHONIOENCODING": encoding}

    def said(*words: str) -> bytes:
        return subprocess.run([PROGRAM, *words], cwd=home, capture_output=True, check=True, env=env).stdout

    assert "ko M" in said("status").decode(encoding)
    assert said("stats").decode(encoding)
    assert "->" in said("show", "northwind").decode(encoding).replace("→", "->")
    assert json.loads(said("show", "ko m", "--json"))["company"] == "Öko Möbel"
    assert "Öko Möbel" in said("export").decode("utf-8")


def test_another_hour_leaves_the_interview_on_its_day(home: Path) -> None:
    """`set --time 15:00` ten days before; it was moved to today, and thanked for."""
    assert "today" not in run(home, "set", "northwind", "--time", "15:00")
    assert starts(home) == ["15:00"]
    assert rows(home)[0]["state"] == "scheduled"


def test_a_suspect_new_time_counts_once_the_owner_says_so(suspected: Path) -> None:
    """B8, B4: until then the old time stands, and the owner is warned and asked."""
    assert starts(suspected) == ["14:00"]
    assert "warning" in cast("list[str]", rows(suspected)[0]["flags"])
    run(suspected, "trust", "northwind")
    run(suspected, "settle", "1", "--intent", "interview_rescheduled", "--thread", "northwind")

    assert starts(suspected) == ["16:00"]
    assert rows(suspected)[0]["flags"] == []


def test_a_suspect_new_time_that_is_nothing_leaves_the_old_one_and_no_warning(suspected: Path) -> None:
    """B8: settled by its number, as `settle` lists it."""
    run(suspected, "settle", "1", "--intent", "unrelated")

    assert starts(suspected) == ["14:00"]
    assert rows(suspected)[0]["flags"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "nobody"), "No thread is called 'nobody'. Known: northwind."),
        (("set", "northwind"), "set: nothing to set. Give --time"),
        (("set", "northwind", "--time", "soon"), "--time: 'soon' is no time. Write it like"),
        (("set", "northwind", "--address", "x@y.example"), "--address of whom? Give --contact"),
        (("snooze", "northwind", "someday"), "'someday' is no day. Write it like"),
        (("settle", "9"), "'9' is no message that is known. See them with: followthrough settle"),
        (("settle", "northwind:1", "--intent", "party"), "'party' is no intent. Choose one of:"),
        (("preview", "northwind", "--step", "party"), "'party' is no step. Choose one of:"),
        (("add", "Northwind"), "Northwind is there already, as northwind."),
        (("add", "", "--time", "2026-05-11T14:00"), "add: '' is no company's name. Write it as they do"),
        (("add", "!!!", "--time", "2026-05-11T14:00"), "add: '!!!' is no company's name. Write it as they do"),
        (("set", "northwind", "--company", "-"), "set: '-' is no company's name. Write it as they do"),
        (
            ("set", "northwind", "--contact", "Ann Lee", "--interviewer", "Bo Ray", "--address", "bo@acme.example"),
            "--contact: no address of Ann Lee is known. --address is that of Bo Ray: name the contact in a `set` of",
        ),
        (("voice", "--leave-out", "99"), "--leave-out: '99' is no line of a draft. Name it as"),
        (("why", "northwind:9"), "northwind has 1 mail. See them with:"),
        (
            ("replay", "Mail", "--from", "2026-05-02", "--until", "2026-05-01"),
            "--until lies before --from. Name a later",
        ),
        (("status", "--config", "Mail"), "Mail: cannot be read: is a directory.\nName a file that you can read"),
        (("export", "pdf"), "'pdf' is no format. Choose one of: csv, xlsx, ics."),
    ],
)
def test_a_mistake_is_answered_with_the_next_step(furnished: Path, arguments: tuple[str, ...], says: str) -> None:
    """Exit status 2, one sentence on what is wrong and one on what to do."""
    assert says in run(furnished, *arguments, status=2)


def test_the_table_has_no_formulas(home: Path) -> None:
    """A cell that begins with = + - @ is only text to a spreadsheet program."""
    run(home, "note", "northwind", "about: =HYPERLINK(1)")
    run(home, "set", "northwind", "--company", "@Northwind")
    run(home, "export", "csv", "--output", "search.csv")
    header, *rest = list(csv.reader(io.StringIO((home / "search.csv").read_text(encoding="utf-8-sig"))))

    assert header[:2] == ["job title", "company"]
    assert rest[0][1] == "'@Northwind"
    assert rest[0][-1] == "'=HYPERLINK(1)"
    assert (home / "search.csv").stat().st_mode & 0o777 == 0o600


def test_the_demo_plays_without_configuration_and_leaves_a_mailbox(tmp_path: Path) -> None:
    """Five employers, the board, one draft in full, and where the mailbox is."""
    said = run(tmp_path, "demo", "--folder", "demo")

    for name in ("Northwind Robotics", "Fjordpay", "Halden & Pike", "Bluebird Health", "Lumen Grid"):
        assert name in said
    assert "Subject: " in said
    assert "neomutt -f demo/Mail" in said
    assert list((tmp_path / "demo" / "Mail" / ".Sent" / "cur").iterdir())
    assert "Northwind Robotics" in run(tmp_path, "status", "--config", "demo/config.yaml")
