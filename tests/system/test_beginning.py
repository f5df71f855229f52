"""`init`: asked or told by options, for every provider; what is written is private and is read again."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent import config
from tests.providers.conftest import dovecot
from tests.providers.servers.dovecot import PASSWORD, Dovecot
from tests.system.home import make_home
from tests.system.test_cli import PROGRAM, environment, run

__all__ = ["dovecot"]

WHO = ("init", "--config", "mine.yaml", "--name", "Jordan: #Ellis")
WHERE = ("--timezone", "Europe/Berlin", "--country", "DE")


def at_a_terminal(folder: Path, words: Sequence[str], *turns: tuple[str, str], zone: str = "America/New_York") -> str:
    """What a command says to somebody at a terminal, who waits for each text and then types the other."""
    terminal, theirs = pty.openpty()
    with subprocess.Popen(
        [PROGRAM, *words], cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**environment(), "HOME": str(folder), "TZ": zone}, start_new_session=True,
    ) as process:  # fmt: skip
        said = b""
        for awaited, typed in turns:
            while awaited.encode() not in said:
                more = os.read(process.stdout.fileno(), 4096)  # type: ignore[union-attr]
                assert more, said
                said += more
            os.write(terminal, typed.encode())
        said += process.communicate(timeout=60)[0]
    os.close(terminal)
    os.close(theirs)
    assert process.returncode == 0, said
    return said.decode()


def answered(
    folder: Path, *answers: str, secret: str = "", zone: str = "America/New_York", place: str = "mine.yaml"
) -> str:
    """What `init` says to somebody who gives these answers; SECRET stands for what is typed unseen.

    Asking for a secret throws away what was typed ahead, so what follows waits for the question after it.
    """
    before, _, after = "".join(f"{a}\n" for a in answers).partition("SECRET\n")
    follows = "Your country" if zone == "Etc/UTC" else "time zone"
    turns = (("not shown", f"{secret}\n"), (follows, after)) if secret else ()
    return at_a_terminal(folder, ("init", "--config", place), ("", before), *turns, zone=zone)


def test_a_first_configuration_is_written_once_and_is_right(tmp_path: Path) -> None:
    """Private, never over another, and what it writes is read."""
    arguments = (*WHO, "--address", "jordan@mail.example", *WHERE, "--mailbox", "./Mail")
    said = run(tmp_path, *arguments)

    assert "followthrough run --observe --once" in said
    assert (tmp_path / "mine.yaml").stat().st_mode & 0o777 == 0o600
    assert "is there already" in run(tmp_path, *arguments, status=2)
    assert "not read yet" in run(tmp_path, "status", "--config", "mine.yaml")


def test_a_configuration_beside_the_usual_one_has_a_memory_of_its_own(tmp_path: Path) -> None:
    """Both would have read one mailbox `local`, each with the other's threads."""
    make_home(tmp_path)
    arguments = ("--name", "Jordan", "--address", "jordan@mail.example", *WHERE, "--mailbox", "./Mail")
    for place in ("one.yaml", "two.yaml"):
        said = run(tmp_path, "init", "--config", place, *arguments)
        assert f"followthrough doctor --config {place}" in said
    folders = [config.load(tmp_path / place).data_dir for place in ("one.yaml", "two.yaml")]
    assert folders == [tmp_path / "one-data", tmp_path / "two-data"]


@pytest.mark.parametrize(
    ("folders", "says"),
    [
        (("Mail", "Mail/.Drafts", "Mail/.Outgoing"), "No folder for sent mail was found"),
        (("elsewhere",), "is no Maildir"),
        (("Mail", "Mail/.Drafts", "Mail/.Sent"), ""),
    ],
)
def test_what_of_a_maildir_cannot_be_read_is_told_at_once(tmp_path: Path, folders: Sequence[str], says: str) -> None:
    """Not found for weeks, it would have read nothing of what the owner sends."""
    (tmp_path / "Mail").mkdir()
    for name in folders:
        for sub in ("cur", "new", "tmp"):
            (tmp_path / name / sub).mkdir(parents=True)
    said = run(tmp_path, *WHO, "--address", "jordan@mail.example", *WHERE, "--mailbox", "./Mail")
    words = " ".join(said.split())
    told = words.partition("only you can read it.")[2].partition(" See what it would do")[0]
    assert (says in told) if says else not told


def test_the_region_is_offered_where_it_has_holidays_of_its_own(tmp_path: Path) -> None:
    run(tmp_path, *WHO, "--address", "j@mail.example", "--country", "GB", "--timezone", "UTC", "--mailbox", "./Mail")
    assert '#region: "ENG"' in (tmp_path / "mine.yaml").read_text()


