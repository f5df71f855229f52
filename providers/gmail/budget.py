"""How fast a mailbox may be asked: a steady flow of quota units, well below what Google allows.

Google's table of May 2026 gives new projects 6,000 units a minute and user; one measured account was refused from
5,500 on (https://developers.google.com/workspace/gmail/api/reference/quota and docs/gmail.md).
"""

from __future__ import annotations

from collections.abc import Callable

UNITS_A_MINUTE = 4000
BURST_UNITS = 500

UNITS = {
    "getProfile": 1,
    "history.list": 2,
    "messages.list": 5,
    "messages.get": 20,
    "threads.get": 40,
    "drafts.list": 5,
    "drafts.get": 20,
    "drafts.create": 10,
    "drafts.update": 15,
    "drafts.delete": 10,
}
"""What each method costs, in quota units, since 1 May 2026."""


class Budget:
    """A bucket of units that fills steadily; whoever asks for more than it holds waits.

    `monotonic` gives seconds, `sleep` waits so many.
    """

    def __init__(self, monotonic: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._held, self._at = float(BURST_UNITS), monotonic()
        self.spent = 0

    def spend(self, method: str) -> None:
        """Take the units of `method`, after waiting until they are there."""
        units = UNITS[method]
        self._fill()
        if self._held < units:
            self._sleep((units - self._held) * 60 / UNITS_A_MINUTE)
            self._fill()
        self._held -= units
        self.spent += units

    def _fill(self) -> None:
        now = self._monotonic()
        self._held = min(BURST_UNITS, self._held + (now - self._at) * UNITS_A_MINUTE / 60)
        self._at = now
