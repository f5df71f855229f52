"""Where the configuration lies. Quick to load: `status` asks this before anything else."""

from __future__ import annotations

import os
from pathlib import Path

from agent.errors import ConfigError, Problem

DEFAULT_DATA_DIR = "~/.local/share/followthrough"
CONTAINER_FOLDER = Path("/config")
"""Where the image's configuration is mounted (docs/docker.md)."""
NEXT_STEP = "Write one with: followthrough init"


def candidates() -> list[Path]:
    """Where a configuration is looked for, in this order."""
    named = os.environ.get("FOLLOWTHROUGH_CONFIG")
    if named:
        return [Path(named).expanduser()]
    home = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()
    return [Path("config.yaml"), home / "followthrough" / "config.yaml", CONTAINER_FOLDER / "config.yaml"]


def place_for_a_new_one() -> Path:
    """Where `init` writes: in the container its mounted folder if it may, else the owner's own configuration."""
    places = candidates()
    return places[-2] if len(places) > 1 and not os.access(CONTAINER_FOLDER, os.W_OK) else places[-1]


def option_for(place: Path | None) -> str:
    """What a command needs to be told to use this configuration; empty where it is found by itself."""
    return "" if place is None or place in candidates() else f" --config {place}"


def default_data_dir() -> str:
    """`data_dir` where the configuration names none: $FOLLOWTHROUGH_DATA_DIR (the image sets it), else the owner's."""
    return os.environ.get("FOLLOWTHROUGH_DATA_DIR") or DEFAULT_DATA_DIR


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