@pytest.mark.parametrize(
    ("address", "options", "mailbox"),
    [
        ("jordan@gmail.com", (), {"provider": "gmail", "credentials_file": "gmail-client.json"}),
        ("jordan@hotmail.co.uk", ("--client-id", "abc"), {"provider": "outlook", "client_id": "abc"}),
        (
            "jordan@northwind.example",
            ("--password-command", "pass show mail", "--port", "1993"),
            {"provider": "imap", "host": "imap.northwind.example", "port": 1993},
        ),
        (
            "jordan@proton.me",
            ("--host", "127.0.0.1:1143", "--encryption", "none", "--password-env", "BRIDGE", "--username", "jordan"),
            {"provider": "imap", "port": 1143, "tls": False, "password_env": "BRIDGE", "username": "jordan"},
        ),
        (
            "jordan@northwind.example",
            ("--host", "imap.mail.example:993", "--encryption", "starttls", "--password-env", "P"),
            {"provider": "imap", "starttls": True, "port": 993},
        ),
        ("jordan@icloud.com", ("--password-file", "s"), {"provider": "imap", "host": "imap.mail.me.com"}),
        ("jordan@icloud.com", ("--password-keyring", "mail"), {"provider": "imap", "password_keyring": "mail"}),
        ("jordan@gmail.com", ("--host", "imap.mail.example", "--password-file", "secret"), {"provider": "imap"}),
        ("jordan@gmail.com", ("--mailbox", "./Mail"), {"provider": "maildir"}),
    ],
)
def test_every_provider_can_be_set_up_by_options_alone(
    tmp_path: Path, address: str, options: tuple[str, ...], mailbox: dict[str, object]
) -> None:
    """The provider is guessed from the address, and from the options that only one of them has."""
    run(tmp_path, *WHO, "--address", address, *WHERE, "--preset", "patient", *options)
    written = config.load(tmp_path / "mine.yaml")
    (found,) = written.mailboxes

    assert written.pacing.preset == "patient"
    assert written.me.name == "Jordan: #Ellis"
    for key, value in mailbox.items():
        shown = getattr(found, key)
        assert (shown.name if isinstance(shown, Path) else shown) == value


ELSEWHERE = ("init", "--config", "conf/mine.yaml", "--name", "J", "--address", "jordan@mail.example", *WHERE)
"""The configuration goes into another folder than the current one."""


@pytest.mark.parametrize(
    ("key", "options"),
    [
        ("path", ("--mailbox", "mine")),
        ("credentials_file", ("--credentials-file", "./mine")),
        ("password_file", ("--host", "imap.mail.example", "--password-file", "mine")),
        ("ca_file", ("--host", "imap.mail.example", "--password-env", "P", "--ca-file", "conf/../mine")),
    ],
)
def test_a_path_of_an_option_begins_in_the_current_folder(tmp_path: Path, key: str, options: tuple[str, ...]) -> None:
    """And is said to be missing where nothing is there."""
    said = "".join(run(tmp_path, *ELSEWHERE, *options).split())  # long paths are broken anywhere
    assert f"{tmp_path / 'mine'}isnotthereyet:" in said

    (found,) = config.load(tmp_path / "conf" / "mine.yaml").mailboxes
    assert getattr(found, key) == tmp_path / "mine"


@pytest.mark.parametrize("path", ["pw", "conf/pw"])
def test_a_path_beside_the_configuration_stays_a_short_one(tmp_path: Path, path: str) -> None:
    """Both can be moved together; what lies there alone is meant without its folder too."""
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "pw").touch()
    said = run(tmp_path, *ELSEWHERE, "--host", "imap.mail.example", "--password-file", path)

    assert "is not there yet" not in said
    assert 'password_file: "pw"' in (tmp_path / "conf" / "mine.yaml").read_text()


def test_an_address_that_may_be_an_employers_is_warned_of(tmp_path: Path) -> None:
    """Their administrators can read Drafts; a public service's address gets no such word."""
    more = (*WHERE, "--password-file", "secret", "--provider", "imap")
    said = run(tmp_path, *WHO, "--address", "jordan@northwind.example", *more)
    (tmp_path / "mine.yaml").unlink()

    assert "administrators" in said
    assert "administrators" not in run(tmp_path, *WHO, "--address", "jordan@gmail.com", *more)


def test_a_question_that_nobody_can_answer_names_its_option(tmp_path: Path) -> None:
    """Without a terminal nothing is asked."""
    assert "Give --name" in run(tmp_path, "init", "--config", "mine.yaml", status=2)
    said = run(tmp_path, *WHO, "--address", "jordan@northwind.example", *WHERE, status=2)
    assert "Give --password-command, --password-file, --password-env or --password-keyring" in said
    assert not (tmp_path / "mine.yaml").exists()


