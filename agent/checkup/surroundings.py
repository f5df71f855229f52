"""The machine around the program: configuration file, time zone data, holidays, disk, clock, words for drafts."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agent.checkup.findings import Finding, error, ok, warning
from agent.config_schema import Config
from agent.screens.words import counted, some_of
from rules.workdays import regions_with_holidays_of_their_own

LITTLE_ROOM, NO_ROOM = 200 * 2**20, 20 * 2**20
"""Bytes free in `data_dir`: warned of below the one, an error below the other. A year's memory takes a few MB."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
MAKE_ROOM = "Make room; nothing is lost, and it goes on by itself."
SKEW_SEEN, SKEW_HARMFUL = timedelta(minutes=2), timedelta(minutes=10)
"""Drafts have to be on time to the hour, and OAuth refuses clocks that are minutes off."""
OLD_ZONES_AFTER = timedelta(days=730)


def config_file(place: Path, config: Config) -> Iterator[Finding]:
    """Where it is, and that nobody else can read it if it holds something to hide."""
    names = ", ".join(m.name for m in config.mailboxes)
    if not config.mailboxes:
        yield error("config", f"{place} names no mailbox.", "Add one under `mailboxes`; config.example.yaml shows how.")
    elif place.stat().st_mode & 0o022:
        yield warning("config", f"{place} can be changed by others.", f"Run: chmod go-w {place}")
    else:
        yield ok("config", f"{place} is right; mailboxes: {names}")


def zone_data(config: Config, now: datetime) -> Iterator[Finding]:
    """The zone is known, its rules are not too old, and the country's holidays are known."""
    local = now.astimezone(config.me.calendar.zone)
    try:
        edition = version("tzdata")
    except PackageNotFoundError:
        edition = ""
    text = f"{config.me.timezone}, where it is {local:%a %d %b %H:%M} (zone data {edition or 'of the system'})"
    year = int(edition[:4]) if edition[:4].isdigit() else now.year
    if now - datetime(year, 1, 1, tzinfo=UTC) > OLD_ZONES_AFTER:
        yield warning("time zone", f"{text}: these rules are old.", "Run: pip install --upgrade tzdata")
    else:
        yield ok("time zone", text)
    yield _holidays(config, local)
    if config.away and config.away[1] >= local.date():
        first, last = config.away
        yield ok("away", f"from {first} to {last}: but for thank-yous, nothing is placed on these days")


def _holidays(config: Config, local: datetime) -> Finding:
    calendar, country = config.me.calendar, config.me.country
    days = (local.date().replace(month=1, day=1) + timedelta(days=n) for n in range(365))
    count = sum(day.weekday() < 5 and not calendar.is_business_day(day) for day in days)
    if country is None:
        return warning("holidays", "no country is given: only weekends are free.", "Set me.country, like US or DE.")
    if not count:
        return warning(
            "holidays", f"none are known for {country}: only weekends are free.", "Snooze what falls on one by hand."
        )
    text = f"{country}: {count} of them on weekdays this year"
    if config.me.region is None and (regions := regions_with_holidays_of_their_own(country, local.year)):
        text += f", the nationwide ones; with me.region ({some_of(regions)}) those of yours too"
    return ok("holidays", text)


def disk(folder: Path, free: Callable[[Path], int] = lambda place: shutil.disk_usage(place).free) -> Iterator[Finding]:
    """Whether `data_dir` can be written, is private, and has room."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
        room = free(folder)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        step = MAKE_ROOM if problem.errno in FULL else "Give yourself write permission there."
        yield error("disk", f"{folder} cannot be written: {reason}.", step)
        return
    text = f"{folder}: {room // 2**20} MB free"
    if room < NO_ROOM:
        yield error("disk", f"{text}, too little to work.", MAKE_ROOM)
    elif room < LITTLE_ROOM:
        yield warning("disk", f"{text}, which is little.", "Make room before it runs full.")
    elif folder.stat().st_mode & 0o077:
        yield warning("disk", f"{folder} can be read by others.", f"Run: chmod 700 {folder}")
    else:
        yield ok("disk", text)


def clock(source: str, told: datetime, now: datetime) -> Finding:
    """Whether this machine's clock agrees with another one; `told` is what `source` says that it is now."""
    skew = abs(now - told)
    if skew < SKEW_SEEN:
        return ok("clock", f"agrees with {source}")
    minutes = counted(round(skew.total_seconds() / 60), "minute")
    text = f"this machine's clock is {minutes} {'ahead of' if now > told else 'behind'} {source}."
    step = "Let the system set it (timedatectl set-ntp true)."
    return (error if skew > SKEW_HARMFUL else warning)("clock", text, step)


def disk_time(folder: Path) -> datetime:
    """What time the disk's own machine thinks it is: a network disk has a clock of its own. Raises OSError."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        file.write(b"x")
        file.flush()
        return datetime.fromtimestamp(Path(file.name).stat().st_mtime, UTC)


def templates() -> Iterator[Finding]:
    """Whether a draft of every kind can be written in every language."""
    from agent.compose import draft
    from agent.gallery import USUAL
    from agent.material import languages
    from rules.pacing import Step

    tongues = languages()
    for tongue in tongues:
        for step in Step:
            try:
                draft(replace(USUAL, step=step, language=tongue))
            except (OSError, ValueError, LookupError) as problem:
                what = f"no {step.value.replace('_', '-')} can be written in {tongue!r}: {problem}."
                yield error("templates", what, "Install Followthrough again.")
                return
    yield ok("templates", f"{counted(len(Step), 'kind')} of draft in {counted(len(tongues), 'language')}")
