"""The claims of SECURITY.md that no other test holds: no door to the network, private files, no evaluation of words."""

from __future__ import annotations

import ast
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from tests.system import guarded
from tests.system.home import CONFIG, make_home, run, zone_of_the_afternoon

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "data" / "corpus-dev"
PRODUCT = [p for name in ("agent", "providers", "rules") for p in sorted((ROOT / name).rglob("*.py"))]
RUNS_PROGRAMS = {"agent/commands/serving.py", "agent/holiday_tables.py", "providers/secrets.py"}
"""systemctl with our own arguments, our own Python for holidays, the owner's own `*_command`; all without a shell."""
EVALUATES = {"eval", "exec", "compile", "system", "popen", "startfile", "loads_pickle"}


def guard(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The program under guard."""
    return subprocess.run(
        [sys.executable, "-m", "tests.system.guarded", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(cwd)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def luring(home: Path) -> None:
    """A confirmation full of addresses that a careless reader would fetch."""
    ended = datetime.now(UTC) - timedelta(minutes=90)
    began = ended - timedelta(minutes=45)
    mail = EmailMessage()
    mail["From"], mail["To"] = "Priya Raman <priya@northwind.example>", "jordan@mail.example"
    mail["Subject"], mail["Message-ID"] = "Your interview for Data Engineer at Northwind", "<lure@northwind.example>"
    mail["Date"] = format_datetime(ended - timedelta(days=2))
    mail["List-Unsubscribe"] = "<https://lure.example/unsubscribe>"
    words = (
        f"Your interview for the Data Engineer role at Northwind is confirmed for {began:%A, %B} {began.day}, "
        f"{began.year}, from {began:%H:%M} to {ended:%H:%M} UTC, by video with me."
    )
    mail.set_content(f"Hi Jordan,\n\n{words}\nhttps://lure.example/join\n\nBest regards,\nPriya Raman\nNorthwind\n")
    mail.add_alternative(
        f'<link rel="stylesheet" href="http://lure.example/a.css"><p>{words}</p><img src="http://lure.example/pixel.png">'
        '<iframe src="file:///etc/passwd"></iframe><script src="//lure.example/x.js"></script>',
        subtype="html",
    )
    calendar = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:lure\r\n"
        f"DTSTART:{began:%Y%m%dT%H%M%SZ}\r\nDTEND:{ended:%Y%m%dT%H%M%SZ}\r\n"
        "ATTACH:http://lure.example/a.ics\r\nURL:http://lure.example/\r\n"
        "ORGANIZER:mailto:priya@northwind.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    mail.add_attachment(calendar.encode(), maintype="text", subtype="calendar", params={"method": "REQUEST"})
    (home / "Mail" / "new" / "1700000001.M2P1.host").write_bytes(mail.as_bytes())


def test_nothing_that_a_mail_names_is_fetched_and_no_program_is_started(tmp_path: Path) -> None:
    """B6: a whole cycle over a Maildir, with images, styles, scripts, attachments and links to lure it."""
    luring(home := make_home(tmp_path, CONFIG.replace("UTC", zone_of_the_afternoon())))
    done = guard("run", "--once", "--config", "config.yaml", cwd=home)

    assert done.returncode == 0, done.stderr
    assert len(list((home / "Mail" / ".Drafts" / "cur").iterdir())) == 1


def test_reading_the_whole_corpus_touches_no_door() -> None:
    """B6: as above, for every shape of mail there is."""
    done = guard("--judge", *map(str, sorted(CORPUS.glob("*.eml"))))

    assert done.returncode == 0, done.stderr


def test_the_guard_catches_what_it_is_for() -> None:
    """A guard that never speaks proves nothing."""
    done = guard("--connect")

    assert done.returncode == guarded.CAUGHT
    assert "the guard caught" in done.stderr


def test_everything_in_the_data_directory_is_the_owners_alone(tmp_path: Path) -> None:
    """0600 and 0700, also where the owner's umask lets everybody read."""
    home = make_home(tmp_path)
    (home / "search.csv").touch(mode=0o644)
    before = os.umask(0)
    try:
        assert run(home, "run", "--once").returncode == 0
        assert run(home, "backup", "copy.db").returncode == 0
        assert run(home, "export", "csv", "--output", "search.csv").returncode == 0
    finally:
        os.umask(before)
    files = [home / "data", *(home / "data").rglob("*"), home / "copy.db", home / "search.csv"]
    open_to_others = {str(p.relative_to(home)): oct(stat.S_IMODE(p.stat().st_mode)) for p in files if _is_open(p)}

    assert (home / "data" / "followthrough.db").exists()
    assert open_to_others == {}


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def test_a_data_directory_that_others_could_read_is_made_private(tmp_path: Path) -> None:
    """Files left by a careless copy too."""
    home = make_home(tmp_path)
    (home / "data").mkdir(mode=0o755)
    (home / "data").chmod(0o755)
    assert run(home, "run", "--once").returncode == 0
    (home / "data" / "followthrough.db").chmod(0o644)
    assert run(home, "run", "--once").returncode == 0

    assert not _is_open(home / "data")
    assert not _is_open(home / "data" / "followthrough.db")


def _calls(path: Path) -> Iterator[ast.Call]:
    yield from (n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call))


def test_no_text_is_evaluated_and_no_shell_is_asked() -> None:
    """In the whole product: no eval, no shell, no pickles, no YAML that makes objects."""
    guilty = []
    for path in PRODUCT:
        for call in _calls(path):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            owner = getattr(getattr(call.func, "value", None), "id", "")
            has_shell = any(k.arg == "shell" for k in call.keywords)
            is_evaluated = name in EVALUATES and owner in ("", "os", "builtins")
            if has_shell or is_evaluated or owner in ("pickle", "marshal", "shelve"):
                guilty.append(f"{path.relative_to(ROOT)}:{call.lineno} {owner}.{name}")

    assert guilty == []


def test_other_programs_are_started_in_three_places_only() -> None:
    """SECURITY.md names them."""
    starts = {
        str(p.relative_to(ROOT)) for p in PRODUCT if re.search(r"^\s*import subprocess", p.read_text(), re.MULTILINE)
    }

    assert starts == RUNS_PROGRAMS


def test_every_test_that_security_md_names_exists() -> None:
    """A claim without its test is only a claim."""
    text = (ROOT / "SECURITY.md").read_text()
    named = re.findall(r"`(tests/[\w/.-]+\.py)(?:::(\w+))?`", text)

    assert named
    for path, function in named:
        assert (ROOT / path).is_file(), path
        assert not function or f"def {function}(" in (ROOT / path).read_text(), function