def test_somebody_at_a_terminal_is_asked_and_asked_again_after_a_slip(tmp_path: Path) -> None:
    """A guess is taken with Enter; a first look is offered at the end."""
    make_home(tmp_path)
    name, slip, address = "Jordan Ellis", "no address", "jordan@mail.example"
    said = answered(tmp_path, name, slip, address, "maildir", "./Mail", "Europe/Paris", "", "mid-week", "y")
    written = (tmp_path / "mine.yaml").read_text()

    assert "'no address' is no mail address." in said
    assert "[FR]" in said
    assert 'country: "FR"' in written
    assert '["jordan@mail.example"]' in written
    assert "preset: mid-week" in written
    assert "1 thread, 1 open" in said  # the board
    assert "From now on, as long as this window is open:\n  followthrough run --config mine.yaml" in said


def test_somebody_with_protons_bridge_is_asked_for_what_it_shows(tmp_path: Path) -> None:
    """A server on this machine has a port, a kind of encryption and a certificate of its own."""
    answers = ("Jordan Ellis", "jordan@proton.me", "", "", "starttls", "bridge.pem", "SECRET", "CH")
    said = answered(tmp_path, *answers, "", "", "n", "n", secret="shown by Bridge", zone="Etc/UTC")
    written = config.load(tmp_path / "mine.yaml")
    (box,) = written.mailboxes

    assert "Bridge" in said
    assert written.me.timezone == "Europe/Zurich"  # the machine's UTC is nobody's
    assert box.settings() == {
        "address": "jordan@proton.me", "host": "127.0.0.1", "port": 1143, "tls": True, "starttls": True,
        "ca_file": tmp_path / "bridge.pem", "password_file": tmp_path / "imap-password",
    }  # fmt: skip


def test_a_password_that_is_typed_lies_in_a_private_file_and_not_in_the_configuration(tmp_path: Path) -> None:
    """An IMAP mailbox needs an address and a password; the server is guessed."""
    answers = (
        "Jordan Ellis",
        "jordan@northwind.example",
        "imap",
        "",
        "jordan7",
        "SECRET",
        "Europe/Paris",
        "",
        "",
        "n",
        "n",
    )
    said = answered(tmp_path, *answers, secret="hunter2 hunter2")

    assert "followthrough connect imap --config mine.yaml" in said
    assert 'username: "jordan7"' in (tmp_path / "mine.yaml").read_text()
    assert "hunter2" not in (tmp_path / "mine.yaml").read_text()
    assert (tmp_path / "imap-password").read_text() == "hunter2 hunter2\n"
    assert (tmp_path / "imap-password").stat().st_mode & 0o777 == 0o600


def test_the_password_of_another_configuration_is_not_overwritten(tmp_path: Path) -> None:
    """Two searches, or two people, in one folder."""
    answers = ("imap", "", "", "SECRET", "Europe/Paris", "", "", "n", "n")
    answered(tmp_path, "Jordan Ellis", "jordan@northwind.example", *answers, secret="hunter2")
    answered(tmp_path, "Ana Reyes", "ana@acme.example", *answers, secret="swordfish", place="second.yaml")
    written = [config.load(tmp_path / name) for name in ("mine.yaml", "second.yaml")]
    places = [one.mailboxes[0].settings()["password_file"] for one in written]

    assert [place.read_text() for place in places] == ["hunter2\n", "swordfish\n"]
    assert [place.stat().st_mode & 0o777 for place in places] == [0o600, 0o600]


def test_a_mistyped_password_is_asked_for_anew_where_it_was_refused(dovecot: Dovecot, tmp_path: Path) -> None:
    """Nobody has to know in which file it lies."""
    (tmp_path / "c.yaml").write_text(
        "me: {name: J, addresses: [j@mail.example], timezone: UTC, country: US}\n"
        "mailboxes: [{name: main, provider: imap, address: j@mail.example, host: 127.0.0.1, tls: false, "
        f"port: {dovecot.port}, password_file: mine}}]\ndata_dir: ./data\n"
    )
    (tmp_path / "mine").write_text("not the one\n")
    (tmp_path / "mine").chmod(0o600)
    said = at_a_terminal(tmp_path, ("connect", "main", "--config", "c.yaml"), ("anew", f"{PASSWORD}\n"))

    assert "refused the sign-in" in said
    assert "main can be read" in said
    assert (tmp_path / "mine").read_text() == f"{PASSWORD}\n"
