"""Where the owner is told in tests: a phone that remembers, can be out of reach, and can die in the middle of it."""

from __future__ import annotations

from collections.abc import Callable

from agent.messenger import CannotTell


class Phone:
    """A `Service` that we own. `crash` is called before and after a message is taken."""

    def __init__(self, name: str = "phone", crash: Callable[[str], None] = lambda where: None) -> None:
        self.name = name
        self.heard: list[tuple[str, str]] = []
        self.is_off = False
        self._crash = crash

    def tell(self, title: str, body: str) -> None:
        """Take it. Raises `CannotTell` while it is off."""
        if self.is_off:
            raise CannotTell("it is off")
        self._crash("before telling")
        self.heard.append((title, body))
        self._crash("after telling")

    @property
    def text(self) -> str:
        """Everything it heard."""
        return "\n".join(f"{title}\n{body}" for title, body in self.heard)

    def count(self, words: str) -> int:
        """How often these words came."""
        return self.text.count(words)
