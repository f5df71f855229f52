"""Secrets that a mailbox is opened with: commands that print them, and files that only the owner can read.

Nothing here is ever logged; errors name the command's program or the file, never what it held.
"""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from providers.interface import PermissionMissing, SecretMissing, SignInRequired

SHELL = ("/bin/sh", "-c")
STATUS_NOT_FOUND = 127
"""Of a shell, where it finds no such program (POSIX, Shell Command Language, 2.8.2)."""
NOT_IN_PATH = "The shell did not find the program: is it in the PATH that followthrough was started with?"
RENEW_BY_HAND = (
    "Run what `token_command` says by hand: it must print a token of this mailbox that still lasts. "
    "Then: followthrough connect, with this mailbox's name."
)
COMMAND_SECONDS = 30
"""A secret manager may ask its owner to unlock it; longer than this nobody is there."""


def command_output(command: str | Sequence[str], *, what: str) -> str:
    """The first line that `command` prints; `what` names the secret in errors ("the password").

    It is given as its words, as the configuration has it, or as one line, and run without a shell, unless that is the
    program: the configuration makes `SHELL` and the line of what the owner wrote as a line.

    Raises `SecretMissing` if the program is missing, fails, prints nothing or takes longer than `COMMAND_SECONDS`.
    """
    words = shlex.split(command) if isinstance(command, str) else list(command)
    if not words:
        raise SecretMissing(f"The command for {what} is empty.", next_step="Write one that prints it.")
    name, step = _program(words), "Run it by hand, as the configuration has it, and see."
    try:
        done = subprocess.run(  # noqa: S603 - the owner's own configuration names it, and nothing else gets in
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
    except FileNotFoundError as error:
        gone = f"The command for {what} was not found: {words[0]}."
        raise SecretMissing(gone, next_step="Is it in PATH?") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        reason = "took too long" if isinstance(error, subprocess.TimeoutExpired) else "could not be run"
        raise SecretMissing(f"The command for {what} {reason}: {name}.", next_step=step) from error
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    if done.returncode != 0:
        failed = f"The command for {what} failed with status {done.returncode}: {name}."
        raise SecretMissing(failed, next_step=NOT_IN_PATH if done.returncode == STATUS_NOT_FOUND else step)
    if not lines or not lines[0].strip():
        raise SecretMissing(f"The command for {what} printed nothing: {name}.", next_step=step)
    return lines[0].strip("\r\n")


def token_refused(service: str) -> SignInRequired:
    """The error of a service that does not take what the owner's `token_command` printed: a new sign-in of ours would
    not help."""
    return SignInRequired(f"{service} does not accept the token that `token_command` printed.", next_step=RENEW_BY_HAND)


def _program(words: Sequence[str]) -> str:
    """What the owner knows the command by: of a line for the shell its first program. No other word is named, since it
    may be a secret; for the same reason nothing is told of what the program says."""
    if tuple(words[:-1]) != SHELL:
        return words[0]
    return next((word for word in words[-1].split() if "=" not in word), words[0])


def read_private(path: Path, *, what: str) -> str:
    """The text of a file that only the owner can read. `FileNotFoundError` is left to the caller.

    Raises `PermissionMissing` if others can read it, or it cannot be read.
    """
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise PermissionMissing(
                    f"{path} holds {what} and can be read by others (mode {mode:04o}).", next_step=f"chmod 600 {path}"
                )
            return file.read()
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        reason = (getattr(error, "strerror", None) or "it is no text").lower()
        raise PermissionMissing(f"{path} holds {what} and cannot be read: {reason}.") from error


def write_private(path: Path, text: str) -> None:
    """Replace a file at once and for good (a crash leaves the old or the new one), readable by the owner alone.

    Raises `PermissionMissing` if it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PermissionMissing(
            f"{path} cannot be written: {reason}.", next_step="Make its folder writable, or name another file."
        ) from error
