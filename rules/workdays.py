"""Business days, windows and local clocks (Pacing in BEHAVIOUR.md): the one place that knows what a working day is.

Instants come in aware, in any zone, and go out in UTC; days and clock times are the owner's. No clock is read.
Public holidays come from the package `holidays` (nationwide ones, days off in lieu included), loaded on first need.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MONDAY_TO_FRIDAY = frozenset(range(5))
"""Weekdays as `date.weekday()` numbers them."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of a day in which a draft may be placed; `closes` itself is outside.

    Raises ValueError if it would never open.
    """

    opens: time
    closes: time
    every_day: bool = False
    """True: weekends and holidays too (thank-yous)."""

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"a window that opens at {self.opens:%H:%M} cannot close at {self.closes:%H:%M}")


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The owner's calendar: an IANA zone, an ISO 3166 country and, if wanted, one of its regions (ISO 3166-2 part).

    A business day is Monday to Friday and no public holiday. A country the holiday tables do not know, or none, has
    only weekends; an unknown region has only what is nationwide. Raises `zoneinfo.ZoneInfoNotFoundError` (or
    ValueError) for a zone that does not exist. Equal calendars share their tables, so making one is cheap.
    """

    timezone: str
    country: str | None = None
    region: str | None = None
    zone: ZoneInfo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.timezone))

    # Days

    def is_business_day(self, day: date) -> bool:
        """Whether people in this country work on `day`."""
        return day.weekday() < 5 and day not in _public_holidays(self.country, self.region, day.year)

    def is_allowed(self, day: date, weekdays: frozenset[int] = MONDAY_TO_FRIDAY) -> bool:
        """Whether `day` is a business day on one of `weekdays` (0 = Monday)."""
        return day.weekday() in weekdays and self.is_business_day(day)

    def on_or_after(self, day: date, weekdays: frozenset[int] = MONDAY_TO_FRIDAY) -> date:
        """The first business day among `weekdays` that is `day` or later.

        Raises ValueError if `weekdays` has no day from Monday to Friday.
        """
        if not weekdays & MONDAY_TO_FRIDAY:
            raise ValueError("no weekday from Monday to Friday is allowed: no such day would ever come")
        while not self.is_allowed(day, weekdays):
            day += _ONE_DAY
        return day

    def next_business_day(self, day: date) -> date:
        """The first business day strictly after `day`."""
        return self.on_or_after(day + _ONE_DAY)

    def add_business_days(self, day: date, count: int) -> date:
        """The `count`-th business day after `day`; `day` itself for 0. Raises ValueError for a negative count."""
        if count < 0:
            raise ValueError("business days are counted forward")
        while count:
            day += _ONE_DAY
            count -= self.is_business_day(day)
        return day

    def business_days_between(self, earlier: date, later: date) -> int:
        """How many business days d there are with earlier < d <= later; 0 if `later` is not later."""
        days = range(earlier.toordinal() + 1, later.toordinal() + 1)
        return sum(self.is_business_day(date.fromordinal(ordinal)) for ordinal in days)

    # Instants

    def local(self, instant: datetime) -> datetime:
        """`instant` on the owner's clock, for showing; calculate with the UTC one."""
        return instant.astimezone(self.zone)

    def local_date(self, instant: datetime) -> date:
        """The owner's date at `instant`."""
        return instant.astimezone(self.zone).date()

    def at(self, day: date, clock: time) -> datetime:
        """The instant (UTC) at which the owner's clock shows `clock` on `day`.

        A time that the clock skips (spring, or a whole day dropped at the date line) gives the first instant after the
        gap, a time it shows twice (autumn) the first of the two. `clock` is naive.
        """
        wall = datetime.combine(day, clock.replace(fold=0), self.zone)
        instant = wall.astimezone(UTC)
        other = wall.replace(fold=1)
        if wall.utcoffset() == other.utcoffset() or instant < (before_the_gap := other.astimezone(UTC)):
            return instant
        return _change_of_offset(self.zone, before_the_gap, instant)

    def into_window(self, instant: datetime, window: Window, weekdays: frozenset[int] = MONDAY_TO_FRIDAY) -> datetime:
        """`instant` itself while the window is open, else the next opening (UTC).

        `weekdays` says on which business days the window opens at all; a window of every day ignores it.
        """
        day, opens_on = self.local_date(instant), self._opening_days(window, weekdays)
        while True:
            day = opens_on(day)
            opens, closes = self.at(day, window.opens), self.at(day, window.closes)
            if opens < closes and instant < closes:
                return max(instant, opens)
            day += _ONE_DAY

    def _opening_days(self, window: Window, weekdays: frozenset[int]) -> Callable[[date], date]:
        if window.every_day:
            return lambda day: day
        return lambda day: self.on_or_after(day, weekdays)


@lru_cache(maxsize=64)
def calendar_for(timezone: str, country: str | None = None, region: str | None = None) -> BusinessCalendar:
    """The calendar of these three; the same object each time."""
    return BusinessCalendar(timezone, country, region)


def known_regions(country: str | None) -> frozenset[str]:
    """The regions whose holidays are known; none for an unknown country."""
    if country is None:
        return frozenset()
    import holidays

    return frozenset(holidays.list_supported_countries().get(country, ()))


def regions_with_holidays_of_their_own(country: str, year: int) -> tuple[str, ...]:
    """The regions in which more days are free that year than nationwide, by name."""
    nationwide = of_library(country, None, year)
    return tuple(r for r in sorted(known_regions(country)) if of_library(country, r, year) - nationwide)


def _change_of_offset(zone: ZoneInfo, earlier: datetime, later: datetime) -> datetime:
    """The instant in (earlier, later] from which `zone` has the offset it has at `later`; to the second."""
    offset = later.astimezone(zone).utcoffset()
    while later - earlier > timedelta(seconds=1):
        middle = earlier + timedelta(seconds=(later - earlier) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            later = middle
        else:
            earlier = middle
    return later.replace(microsecond=0)


def of_library(country: str, region: str | None, year: int) -> frozenset[date]:
    """The public holidays of a year, days off in lieu included; none for an unknown country."""
    import holidays  # a quarter of a second and 14 MB that most commands never need

    for subdivision in (region, None) if region else (None,):
        try:
            return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year, observed=True))
        except NotImplementedError:
            continue
    return frozenset()


_source: list[Callable[[str, str | None, int], frozenset[date]]] = [of_library]


def ask_for_holidays(source: Callable[[str, str | None, int], frozenset[date]]) -> None:
    """From now on public holidays are asked of `source`, which answers what `of_library` would."""
    _source[:] = [source]


@lru_cache(maxsize=512)
def _public_holidays(country: str | None, region: str | None, year: int) -> frozenset[date]:
    return frozenset() if country is None else _source[0](country, region, year)
