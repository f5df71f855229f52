"""`backup`: a copy of the memory as it is at one moment, made while the agent runs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agent import wiring
from agent.commands.loading import load
from agent.errors import FollowthroughError, UsageError
from agent.safe_text import plain


def backup(file: Path, config: Path | None, *, as_json: bool) -> int:
    """Raises `UsageError` where there is nothing to copy or something in the way, `FollowthroughError` where nothing
    can be written."""
    settings = load(config)
    if not (wiring.data_dir(settings) / wiring.STORE_NAME).exists():
        raise UsageError(
            f"There is no memory in {settings.data_dir} yet.", next_step="Start `followthrough run` first."
        )
    if file.exists():
        raise UsageError(f"{file} is there already.", next_step="Name a new file; an older backup is not overwritten.")
    store = wiring.open_store(settings)
    try:
        store.copy_to(file)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FollowthroughError(f"{file} cannot be written: {reason}.", next_step="Name another file.") from error
    finally:
        store.close()
    if as_json:
        sys.stdout.write(f"{json.dumps({'file': str(file)})}\n")
    else:
        sys.stdout.write(
            f"Copied to {plain(str(file))}. Only you can read it. docs/backup.md says how to put it back.\n"
        )
    return 0
