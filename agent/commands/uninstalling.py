"""`uninstall`: the service, all that is remembered, sign-ins and configuration go from this machine; mail stays.

It may be run on what is left of a half-done installation, and again after it failed: it removes what it finds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from agent import belongings, daemon, glance, wiring
from agent.belongings import Belongings
from agent.clock import SystemClock
from agent.commands import serving
from agent.commands.asking import Asking
from agent.commands.forgetting import make_sure
from agent.commands.loading import load
from agent.commands.taking_back import lying, take_back
from agent.config_places import CONTAINER_FOLDER, candidates, default_data_dir
from agent.config_schema import Config
from agent.errors import ConfigError, FollowthroughError, StateError, UsageError
from agent.screens import page
from agent.screens import uninstall as screen
from agent.screens.uninstall import Farewell, Lying
from agent.store import Store

GRANTS = {
    "gmail": "Google: take its access back in your account, under Security, third-party apps and services.",
    "outlook": "Microsoft: take its access back in your account, under Privacy, apps and services.",
    "imap": "An app password that you made for it: delete it where you made it.",
}
"""What was granted for each kind of mailbox, and lies where no program should reach."""


def uninstall(config_path: Path | None, *, drafts: bool, is_sure: bool) -> int:
    """Say what goes and what stays, ask, do it, say it again. With `drafts` our untouched drafts go too.

    Raises `StateError` while an agent runs that is not the service, `UsageError` where nobody says yes.
    """
    place, config = _configured(config_path)
    found = _found(place, config)
    if not found:
        page.show([page.line("Nothing of Followthrough is here."), *screen.advice(_advice(found, config))])
        return 0
    ask = Asking(sys.stdin.isatty())
    farewell = Farewell(found, _lying(found.folder), takes_drafts=drafts)
    _must_know_its_drafts(farewell, config)
    if not is_sure:
        page.show([*screen.plan(farewell), page.line()])
    make_sure(ask, "Remove all this?", is_sure)
    if found.unit:
        serving.stop()
    with daemon.only_instance(found.folder) if found.folder.exists() else nullcontext():
        taken, left = _take_back(farewell, config)
        if found.unit:
            serving.remove(found.unit)
        belongings.remove(belongings.kept_in(found.folder, config))
    strangers = _clear(found, place)
    page.show([*screen.outcome(farewell, taken, left, strangers), *screen.advice(_advice(found, config))])
    return 0


def _configured(config_path: Path | None) -> tuple[Path | None, Config | None]:
    """The configuration's place and what it says, as far as there is one and it can be read. A `config.yaml` of another
    program, in whatever folder this is run, is none."""
    if config_path and not _is_ours(config_path):
        raise UsageError(f"{config_path} is no configuration of Followthrough.", next_step="Nothing was deleted.")
    place = config_path or next(filter(_is_ours, candidates()), None)
    if place is None:
        return None, None
    try:
        return place.absolute(), load(place)
    except ConfigError:
        return place.absolute(), None


def _is_ours(place: Path) -> bool:
    """Told by its keys, whatever is wrong with them."""
    try:
        return bool(
            re.search(r"^(me|mailboxes)\s*:", place.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        )
    except OSError:
        return False


def _found(place: Path | None, config: Config | None) -> Belongings:
    folder = config.data_dir if config else _folder_by(place)
    kept = belongings.kept_in(folder, config)
    found = Belongings(folder, kept, unit=serving.installed())
    if place is None:
        return found
    settings, others = belongings.settings_at(place, config)
    return replace(found, settings=settings, others=others)


def _folder_by(place: Path | None) -> Path:
    """The data directory that a wrong configuration names all the same, else the usual one."""
    try:
        return glance.store_path(place).parent if place else Path(default_data_dir()).expanduser()
    except glance.UNREADABLE:
        return Path(default_data_dir()).expanduser()


def _lying(folder: Path) -> Lying | None:
    """Our drafts in Drafts; None where the memory cannot be read."""
    place = folder / wiring.STORE_NAME
    if not place.exists():
        return ()
    try:
        store = Store(place)
    except StateError:
        return None
    try:
        return lying(store)
    finally:
        store.close()


def _must_know_its_drafts(farewell: Farewell, config: Config | None) -> None:
    if not farewell.takes_drafts or farewell.drafts == ():
        return
    if config is None:
        step = "Put it right first (followthrough doctor), or leave --drafts out."
        raise UsageError("The configuration cannot be read, so no draft can be removed.", next_step=step)
    if farewell.drafts is None:
        step = "Put a backup in its place first (docs/backup.md), or leave --drafts out."
        raise FollowthroughError("The memory cannot be read, so no draft can be removed.", next_step=step)


def _take_back(farewell: Farewell, config: Config | None) -> tuple[int, Lying | None]:
    """How many drafts went, and which stay."""
    if not (farewell.takes_drafts and farewell.drafts and config):
        return 0, farewell.drafts
    left = take_back(config, SystemClock().now())
    return len(farewell.drafts) - len(left), left


def _clear(found: Belongings, place: Path | None) -> list[str]:
    """The configuration goes last: whatever stops this, the next try finds what is left. What is not ours is named."""
    strangers = belongings.dissolve(found.folder) if found.folder.exists() else []
    belongings.remove(found.settings)
    if place:
        belongings.leave(place)
    return strangers


def _advice(found: Belongings, config: Config | None) -> Iterator[str]:
    if CONTAINER_FOLDER in [path.parent for path in found.settings]:
        yield "The program: docker compose down --volumes --rmi local"
    elif sys.prefix != sys.base_prefix:
        yield f"The program: delete {sys.prefix}"
    else:
        yield "The program: remove it with what you installed it with."
    providers = dict.fromkeys(m.provider for m in config.mailboxes) if config else ()
    yield from (GRANTS[name] for name in providers if name in GRANTS)
    if found.unit:
        yield "Services that run while you are logged out: loginctl disable-linger, if nothing else needs them."
    yield "Backups, exports and logs lie where you had them put."
