"""A real IMAP server as a mailbox to be killed on; what is saved is a copy of its owner's mail, numbers and all."""

from __future__ import annotations

import shutil
import subprocess
import time
from datetime import datetime
from pathlib import Path

from tests.providers.imap_driver import SENT, ImapMailbox
from tests.providers.servers.dovecot import Dovecot


class CrashDovecot(ImapMailbox):
    """One user of a server of its own."""

    def __init__(self, folder: Path) -> None:
        server = Dovecot()
        server.start()
        super().__init__(server)
        self._copies = 0

    def set_now(self, moment: datetime) -> None:
        pass

    def sent_mail(self) -> list[bytes]:
        return [self.client.read(SENT, uid) for uid in self.client.uids(SENT)]

    def saved(self) -> Path:
        self._copies += 1
        copy = self.server.root / f"saved-{self._copies}"
        self._let_go()
        subprocess.run(["cp", "-a", self.home(), copy], check=True)
        return copy

    def restore(self, saved: Path) -> None:
        self._let_go()
        shutil.rmtree(self.home())
        subprocess.run(["cp", "-a", saved, self.home()], check=True)

    def close(self) -> None:
        super().close()
        self.server.remove()

    def _let_go(self) -> None:
        """Wait until no process of the server has the mail open: the last one writes what it knows when it ends."""
        self.client.uids(SENT)  # there is a home from the first login on
        self.client.close()
        self.proxy.cut()
        while self.server.sessions():
            time.sleep(0.005)
