"""`service`: the agent as a service of the owner's own systemd, without root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from agent import config as configuration
from agent import wiring
from agent.commands.loading import load
from agent.config_schema import Config
from agent.errors import FollowthroughError, UsageError
from agent.service_unit import MARK, NAME, Installation, unit_text

SYSTEMCTL_SECONDS = 60
ELSEWHERE = "docs/service.md says how it is done here (macOS, Windows, others)."


def install(config_path: Path | None, *, is_confined: bool, only_shown: bool) -> int:
    """Write the unit and start it, now and at every log-in. Raises `ConfigError`, `UsageError` or what failed."""
    place = (config_path or configuration.find()).resolve()
    text = unit_text(_installation(place, load(place)), is_confined=is_confined)
    if only_shown:
        sys.stdout.write(text)
        return 0
    unit = _unit_path()
    _must_be_ours(unit)
    unit.parent.mkdir(parents=True, exist_ok=True)
    unit.write_text(text, encoding="utf-8")
    try:
        _systemctl("daemon-reload")
    except FollowthroughError:
        unit.unlink()  # there is no systemd to run it
        raise
    _systemctl("enable", NAME)
    _systemctl("restart", NAME, next_step=_after_a_failed_start(is_confined))
    sys.stdout.write(
        f"{unit} is written, and the agent runs.\n"
        "See what it says:            journalctl --user --unit followthrough\n"
        "Run also while you are away: loginctl enable-linger\n"
    )
    return 0


def status() -> int:
    """Whether it is installed and runs, in a line; 0 if it runs, 1 if not."""
    if not _unit_path().exists():
        sys.stdout.write("not installed. Install it: followthrough service install\n")
        return 1
    shown = _systemctl("show", NAME, "--property=ActiveState,SubState,UnitFileState,MainPID")
    told = dict(line.partition("=")[::2] for line in shown.splitlines())
    is_running = told.get("ActiveState") == "active"
    at_login = "starts when you log in" if told.get("UnitFileState") == "enabled" else "does not start by itself"
    what = f"runs (process {told.get('MainPID')})" if is_running else told.get("SubState") or "does not run"
    step = "" if is_running else " See why: journalctl --user --unit followthrough"
    sys.stdout.write(f"{what}; {at_login}.{step}\n")
    return 0 if is_running else 1


def uninstall() -> int:
    """Stop it and remove the unit; what the agent knows stays."""
    unit = _unit_path()
    if not unit.exists():
        sys.stdout.write("not installed.\n")
        return 0
    _must_be_ours(unit)
    _systemctl("disable", "--now", NAME)
    unit.unlink()
    _systemctl("daemon-reload")
    sys.stdout.write(f"{unit} is removed, and the agent stopped. What it knows stays in its data_dir.\n")
    return 0


def installed() -> Path | None:
    """The unit, where one of ours is installed."""
    unit = _unit_path()
    return unit if unit.exists() and _is_ours(unit) else None


def stop() -> bool:
    """Stop the service and have it not started again; False where no systemd answers."""
    return _is_taken("disable", "--now", NAME)


def remove(unit: Path) -> None:
    """Remove the unit and its place among those that start at log-in, whether or not a systemd answers."""
    (unit.parent / "default.target.wants" / NAME).unlink(missing_ok=True)
    unit.unlink(missing_ok=True)
    _is_taken("daemon-reload")


def _is_taken(*arguments: str) -> bool:
    try:
        _systemctl(*arguments)
    except FollowthroughError:
        return False
    return True


def _installation(place: Path, config: Config) -> Installation:
    program = Path(sys.argv[0]).absolute()
    if not os.access(program, os.X_OK):
        raise UsageError(f"{program} cannot be run by itself.", next_step="Call the installed program: followthrough")
    mailboxes = [m.settings() for m in config.mailboxes]
    maildirs = [Path(m["path"]) for m in mailboxes if "path" in m]
    tokens = [Path(m[key]).parent for m in mailboxes for key in ("token_file", "token_cache") if key in m]
    calendar = [config.calendar_file.parent] if config.calendar_file else []  # files are replaced in their folder
    folders = dict.fromkeys(p.absolute() for p in (wiring.data_dir(config), *maildirs, *tokens, *calendar))
    runs_commands = any(key.endswith("_command") for m in mailboxes for key in m)
    return Installation(program, place, tuple(folders), runs_commands)


def _unit_path() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(home).expanduser() / "systemd" / "user" / NAME


def _must_be_ours(unit: Path) -> None:
    """Somebody else's unit of that name is neither written over nor removed."""
    if unit.exists() and not _is_ours(unit):
        raise UsageError(f"{unit} was written by somebody else.", next_step="Move it away first.")


def _is_ours(unit: Path) -> bool:
    return MARK in unit.read_text(encoding="utf-8", errors="replace")


def _after_a_failed_start(is_confined: bool) -> str:
    step = "See why: journalctl --user --unit followthrough."
    return f"{step} Where this machine allows no confinement: service install --no-confine" if is_confined else step


def _systemctl(*arguments: str, next_step: str = "") -> str:
    """What `systemctl --user` prints. Raises `FollowthroughError` with what it said."""
    program = shutil.which("systemctl")
    if program is None:
        raise FollowthroughError("There is no systemd on this machine.", next_step=ELSEWHERE)
    try:
        done = subprocess.run(  # noqa: S603 - found in PATH, its arguments are our own
            [program, "--user", *arguments],
            capture_output=True, text=True, errors="replace", timeout=SYSTEMCTL_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FollowthroughError(f"systemctl --user {arguments[0]} did not end.", next_step=ELSEWHERE) from error
    if done.returncode == 0:
        return done.stdout
    said = (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[0]
    if "bus" in said.lower():
        next_step = "Log in as yourself (not with su or sudo), then try again."
    raise FollowthroughError(f"systemctl --user {arguments[0]}: {said.rstrip('.')}.", next_step=next_step)
