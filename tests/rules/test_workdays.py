"""Business days, windows and clocks (Pacing in BEHAVIOUR.md)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.workdays import MONDAY_TO_FRIDAY, BusinessCalendar, Window, calendar_for, known_regions

OFFICE = Window(time(8), time(18))
DAILY = Window(time(8), time(21), every_day=True)

ZONES = (
    *("America/New_York", "America/St_Johns", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Australia/Lord_Howe", "Australia/Sydney", "Pacific/Chatham", "Africa/Casablanca", "America/Santiago", "UTC"),
)
COUNTRIES = (None, "US", "GB", "DE", "IN", "AU", "CL", "JP")

calendars = st.builds(calendar_for, st.sampled_from(ZONES), st.sampled_from(COUNTRIES))
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
instants = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
clocks = st.times()
weekday_sets = st.frozensets(st.integers(0, 6)).filter(lambda chosen: bool(chosen & MONDAY_TO_FRIDAY))
windows = st.builds(
    lambda ends, every_day: Window(min(ends), max(ends), every_day),
    st.tuples(clocks, clocks).filter(lambda ends: ends[0] != ends[1]),
    st.booleans(),
)


def new_york() -> BusinessCalendar:
    return calendar_for("America/New_York", "US")


class TestBusinessDays:
    def test_a_weekend_is_no_business_day(self) -> None:
        assert [new_york().is_business_day(date(2026, 5, 15 + n)) for n in range(4)] == [True, False, False, True]

    @pytest.mark.parametrize(
        ("country", "day"),
        [
            ("US", date(2026, 5, 25)),  # Memorial Day
            ("US", date(2026, 9, 7)),  # Labor Day
            ("US", date(2026, 7, 3)),  # Independence Day falls on a Saturday
            ("US", date(2021, 12, 31)),  # New Year's Day of the next year falls on a Saturday
            ("GB", date(2026, 5, 25)),  # spring bank holiday
            ("GB", date(2026, 12, 28)),  # Boxing Day falls on a Saturday
            ("DE", date(2026, 5, 14)),  # Ascension Day
            ("AU", date(2026, 4, 6)),  # Easter Monday
            ("JP", date(2026, 5, 6)),  # substitute holiday
        ],
    )
    def test_a_nationwide_holiday_is_no_business_day(self, country: str, day: date) -> None:
        """Days off in lieu count too."""
        assert not calendar_for("UTC", country).is_business_day(day)
        assert calendar_for("UTC").is_business_day(day)

    @pytest.mark.parametrize(
        ("country", "region", "day"),
        [
            ("DE", "BY", date(2026, 6, 4)),  # Corpus Christi, in Bavaria
            ("GB", "ENG", date(2026, 4, 6)),  # Easter Monday, not in Scotland
            ("AU", "NSW", date(2026, 6, 8)),  # King's Birthday
        ],
    )
    def test_a_regional_holiday_counts_only_where_the_region_is_configured(
        self, country: str, region: str, day: date
    ) -> None:
        assert calendar_for("UTC", country).is_business_day(day)
        assert not calendar_for("UTC", country, region).is_business_day(day)

    def test_a_country_without_tables_has_only_weekends(self) -> None:
        calendar = calendar_for("UTC", "ZZ")

        assert calendar.is_business_day(date(2026, 12, 25))
        assert not calendar.is_business_day(date(2026, 12, 26))

    def test_an_unknown_region_keeps_the_nationwide_holidays(self) -> None:
        assert not calendar_for("UTC", "US", "nowhere").is_business_day(date(2026, 5, 25))

    def test_the_next_business_day_is_never_the_same_day(self) -> None:
        assert new_york().next_business_day(date(2026, 5, 21)) == date(2026, 5, 22)
        assert new_york().next_business_day(date(2026, 5, 22)) == date(2026, 5, 26)

    def test_on_or_after_keeps_a_business_day_and_moves_any_other(self) -> None:
        assert new_york().on_or_after(date(2026, 5, 26)) == date(2026, 5, 26)
        assert new_york().on_or_after(date(2026, 5, 23)) == date(2026, 5, 26)

    def test_preferred_weekdays_are_waited_for(self) -> None:
        """Mid-week only (B23): a Friday moves to Tuesday, and past a holiday on that Tuesday to Wednesday."""
        midweek = frozenset({1, 2, 3})

        assert new_york().on_or_after(date(2026, 5, 22), midweek) == date(2026, 5, 26)
        assert calendar_for("UTC", "AU").on_or_after(date(2027, 1, 25), midweek) == date(2027, 1, 27)

    def test_weekdays_that_never_come_are_refused(self) -> None:
        with pytest.raises(ValueError, match="Monday to Friday"):
            new_york().on_or_after(date(2026, 5, 22), frozenset({5, 6}))

    def test_a_leap_day_is_a_day_like_any_other(self) -> None:
        assert new_york().add_business_days(date(2028, 2, 28), 1) == date(2028, 2, 29)
        assert new_york().business_days_between(date(2028, 2, 28), date(2028, 3, 1)) == 2

    def test_business_days_are_not_counted_backward(self) -> None:
        with pytest.raises(ValueError, match="forward"):
            new_york().add_business_days(date(2026, 5, 22), -1)

    @pytest.mark.parametrize(
        ("timezone", "country", "start", "count", "expected"),
        [
            ("America/New_York", "US", date(2026, 5, 11), 5, date(2026, 5, 18)),
            ("America/New_York", "US", date(2026, 5, 26), 10, date(2026, 6, 9)),
            ("America/New_York", "US", date(2026, 9, 4), 1, date(2026, 9, 8)),  # Labor Day between
            ("Europe/London", "GB", date(2026, 5, 22), 1, date(2026, 5, 26)),  # bank holiday between
            ("Europe/Berlin", "DE", date(2026, 5, 11), 5, date(2026, 5, 19)),  # Ascension Day between
            ("Europe/London", "GB", date(2026, 10, 23), 5, date(2026, 10, 30)),
            ("Australia/Sydney", "AU", date(2026, 9, 8), 5, date(2026, 9, 15)),
            ("America/Los_Angeles", "US", date(2026, 7, 24), 5, date(2026, 7, 31)),
        ],
    )
    def test_the_nth_business_day_after_a_day(
        self, timezone: str, country: str, start: date, count: int, expected: date
    ) -> None:
        """Counted by hand from printed calendars."""
        assert calendar_for(timezone, country).add_business_days(start, count) == expected

    @given(calendars, days, st.integers(0, 40))
    def test_counting_between_undoes_adding(self, calendar: BusinessCalendar, day: date, count: int) -> None:
        assert calendar.business_days_between(day, calendar.add_business_days(day, count)) == count

    @given(calendars, days, st.integers(1, 40), st.integers(0, 3))
    def test_adding_is_monotone_and_lands_on_business_days(
        self, calendar: BusinessCalendar, day: date, count: int, later_by: int
    ) -> None:
        landed = calendar.add_business_days(day, count)

        assert calendar.is_business_day(landed)
        assert landed > day
        assert calendar.add_business_days(day + timedelta(later_by), count) >= landed
        assert calendar.add_business_days(day, count + 1) > landed

    @given(calendars, days, weekday_sets)
    def test_on_or_after_finds_the_nearest_allowed_day(
        self, calendar: BusinessCalendar, day: date, weekdays: frozenset[int]
    ) -> None:
        found = calendar.on_or_after(day, weekdays)

        assert calendar.is_allowed(found, weekdays)
        assert not any(calendar.is_allowed(day + timedelta(n), weekdays) for n in range((found - day).days))


class TestClock:
    def test_a_date_is_the_owners_not_greenwichs(self) -> None:
        instant = datetime(2026, 5, 12, 2, 30, tzinfo=UTC)

        assert new_york().local_date(instant) == date(2026, 5, 11)
        assert calendar_for("Asia/Kolkata").local_date(instant) == date(2026, 5, 12)

    @pytest.mark.parametrize(
        ("timezone", "day", "clock", "expected"),
        [
            # spring: the clock jumps from the first to the last moment of the gap
            ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:00Z"),
            ("Europe/London", date(2026, 3, 29), time(1, 0), "2026-03-29T01:00Z"),
            ("Australia/Sydney", date(2026, 10, 4), time(2, 59), "2026-10-03T16:00Z"),
            ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30Z"),
            ("Pacific/Chatham", date(2026, 9, 27), time(3, 0), "2026-09-26T14:00Z"),
            ("America/Santiago", date(2026, 9, 6), time(0, 0), "2026-09-06T04:00Z"),
            ("Pacific/Apia", date(2011, 12, 30), time(9), "2011-12-30T10:00Z"),
            # autumn: an hour comes twice
            ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30Z"),
            ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30Z"),
            ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45Z"),
            # any other day
            ("Asia/Kolkata", date(2026, 5, 12), time(9), "2026-05-12T03:30Z"),
        ],
    )
    def test_a_time_the_clock_skips_is_the_end_of_the_gap_and_one_it_repeats_the_first(
        self, timezone: str, day: date, clock: time, expected: str
    ) -> None:
        assert calendar_for(timezone).at(day, clock) == datetime.fromisoformat(expected)

    def test_a_clock_time_taken_from_the_second_pass_is_still_the_first(self) -> None:
        second_pass = time(1, 30, fold=1)

        assert new_york().at(date(2026, 11, 1), second_pass) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    @given(calendars, days, clocks)
    def test_at_shows_the_time_asked_for_or_the_first_one_after_it(
        self, calendar: BusinessCalendar, day: date, clock: time
    ) -> None:
        shown = calendar.local(calendar.at(day, clock)).replace(tzinfo=None)

        assert timedelta() <= shown - datetime.combine(day, clock) < timedelta(hours=2)

    def test_the_results_are_in_utc(self) -> None:
        """So that adding hours to them is right on the night the clock changes."""
        assert new_york().at(date(2026, 3, 8), time(9)).tzinfo is UTC
        assert new_york().into_window(datetime(2026, 3, 8, tzinfo=UTC), OFFICE).tzinfo is UTC


class TestWindow:
    @pytest.mark.parametrize(
        ("moment", "expected"),
        [
            ("2026-05-22T17:59:59-04:00", "2026-05-22T17:59:59-04:00"),
            ("2026-05-22T18:00:00-04:00", "2026-05-26T08:00:00-04:00"),  # closed; weekend and Memorial Day follow
            ("2026-05-24T12:00:00-04:00", "2026-05-26T08:00:00-04:00"),
            ("2026-05-26T07:59:59-04:00", "2026-05-26T08:00:00-04:00"),
            ("2026-05-26T08:00:00-04:00", "2026-05-26T08:00:00-04:00"),
        ],
    )
    def test_outside_the_window_a_moment_moves_to_the_next_opening(self, moment: str, expected: str) -> None:
        found = new_york().into_window(datetime.fromisoformat(moment), OFFICE)

        assert found == datetime.fromisoformat(expected)

    def test_the_window_of_every_day_opens_on_holidays_and_whatever_weekdays_are_preferred(self) -> None:
        late_on_sunday = datetime.fromisoformat("2026-05-24T21:00:00-04:00")

        found = new_york().into_window(late_on_sunday, DAILY, frozenset({2}))

        assert found == datetime.fromisoformat("2026-05-25T08:00:00-04:00")

    def test_a_moment_inside_comes_back_as_it_is(self) -> None:
        moment = datetime(2026, 5, 22, 10, tzinfo=ZoneInfo("America/New_York"))

        assert new_york().into_window(moment, OFFICE) is moment

    def test_the_opening_follows_the_clock_across_the_change(self) -> None:
        """Friday evening before the clocks go back: Monday 08:00 is an hour later in UTC."""
        friday = datetime(2026, 10, 30, 23, tzinfo=UTC)

        assert new_york().into_window(friday, OFFICE) == datetime(2026, 11, 2, 13, tzinfo=UTC)

    def test_a_window_that_the_clock_skips_opens_on_the_next_day(self) -> None:
        at_night = Window(time(2, 10), time(2, 50), every_day=True)

        found = new_york().into_window(datetime.fromisoformat("2026-03-08T01:00-05:00"), at_night)

        assert found == datetime.fromisoformat("2026-03-09T02:10-04:00")

    def test_a_window_that_never_opens_is_refused(self) -> None:
        with pytest.raises(ValueError, match="cannot close at 08:00"):
            Window(time(18), time(8))

    @given(calendars, instants, windows, weekday_sets)
    def test_moving_into_a_window_is_done_once_and_never_backward(
        self, calendar: BusinessCalendar, instant: datetime, window: Window, weekdays: frozenset[int]
    ) -> None:
        found = calendar.into_window(instant, window, weekdays)

        assert found >= instant
        assert calendar.into_window(found, window, weekdays) == found
        if not window.every_day:
            assert calendar.is_allowed(calendar.local_date(found), weekdays)

    @given(calendars, instants, st.timedeltas(timedelta(), timedelta(days=3)), windows)
    def test_a_later_moment_never_comes_out_earlier(
        self, calendar: BusinessCalendar, instant: datetime, later_by: timedelta, window: Window
    ) -> None:
        assert calendar.into_window(instant + later_by, window) >= calendar.into_window(instant, window)


def test_an_impossible_zone_is_refused() -> None:
    with pytest.raises((KeyError, ValueError)):
        BusinessCalendar("Mars/Olympus")


def test_equal_calendars_are_the_same_object() -> None:
    assert calendar_for("UTC", "US") is calendar_for("UTC", "US")
    assert calendar_for("UTC", "US") == BusinessCalendar("UTC", "US")


def test_the_regions_of_a_country_are_known() -> None:
    assert {"BY", "NW"} <= known_regions("DE")
    assert known_regions("AQ") == known_regions(None) == frozenset()
