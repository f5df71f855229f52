"""Secrets come from a command or a private file, and never show in an error."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from providers.interface import PermissionMissing, SecretMissing
from providers.secrets import command_output, read_private, write_private


def python(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


def test_the_first_line_that_the_command_prints_is_the_secret() -> None:
    assert command_output(python("print('s3cret'); print('url: x')"), what="the password") == "s3cret"


def test_no_shell_reads_the_command() -> None:
    echo = python("import sys; print(sys.argv[1])")
    assert command_output(f"{echo} '$HOME;id'", what="the password") == "$HOME;id"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (python("print('s3cret'); raise SystemExit(3)"), "failed with status 3"),
        (python("pass"), "printed nothing"),
        ("no-such-program-here --x", "was not found: no-such-program-here"),
        ("", "is empty"),
    ],
)
def test_a_command_that_gives_no_secret_is_named_with_what_it_did(command: str, says: str) -> None:
    with pytest.raises(SecretMissing, match=says) as caught:
        command_output(command, what="the password")
    assert caught.value.next_step
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("no-such-program-here show mail", "no-such-program-here"),
        ("SESSION=s3cret no-such-program-here | head -1", "no-such-program-here"),
        ("no-such-program-here 'unclosed", "no-such-program-here"),
    ],
)
def test_of_a_line_for_the_shell_the_owners_own_program_is_named(line: str, program: str) -> None:
    """Not the shell; and no more of it, since a word may be a secret. What it says on stderr stays unread for that."""
    with pytest.raises(SecretMissing) as caught:
        command_output(("/bin/sh", "-c", line), what="the password")
    assert caught.value.what.endswith(f": {program}.")
    assert "s3cret" not in caught.value.what + caught.value.next_step


def test_a_program_that_the_shell_does_not_find_is_looked_for_in_path() -> None:
    with pytest.raises(SecretMissing, match=r"status 127: pass-me\.$") as caught:
        command_output(("/bin/sh", "-c", "pass-me show mail"), what="the password")
    assert "PATH" in caught.value.next_step


def test_a_secret_file_is_private_and_replaced_whole(tmp_path: Path) -> None:
    place = tmp_path / "new" / "token.json"
    write_private(place, "one")
    write_private(place, "two")
    assert place.stat().st_mode & 0o777 == 0o600
    assert read_private(place, what="a token") == "two"
    assert list(place.parent.iterdir()) == [place]


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "password"
    place.write_text("s3cret")
    place.chmod(0o644)
    with pytest.raises(PermissionMissing, match="can be read by others") as caught:
        read_private(place, what="the password")
    assert caught.value.next_step == f"chmod 600 {place}"


def test_a_command_is_taken_as_the_configuration_has_it() -> None:
    """As words, without another look at their quotes."""
    assert command_output((sys.executable, "-c", "print('a b')"), what="the token") == "a b"
