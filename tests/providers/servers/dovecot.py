"""A Dovecot of our own: a real IMAP server on a free port of this machine, with mailboxes that come into being when
somebody signs in.

    python -m tests.providers.servers.dovecot [PORT]    # runs one until it is interrupted

Every name is a user, every user has the password `secret`. Needs the program (Debian: dovecot-imapd 2.3).
"""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PASSWORD = "secret"
PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
LDA = "/usr/lib/dovecot/dovecot-lda"
START_SECONDS = 10.0


def why_not() -> str:
    """Why no Dovecot can be run here; empty if one can."""
    if PROGRAM is None:
        return "dovecot is not installed (Debian: apt-get install dovecot-imapd)"
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=False).stdout
    return "" if version.startswith("2.3.") else f"dovecot is {version.split()[0]}, the configuration is for 2.3"


class Dovecot:
    """A server in a directory of its own; `start` again after `stop` finds all mail as it was."""

    def __init__(self, port: int | None = None, *, tls_port: int = 0, certificate: Path | None = None) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        self.port = port or free_port()
        self.tls_port, self._certificate = tls_port, certificate
        self._user = "nobody" if os.geteuid() == 0 else getpass.getuser()
        for name in ("run", "mail", "log"):
            (self.root / name).mkdir()
        if os.geteuid() == 0:
            self.root.chmod(0o711)
            shutil.chown(self.root / "mail", self._user, self._group())
        (self.root / "dovecot.conf").write_text(self._configuration())

    def start(self) -> None:
        assert PROGRAM
        log = self.root / "log" / "start"
        with log.open("wb") as stream:
            self._process = subprocess.Popen(
                [PROGRAM, "-F", "-c", self.root / "dovecot.conf"], stdout=stream, stderr=stream, start_new_session=True
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > until or self._process.poll() is not None:
                raise RuntimeError(log.read_text() + (self.root / "log" / "dovecot.log").read_text())
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop it, as for a restart, with all processes that it started: none may write afterwards."""
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.2)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(START_SECONDS)
        time.sleep(0.05)  # its children are nobody's here, so they cannot be waited for

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def home(self, user: str) -> Path:
        """The directory of a user's mail."""
        return self.root / "mail" / user

    def sessions(self) -> int:
        """How many of its processes have somebody's mail open now."""
        found = subprocess.run(
            ["pgrep", "-c", "-x", "-g", str(self._process.pid), "imap"], capture_output=True, check=False
        )
        return int(found.stdout or 0)

    def forget_uids(self, user: str, folder: str) -> None:
        """Lose what the server knows of a folder beside its mail, as after a restored backup: from now on it has
        another UIDVALIDITY, and its messages other UIDs. The server must not be running."""
        maildir = self.home(user) / "Maildir"
        directory = maildir if folder.upper() == "INBOX" else maildir / f".{folder}"
        patterns = ("dovecot-uidlist*", "dovecot.index*")
        for path in (*maildir.glob("dovecot.list.index*"), *(found for p in patterns for found in directory.glob(p))):
            path.unlink()

    def deliver(self, user: str, mime: bytes) -> None:
        """Deliver into the inbox, as the mail server does when a mail arrives."""
        subprocess.run(
            [LDA, "-c", self.root / "dovecot.conf", "-d", user, "-m", "INBOX"], input=mime, check=True, timeout=30
        )

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                return line.recv(4) == b"* OK"
        except OSError:
            return False

    def _group(self) -> str:
        return grp.getgrgid(pwd.getpwnam(self._user).pw_gid).gr_name

    def _configuration(self) -> str:
        person, group = pwd.getpwnam(self._user), self._group()
        is_root = os.geteuid() == 0
        special = "".join(
            f"  mailbox {name} {{\n    special_use = \\{name}\n    auto = subscribe\n  }}\n"
            for name in ("Drafts", "Sent", "Trash", "Junk")
        )
        return f"""
base_dir = {self.root}/run
state_dir = {self.root}/run
log_path = {self.root}/log/dovecot.log
info_log_path = {self.root}/log/dovecot.log
protocols = imap
listen = 127.0.0.1
{self._tls()}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = {"dovecot" if is_root else self._user}
default_internal_group = {"dovecot" if is_root else group}
default_login_user = {"dovenull" if is_root else self._user}
mail_location = maildir:~/Maildir
mail_privileged_group =
mail_fsync = never
mail_max_userip_connections = 100
imap_idle_notify_interval = 2 mins
postmaster_address = postmaster@mail.example
namespace inbox {{
  inbox = yes
  separator = /
{special}}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={person.pw_uid} gid={person.pw_gid} home={self.root}/mail/%u allow_all_users=yes
}}
service imap-login {{
  service_count = 0
  inet_listener imap {{
    address = 127.0.0.1
    port = {self.port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {self.tls_port}
  }}
  {"" if is_root else "chroot ="}
}}
service anvil {{
  {"" if is_root else "chroot ="}
}}
"""

    def _tls(self) -> str:
        if self._certificate is None:
            return "ssl = no"
        return f"ssl = yes\nssl_cert = <{self._certificate}\nssl_key = <{self._certificate}"


def free_port() -> int:
    with socket.socket() as finder:
        finder.bind(("127.0.0.1", 0))
        return int(finder.getsockname()[1])


def main() -> None:
    server = Dovecot(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    server.start()
    print(f"127.0.0.1:{server.port}, any user, password {PASSWORD}, in {server.root}", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        server.remove()


if __name__ == "__main__":
    main()
