"""Where the program begins: run the command line; errors meant for the owner end without a traceback.

`status` is asked often, by people and by programs, and the library that reads command lines takes longer to load than
`status` to answer: so its few options are read here, and the library is loaded for everything else, help included.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from agent.errors import FollowthroughError

STOPPED = 128 + signal.SIGTERM
"""The exit status of what was asked to stop, as shells have it."""

_SWITCHES = {"--json": "as_json", "--check": "check", "--hide-rejected": "hide_rejected"}


def main() -> None:
    """Run the command line (exit status: B "Commands")."""
    try:
        known = _status_options(sys.argv[1:])
        if known is not None:
            _status(*known)
        _end_when_asked()
        from agent.command_line import app

        app(standalone_mode=True)
    except FollowthroughError as error:
        from agent.safe_text import harmless

        sys.stderr.write("".join(f"{harmless(text)}\n" for text in str(error).splitlines()))
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.exit(1)


def _end_when_asked() -> None:
    """SIGTERM ends the program from its first moment on. The first process of a container is deaf to it until it says
    otherwise, and what comes next is slow to load; `run` listens in its own way later."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))


def _status(config: str | None, switches: frozenset[str]) -> None:
    from pathlib import Path

    from agent.commands.status import status

    sys.exit(
        status(
            Path(config) if config else None,
            as_json="as_json" in switches,
            check="check" in switches,
            hide_rejected="hide_rejected" in switches,
        )
    )


def _status_options(arguments: Sequence[str]) -> tuple[str | None, frozenset[str]] | None:
    """The options of a plain `status`; None for anything else, which the whole command line reads (and refuses)."""
    if arguments[:1] != ["status"]:
        return None
    config, switches, rest = None, set(), list(arguments[1:])
    while rest:
        word = rest.pop(0)
        if word in _SWITCHES:
            switches.add(_SWITCHES[word])
        elif word in ("--config", "-c") and rest:
            config = rest.pop(0)
        elif word.startswith("--config="):
            config = word.partition("=")[2]
        else:
            return None
    return config, frozenset(switches)
