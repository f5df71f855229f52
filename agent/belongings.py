"""What the agent keeps on this machine: what is its own and goes at the owner's word, and what may serve others too."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agent import wiring
from agent.config_schema import Config
from agent.errors import FollowthroughError, StateError
from agent.store import Store

LOCKS = ("", ".lock", ".lockfile")
"""A sign-in, and what its library puts beside it."""
SECRETS = ("password_file", "credentials_file")
"""Settings of mailboxes that name a file with something secret in it."""
OURS = "followthrough"
"""The name of a folder that was made for the program alone."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """All that `uninstall` speaks of. What is not there is not listed."""

    folder: Path
    """The data directory, whether it is there or not."""
    kept: tuple[Path, ...] = ()
    """The memory with its copies, sign-ins, notes, the calendar file."""
    settings: tuple[Path, ...] = ()
    """The configuration, and the files with secrets that lie beside it."""
    others: tuple[Path, ...] = ()
    """Files that the configuration names and that lie elsewhere: they may serve other programs."""
    unit: Path | None = None
    """The service, where one is installed."""

    def __bool__(self) -> bool:
        return bool(self.kept or self.settings or self.unit or self.folder.exists())


def kept_in(folder: Path, config: Config | None) -> tuple[Path, ...]:
    """The agent's own files in its data directory; and those that `config` places elsewhere, where it can be read."""
    return tuple(dict.fromkeys(_kept(folder, config)))


def _kept(folder: Path, config: Config | None) -> Iterator[Path]:
    """Sign-ins of mailboxes that were taken out of the configuration since are among them."""
    for name in (*(f"{mailbox}-token.json" for mailbox in _remembered(folder)), wiring.STORE_NAME):
        yield from sorted(folder.glob(f"{name}*"))
        yield from sorted(folder.glob(f".{name}*"))
    yield from sorted((folder / wiring.NOTES_NAME).glob("*"))
    if config is None:
        return
    for token in wiring.sign_in_files(config):
        yield from (p for ending in LOCKS if (p := token.with_name(f"{token.name}{ending}")).exists())
    if config.calendar_file and config.calendar_file.exists():
        yield config.calendar_file


def _remembered(folder: Path) -> list[str]:
    """The mailboxes that the memory knows; none where it cannot be read."""
    place = folder / wiring.STORE_NAME
    if not place.exists():
        return []
    try:
        store = Store(place)
        try:
            return [row.name for row in store.mailboxes()]
        finally:
            store.close()
    except (StateError, sqlite3.Error):
        return []


def settings_at(place: Path, config: Config | None) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The configuration with the secrets beside it; and the files it names that lie elsewhere."""
    home = place.resolve().parent
    named = [path for path in dict.fromkeys(_secrets(config)) if path.exists()] if config else []
    beside = [path for path in named if path.resolve().parent == home]
    return (*beside, place), tuple(path for path in named if path not in beside)


def _secrets(config: Config) -> Iterator[Path]:
    for mailbox in config.mailboxes:
        yield from (Path(str(value)) for key in SECRETS if (value := getattr(mailbox, key, None)))
    if config.notifications.services_file:
        yield config.notifications.services_file
    if config.drafting.model and config.drafting.model.key_file:
        yield config.drafting.model.key_file


def remove(files: Iterable[Path]) -> int:
    """Delete them; how many. Raises `FollowthroughError` at the first that cannot be deleted: run again, the rest
    goes."""
    count = 0
    try:
        for file in files:
            file.unlink(missing_ok=True)
            count += 1
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        what = f"{error.filename} cannot be deleted: {reason}."
        raise FollowthroughError(what, next_step="Give yourself write permission there, and run it again.") from error
    return count


def dissolve(folder: Path) -> list[str]:
    """Remove an emptied data directory; what is left in it that is not ours. A mount point stays, empty."""
    (folder / wiring.LOCK_NAME).unlink(missing_ok=True)
    shutil.rmtree(folder / wiring.NOTES_NAME, ignore_errors=True)
    left = sorted(p.name for p in folder.iterdir())
    if not left:
        _drop(folder)
    return left


def leave(place: Path) -> None:
    """Remove the configuration's folder, if it was made for the program alone and is empty now."""
    folder = place.resolve().parent
    if folder.name == OURS and not any(folder.iterdir()):
        _drop(folder)


def _drop(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:  # a volume, or a folder in one that is not ours to change
        return False
    return True
