"""Where the configuration lies. Quick to load: `status` asks this before anything else."""

from __future__ import annotations

import os
from pathlib import Path

from agent.errors import ConfigError, Problem

NEXT_STEP = "Write one with: followthrough init"


def candidates() -> list[Path]:
    """Where a configuration is looked for, in this order."""
    named = os.environ.get("FOLLOWTHROUGH_CONFIG")
    if named:
        return [Path(named).expanduser()]
    home = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()
    return [Path("config.yaml"), home / "followthrough" / "config.yaml", Path("/config/config.yaml")]


def find() -> Path:
    """The configuration to use: $FOLLOWTHROUGH_CONFIG, else the first of `candidates` that exists.

    Raises `ConfigError` if there is none.
    """
    places = candidates()
    for place in places:
        if place.is_file():
            return place
    looked = ", ".join(map(str, places))
    raise ConfigError([Problem("config.yaml", 0, 0, "", f"not found. Looked for {looked}.")], next_step=NEXT_STEP)
