"""`followthrough uninstall`: what is the owner's personal data goes from the machine, their mail does not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from agent.service_unit import MARK
from agent.store import Store
from agent.store_rows import MailboxRow
from tests.system.home import CONFIG, PROGRAM, drafts, make_home, zone_of_the_afternoon
from tests.system.test_living import running
from tests.system.test_service import SYSTEMCTL, asked, unit

SETTINGS = """calendar_file: ./interviews.ics
notifications: {services_file: /elsewhere/services}
"""
GMAIL = ", {name: gmail, provider: gmail, address: j@gmail.example, credentials_file: client.json}]"


def uninstall(home: Path, *options: str) -> tuple[int, str]:
    """Exit status and all that is said, where systemd answers as in `tests.system.test_service`."""
    env = {"PATH": f"{home / 'bin'}:/usr/bin:/bin", "HOME": str(home), "COLUMNS": "120", "NO_COLOR": "1"}
    done = subprocess.run(
        [PROGRAM, "uninstall", *options], cwd=home, env=env, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def with_systemd(home: Path) -> None:
    """A systemctl, and the unit that `service install` wrote."""
    (home / "bin").mkdir()
    (home / "bin" / "systemctl").write_text(SYSTEMCTL)
    (home / "bin" / "systemctl").chmod(0o755)
    wanted = unit(home).parent / "default.target.wants"
    wanted.mkdir(parents=True)
    unit(home).write_text(f"{MARK}\n")
    (wanted / unit(home).name).symlink_to(unit(home))


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a draft in Drafts."""
    home = make_home(tmp_path_factory.mktemp("lived"), CONFIG.replace("UTC", zone_of_the_afternoon()))
    subprocess.run([PROGRAM, "run", "--once"], cwd=home, capture_output=True, check=True)
    assert len(drafts(home)) == 1
    return home


@pytest.fixture
def home(lived: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(lived, tmp_path / "home"))


def test_nothing_of_the_owners_is_left_but_their_mail_and_what_is_not_ours(home: Path) -> None:
    """The service is stopped and gone; memory, sign-ins (an earlier mailbox's too), calendar, configuration and its
    secrets are gone; drafts stay in Drafts; what was done and what is left to do is said."""
    with_systemd(home)
    place = home / "config.yaml"
    place.write_text(place.read_text().replace("}]", f"}}{GMAIL}") + SETTINGS)
    store = Store(home / "data" / "followthrough.db")
    store.put_mailbox(MailboxRow("former"))
    store.close()
    for name in (
        "client.json",
        "interviews.ics",
        "data/gmail-token.json",
        "data/former-token.json",
        "data/mine.txt",
        "data/your-token.json",
    ):
        (home / name).touch()
    mail = sorted((home / "Mail").rglob("*"))
    status, said = uninstall(home)
    assert (status, place.exists(), asked(home)) == (2, True, [])
    assert "Say --yes if it is meant" in said

    status, said = uninstall(home, "--yes")

    assert status == 0, said
    assert sorted((home / "Mail").rglob("*")) == mail
    assert {p.name for p in home.iterdir()} == {"Mail", "bin", "data", "asked", ".config"}
    assert {p.name for p in (home / "data").iterdir()} == {"mine.txt", "your-token.json"}
    assert not list((home / ".config").rglob("followthrough*"))
    assert asked(home)[0] == "--user disable --now followthrough.service"
    for words in ("1 draft in Drafts", "--drafts", "mine.txt", "client.json", "The program: delete", "Google: take"):
        assert words in said


@pytest.mark.parametrize("is_edited", [False, True])
def test_an_untouched_draft_goes_when_that_is_asked_for_and_an_edited_one_never(home: Path, is_edited: bool) -> None:
    """`--drafts`; what became of a draft the mailbox itself says."""
    (draft,) = drafts(home)
    if is_edited:
        draft.write_bytes(draft.read_bytes() + b"PS: one thing more.\n")
    status, said = uninstall(home, "--yes", "--drafts")

    assert status == 0, said
    assert drafts(home) == ([draft] if is_edited else [])
    assert f"{0 if is_edited else 1} removed from Drafts" in said
    assert ("1 draft in Drafts, to send or delete: thank-you" in said) is is_edited


def test_what_a_half_done_installation_left_is_removed_too(tmp_path: Path) -> None:
    """A unit where no systemd answers, a configuration that is wrong, a memory that cannot be read; then nothing."""
    with_systemd(tmp_path)
    (tmp_path / "bin" / "systemctl").write_text("#!/bin/sh\nexit 1\n")
    kept = tmp_path / "data" / "followthrough.db"
    kept.parent.mkdir()
    kept.write_text("no database")
    (tmp_path / "config.yaml").write_text("me: {}\ndata_dir: ./data\nmailbox: {}\n")
    assert "leave --drafts out" in uninstall(tmp_path, "--yes", "--drafts")[1]

    status, said = uninstall(tmp_path, "--yes")
    assert (status, kept.parent.exists(), (tmp_path / "config.yaml").exists()) == (0, False, False)
    assert not list((tmp_path / ".config").rglob("followthrough*"))
    assert "the memory that knows of it cannot be read" in said

    (tmp_path / "config.yaml").write_text("server: {}\n")  # another program's
    assert "Nothing of Followthrough is here" in uninstall(tmp_path, "--yes")[1]
    assert (tmp_path / "config.yaml").exists()


def test_an_agent_that_runs_by_itself_has_to_be_stopped_first(home: Path) -> None:
    """Nothing is deleted under its hands."""
    with running(home) as daemon:
        daemon.says("watching local")
        status, said = uninstall(home, "--yes")

    assert status == 1
    assert "another followthrough is running" in said
    assert (home / "config.yaml").exists()
