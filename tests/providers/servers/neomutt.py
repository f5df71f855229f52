"""A real mail program beside the agent: neomutt, typed into through a terminal of its own.

The keys are names of its functions, as its manual has them; every call is one start of the program, from opening the
folder to its end.
"""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import threading
from contextlib import suppress
from pathlib import Path

from tests.providers.servers.dovecot import PASSWORD

PROGRAM = shutil.which("neomutt")
ADDED = "Added by hand in another program."
END_SECONDS = 30
_SETTINGS = """
set folder="imap://{user}@127.0.0.1:{port}/"
set imap_user="{user}"
set imap_pass="{password}"
set imap_authenticators="plain"
set ssl_starttls=no
set ssl_force_tls=no
set spoolfile="=INBOX"
set postponed="=Drafts"
set record="=Sent"
set copy=yes
set from="jordan@mail.example"
set realname="Jordan Ellis"
set editor="{editor}"
set sendmail="{sendmail}"
set crypt_use_gpgme=no
set wait_key=no
set delete=yes
set quit=yes
set recall=no
set confirmappend=no
set abort_unmodified=no
set abort_nosubject=no
set sleep_time=0
set fast_reply=yes
set mail_check=1
set beep=no
"""


def why_not() -> str:
    """Why it cannot be run here; empty if it can."""
    return "" if PROGRAM else "neomutt is not installed (Debian: apt-get install neomutt)"


class Neomutt:
    """The owner's mail program on one account, with its settings in `folder`."""

    def __init__(self, folder: Path, user: str, port: int) -> None:
        self.folder = folder
        self.sent = folder / "sent"
        self.sent.mkdir(parents=True)
        editor = _script(folder / "editor", f'printf "\\n%s\\n" "{ADDED}" >> "$1"')
        sendmail = _script(folder / "sendmail", f'cat > "{self.sent}/$$.eml"')
        settings = _SETTINGS.format(user=user, port=port, password=PASSWORD, editor=editor, sendmail=sendmail)
        self.settings = folder / "neomuttrc"
        self.settings.write_text(settings)

    def edits_draft(self, subject: str) -> None:
        """Recall it, which opens the editor, and postpone it again."""
        self._types(f"<recall-message><search>{subject}<enter><select-entry><postpone-message><exit>")

    def sends_draft(self, subject: str) -> None:
        """Recall it, which opens the editor, and send it; a copy goes to Sent."""
        self._types(f"<recall-message><search>{subject}<enter><select-entry><send-message><exit>")

    def deletes_draft(self, subject: str) -> None:
        self._types(f"<delete-pattern>~s '{subject}'<enter><sync-mailbox><exit>", "=Drafts")

    def _types(self, keys: str, mailbox: str = "=INBOX") -> None:
        assert PROGRAM
        screen, terminal = pty.openpty()
        process = subprocess.Popen(
            [PROGRAM, "-n", "-F", self.settings, "-f", mailbox, "-e", f'push "{keys}"'],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env={**os.environ, "HOME": str(self.folder), "TERM": "xterm", "LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        os.close(terminal)
        shown: list[bytes] = []
        reader = threading.Thread(target=_read, args=(screen, shown), daemon=True)
        reader.start()
        try:
            status = process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"neomutt did not end: {b''.join(shown)[-2000:]!r}") from None
        finally:
            reader.join(5)
            os.close(screen)
        assert status == 0, b"".join(shown)[-2000:]


def _read(screen: int, shown: list[bytes]) -> None:
    with suppress(OSError):  # what the terminal's end looks like on Linux
        while data := os.read(screen, 4096):
            shown.append(data)


def _script(path: Path, line: str) -> Path:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o700)
    return path
