"""Find the thread that a few letters mean, or say between which one must choose. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from agent.errors import UsageError
from agent.threads import Thread


def find_thread(name: str, threads: Sequence[Thread]) -> Thread:
    """The thread whose id, company or role the name is, begins or contains. Raises `UsageError` for none or several."""
    wanted = name.casefold().strip()
    for test in (_is, _begins, _contains):
        found = [t for t in threads if test(wanted, t)]
        still_open = [t for t in found if not t.is_over] or found
        if len(still_open) == 1:
            return still_open[0]
        if still_open:
            raise UsageError(
                f"{name!r} fits {len(still_open)} threads.",
                next_step=f"Name one: {', '.join(t.id for t in still_open)}.",
            )
    near = get_close_matches(wanted, [t.id for t in threads], n=3)
    known = ", ".join(near or [t.id for t in threads][:5]) or "there is no thread yet"
    raise UsageError(f"No thread is called {name!r}.", next_step=f"Known: {known}.")


def _texts(thread: Thread) -> list[str]:
    return [t.casefold() for t in (thread.id, thread.company, thread.role) if t]


def _is(wanted: str, thread: Thread) -> bool:
    return wanted in _texts(thread)


def _begins(wanted: str, thread: Thread) -> bool:
    return any(t.startswith(wanted) for t in _texts(thread))


def _contains(wanted: str, thread: Thread) -> bool:
    return all(any(word in t for t in _texts(thread)) for word in wanted.split())
