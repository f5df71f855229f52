"""The mailboxes on which the agent is killed: each is the outside world of its provider's own tests, and can be put
back to an earlier moment.

A provider joins with a class that fills `CrashMailbox` (the `Mailbox` of its conformance tests and five methods more)
and one line in `CRASH_MAILBOXES`.
"""

from __future__ import annotations

import copy
import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any, Protocol

from providers.interface import Folder, Interest, Provider, ProviderError
from providers.memory import Memory
from providers.memory_contents import Contents
from tests.providers.gmail_driver import CrashContraryGmail, CrashGmail
from tests.providers.graph_driver import CrashGraph
from tests.providers.mailbox_driver import Mailbox
from tests.providers.maildir_driver import PLUS, DiskMailbox
from tests.providers.test_memory import NOW, MemoryMailbox
from tests.providers.watched import Watched
from tests.system.crash_dovecot import CrashDovecot


class CrashMailbox(Mailbox, Protocol):
    """One mailbox of one service, and everybody around it.

    It stands in the parent process. `open` is called in a child, forked for each cycle and killed at will: what the
    child's provider does has to outlive it, so the service is a server, a disk, or another process. Sign-ins are
    kept in files under the folder that the mailbox was made with.
    """

    def set_now(self, moment: datetime) -> None:
        """The time of the script, for a service whose clock can be set; a real server ignores it."""

    def sent_mail(self) -> list[bytes]:
        """Everything in Sent, oldest first."""

    def saved(self) -> Any:
        """All that the service holds now, to be given to `restore` later, more than once."""

    def restore(self, saved: Any) -> None:
        """Back to what `saved` gave; paths and addresses stay as they are."""

    def close(self) -> None:
        """Stop what was started."""


class CrashDisk(DiskMailbox):
    """A Maildir; what is saved is a copy of its folders."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._copies = folder, 0
        super().__init__(folder / "Mail", PLUS)

    def set_now(self, moment: datetime) -> None:
        pass

    def sent_mail(self) -> list[bytes]:
        return [self.sent.get_bytes(key) for key in sorted(self.sent.keys())]

    def saved(self) -> Path:
        self._copies += 1
        return Path(shutil.copytree(self.root, self._folder / f"saved-{self._copies}", copy_function=shutil.copy2))

    def restore(self, saved: Path) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(saved, self.root, copy_function=shutil.copy2)
        super().__init__(self.root, PLUS)

    def close(self) -> None:
        pass


class PlainMemory(MemoryMailbox):
    """A mailbox in this process's memory."""

    def __init__(self) -> None:
        self._moment = NOW
        super().__init__()

    def now(self) -> datetime:
        return self._moment

    def set_now(self, moment: datetime) -> None:
        self._moment = moment

    def sent_mail(self) -> list[bytes]:
        return [e.mime or b"" for e in self.memory._contents.entries if e.folder is Folder.SENT]

    def saved(self) -> Contents:
        return copy.deepcopy(self.memory._contents)

    def restore(self, saved: Contents) -> None:
        self.memory = Memory(self.now, page_size=10, contents=copy.deepcopy(saved))

    def close(self) -> None:
        pass


class CrashMemory(PlainMemory):
    """A mailbox in the parent's memory, served to the child over a socket: the smallest service with a process of its
    own, and the pattern for a server that stands in for a real one."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._listener = Listener(str(folder / "memory.sock"), "AF_UNIX")
        self._server = threading.Thread(target=self._serve, daemon=True)
        self._server.start()

    def open(self) -> Provider:
        return Watched(_Asking(self._listener.address))  # type: ignore[arg-type]

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                with self._listener.accept() as line:
                    while True:
                        line.send(self._answer(*line.recv()))
            except EOFError:  # the child ended, or was killed
                continue
            except OSError:
                return

    def _answer(self, call: str, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
        try:
            return True, getattr(self.memory, call)(*(Interest() if a is Interest else a for a in arguments))
        except ProviderError as error:
            return False, error


class _Asking:
    """The child's end of the line: every call goes to the parent."""

    def __init__(self, address: str) -> None:
        self._line = Client(address, "AF_UNIX")

    def __getattr__(self, call: str) -> Callable[..., Any]:
        def ask(*arguments: Any) -> Any:
            self._line.send((call, tuple(Interest if isinstance(a, Interest) else a for a in arguments)))
            is_answer, answer = self._line.recv()
            if is_answer:
                return answer
            raise answer

        return ask

    def close(self) -> None:
        self._line.close()


CRASH_MAILBOXES: dict[str, Callable[[Path], CrashMailbox]] = {
    "gmail": CrashGmail,
    "gmail-contrary": CrashContraryGmail,
    "imap": CrashDovecot,
    "maildir": CrashDisk,
    "memory": CrashMemory,
    "outlook": CrashGraph,
}
"""By the name of the provider, and how it behaves; each is given a folder of its own."""
