"""Where the program begins: run the command line; errors meant for the owner end without a traceback.

A plain `status` and a plain `run` do without the library that reads command lines (`agent.plain_options` says why); it
is loaded for everything else, help included.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from agent import lettering, plain_options
from agent.errors import FollowthroughError

if TYPE_CHECKING:
    from agent.log_lines import Logging

STOPPED, INTERRUPTED = 128 + signal.SIGTERM, 128 + signal.SIGINT
"""The exit status of what was asked to stop, or interrupted at the keyboard, as shells have it."""


def main() -> None:
    """Run the command line (exit status: B "Commands")."""
    try:
        _end_when_asked()
        lettering.show_anyhow(sys.argv[1:])
        command = _plain_command(sys.argv[1:])
        if command is not None:
            sys.exit(command())
        from agent.command_line import app

        app(standalone_mode=True)
    except FollowthroughError as error:
        from agent.safe_text import harmless

        sys.stderr.write("".join(f"{harmless(text)}\n" for text in str(error).splitlines()))
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _end_when_asked() -> None:
    """SIGTERM ends the program from its first moment on. The first process of a container is deaf to it until it says
    otherwise, and what comes next is slow to load; `run` listens in its own way later."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(STOPPED))


def _plain_command(arguments: Sequence[str]) -> Callable[[], int] | None:
    """What a plain `status` or `run` does; None for what the whole command line has to read."""
    if (status := plain_options.of_status(arguments)) is not None:
        return partial(_status, *status)
    if (run := plain_options.of_run(arguments)) is not None:
        return partial(_run, *run)
    return None


def _status(config: Path | None, switches: frozenset[str]) -> int:
    from agent.commands.status import status

    return status(
        config, as_json="as_json" in switches, check="check" in switches, hide_rejected="hide_rejected" in switches
    )


def _run(config: Path | None, switches: frozenset[str], logs: Logging) -> int:
    from agent.commands.running import run

    return run(config, once=False, observe="observe" in switches, as_json="as_json" in switches, logs=logs)
