"""The numbers of pacing (B20 to B24) and the moments that come of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.pacing import (
    DUE_TIME,
    FOLLOW_UPS,
    PRESETS,
    WINDOWS,
    PacingRule,
    Step,
    Subject,
    Wait,
    WaitUnit,
    due_after,
    due_at,
    load_preset,
    pacing_for,
)
from rules.pacing_settings import SETTINGS, Value, parse_days, parse_weekdays, parse_window
from rules.reading import Stage
from rules.workdays import MONDAY_TO_FRIDAY, BusinessCalendar, Window, calendar_for

HOUR, DAY, BUSINESS_DAY = WaitUnit.HOURS, WaitUnit.DAYS, WaitUnit.BUSINESS_DAYS

TABLE_OF_B23 = {
    "balanced": ("1h", "24h", "5bd", "7d", "10bd", 7, "mon tue wed thu fri", None),
    "seventy-two-hours": ("1h", "24h", "3d", "5d", "10bd", 5, "mon tue wed thu fri", 10),
    "mid-week": ("1h", "24h", "4bd", "7d", "10bd", 7, "tue wed thu", None),
    "prompt": ("24h", "48h", "5bd", "7d", "10bd", 7, "mon tue wed thu fri", None),
    "employer-led": ("1h", "24h", "10d", "7d", "10d", 7, "mon tue wed thu fri", None),
    "patient": ("2bd", "3bd", "8bd", "10d", "10bd", 7, "mon tue wed thu fri", None),
}

calendars = st.builds(
    calendar_for,
    st.sampled_from(("America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Chatham", "Europe/London")),
    st.sampled_from((None, "US", "DE", "AU")),
)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
waits = st.builds(Wait, st.integers(0, 60), st.sampled_from(WaitUnit))


def new_york() -> BusinessCalendar:
    return calendar_for("America/New_York", "US")


def check_in(preset: str, *rules: PacingRule, **subject: str) -> tuple[str, str]:
    """The check-in's wait for a thread, and who set it."""
    stage = Stage(subject.pop("stage")) if "stage" in subject else None
    pacing = pacing_for(preset, rules, Subject(stage=stage, **subject))
    return str(pacing.check_in), pacing.sources["check_in"]


def rule(name: str, check_in: str, **match: str) -> PacingRule:
    return PacingRule(name, match, {"check_in": Wait.parse(check_in)})


class TestWait:
    @pytest.mark.parametrize(
        ("text", "wait"),
        [
            ("90s", Wait(90, WaitUnit.SECONDS)),
            ("2m", Wait(2, WaitUnit.MINUTES)),
            ("3h", Wait(3, HOUR)),
            ("5d", Wait(5, DAY)),
            ("2w", Wait(14, DAY)),
            ("3 business days", Wait(3, BUSINESS_DAY)),
            ("1 business day", Wait(1, BUSINESS_DAY)),
            ("3 Business-Days", Wait(3, BUSINESS_DAY)),
            (" 45 minutes ", Wait(45, WaitUnit.MINUTES)),
            ("4bd", Wait(4, BUSINESS_DAY)),
        ],
    )
    def test_durations_are_read_as_people_write_them(self, text: str, wait: Wait) -> None:
        assert Wait.parse(text) == wait

    @pytest.mark.parametrize("text", ["5", "d", "", "5 x", "-3d", "1.5h", "3 business", "5d 2h", "٣d", "5d\n2h"])
    def test_anything_else_is_refused_with_what_to_write(self, text: str) -> None:
        with pytest.raises(ValueError, match="Write it like 90s, 2m, 3h, 5d or 3 business days"):
            Wait.parse(text)

    def test_a_wait_of_a_lifetime_is_a_slip_of_the_pen(self) -> None:
        with pytest.raises(ValueError, match="longer than ten years"):
            Wait.parse("99999d")

    @given(waits)
    def test_what_is_written_can_be_read_again(self, wait: Wait) -> None:
        assert Wait.parse(str(wait)) == wait

    def test_business_days_have_no_length(self) -> None:
        assert Wait(2, DAY).length == timedelta(days=2)
        with pytest.raises(ValueError, match="no fixed length"):
            _ = Wait(2, BUSINESS_DAY).length


class TestPresets:
    @pytest.mark.parametrize("preset", PRESETS)
    def test_every_preset_has_the_numbers_of_the_table(self, preset: str) -> None:
        """B23."""
        pacing = pacing_for(preset, (), Subject())

        *waits_, min_gap, days, call_after = TABLE_OF_B23[preset]

        found = (pacing.thank_you, pacing.thank_you_deadline, pacing.check_in, pacing.nudge, pacing.closing)
        assert found == tuple(Wait.parse(str(text)) for text in waits_)
        assert (pacing.min_gap_days, pacing.suggest_call_after_days) == (min_gap, call_after)
        assert pacing.weekdays == parse_weekdays(str(days).split())

    @pytest.mark.parametrize("preset", PRESETS)
    def test_what_no_guide_speaks_of_is_the_same_in_all(self, preset: str) -> None:
        """B12, B13, B18, B20, B21, B25, B33 and the windows."""
        pacing = pacing_for(preset, (), Subject())

        assert pacing.rejection_reply == pacing.after_promise == Wait(1, BUSINESS_DAY)
        assert (pacing.close_after_days, pacing.offer_close_after_days) == (14, 30)
        assert pacing.late_limit == pacing.unsent_limit == Wait(10, BUSINESS_DAY)
        assert pacing.silence_note_after == Wait(5, BUSINESS_DAY)
        assert pacing.default_length == timedelta(minutes=45)
        assert {step: pacing.window_for(step) for step in Step} == dict(WINDOWS)
        assert pacing.due_time == DUE_TIME

    def test_the_patient_preset_waits_longer_after_a_screen_and_less_after_a_final_round(self) -> None:
        assert check_in("patient", stage="screen") == ("10 business days", "preset patient, stage screen")
        assert check_in("patient", stage="final") == ("5 business days", "preset patient, stage final")
        assert check_in("patient", stage="technical") == ("8 business days", "preset patient")

    def test_preferred_weekdays_are_for_follow_ups_alone(self) -> None:
        """A thank-you and the reply to a rejection do not wait for the middle of the week."""
        pacing = pacing_for("mid-week", (), Subject())

        preferred = {step for step in Step if pacing.weekdays_for(step) != MONDAY_TO_FRIDAY}

        assert preferred == FOLLOW_UPS

    def test_an_unknown_preset_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no preset 'relaxed', only balanced"):
            pacing_for("relaxed", (), Subject())

    def test_every_preset_names_its_guide_and_its_choices(self) -> None:
        presets = [load_preset(name) for name in PRESETS]

        assert all(preset.guide and preset.summary and preset.choices for preset in presets)
        assert len({preset.guide for preset in presets}) == len(PRESETS)


class TestRules:
    def test_the_first_matching_rule_wins_and_is_named(self) -> None:
        """B24."""
        rules = (rule("finals", "3bd", stage="final"), rule("northwind", "6bd", company="Northwind"))

        assert check_in("balanced", *rules, stage="final", company="Northwind") == ("3 business days", "finals")
        assert check_in("balanced", *rules, stage="screen", company="Northwind") == ("6 business days", "northwind")
        assert check_in("balanced", *rules, company="Brightwater") == ("5 business days", "preset balanced")

    def test_each_number_is_decided_for_itself(self) -> None:
        """B24: "first match wins for each key"."""
        first = rule("finals", "3bd", stage="final")
        second = PacingRule("northwind", {"company": "Northwind"}, {"check_in": Wait(6, DAY), "nudge": Wait(4, DAY)})

        pacing = pacing_for("balanced", (first, second), Subject(company="Northwind", stage=Stage.FINAL))

        assert (pacing.check_in, pacing.nudge) == (Wait(3, BUSINESS_DAY), Wait(4, DAY))
        assert (pacing.sources["nudge"], pacing.sources["closing"]) == ("northwind", "preset balanced")

    def test_the_owners_rule_outranks_the_presets_own(self) -> None:
        assert check_in("patient", rule("mine", "2bd"), stage="final") == ("2 business days", "mine")

    def test_all_that_a_rule_names_must_match(self) -> None:
        both = rule("both", "3bd", stage="final", company="Northwind")

        assert both.fits(Subject(company="Northwind", stage=Stage.FINAL))
        assert not both.fits(Subject(company="Northwind", stage=Stage.SCREEN))
        assert not both.fits(Subject(stage=Stage.FINAL))

    @pytest.mark.parametrize(
        ("key", "wanted", "actual", "expected"),
        [
            ("company", "northwind", "Northwind Labs, Inc.", True),
            ("company", "Northwind Labs", "Northwind", False),
            ("company", "North", "Northwind", False),
            ("company", "Northwind Labs GmbH & Co. KG", "Northwind Labs", True),
            ("company", "Northwind Labs", "Northwind Labs GmbH", True),
            ("company", "müller", "MÜLLER & Söhne", True),
            ("role", "data engineer", "Senior Data Engineer (m/f/d)", True),
            ("role", "engineer", "Engineering Manager", False),
            ("domain", "northwind.example", "mail.northwind.example", True),
            ("domain", "@Northwind.example", "northwind.example", True),
            ("domain", "wind.example", "northwind.example", False),
            ("industry", "Public sector", "public-sector", True),
            ("size", "large", "very large", False),
        ],
    )
    def test_names_match_by_whole_words(self, key: str, wanted: str, actual: str, expected: bool) -> None:
        assert rule("any", "3bd", **{key: wanted}).fits(Subject(**{key: actual})) is expected  # type: ignore[arg-type]

    @pytest.mark.parametrize("key", SETTINGS)
    def test_every_number_can_be_overridden(self, key: str) -> None:
        """B23: "every number overridable in YAML"."""
        other = PacingRule("mine", {}, {key: _another(key)})

        pacing = pacing_for("balanced", (other,), Subject())

        assert getattr(pacing, SETTINGS[key].field) == _another(key)
        assert pacing.sources[key] == "mine"


def _another(key: str) -> Value:
    """A value that no preset has."""
    examples: Sequence[object] = ("33h", "33d", "03:33-03:34", "03:33", ["sat", "mon"])
    for example in examples:
        try:
            return SETTINGS[key].parse(example)
        except (ValueError, TypeError, AttributeError):
            continue
    raise AssertionError(key)


class TestDue:
    def test_hours_run_on_the_clock_even_on_the_night_it_changes(self) -> None:
        saturday_night = datetime.fromisoformat("2026-03-07T23:30-05:00")

        due = due_after(Wait(24, HOUR), saturday_night, new_york())

        assert due == datetime.fromisoformat("2026-03-09T00:30-04:00")

    @pytest.mark.parametrize(
        ("wait", "anchor", "expected"),
        [
            ("5bd", "2026-05-11T14:45-04:00", "2026-05-18T09:00-04:00"),
            ("7d", "2026-05-18T11:00-04:00", "2026-05-26T09:00-04:00"),  # Memorial Day
            ("10bd", "2026-05-26T11:00-04:00", "2026-06-09T09:00-04:00"),
            ("1bd", "2026-09-04T16:00-04:00", "2026-09-08T09:00-04:00"),  # Labor Day
            ("5bd", "2026-05-12T03:30+00:00", "2026-05-18T09:00-04:00"),  # still the 11th in New York
            ("10bd", "2026-10-23T15:00-04:00", "2026-11-06T09:00-05:00"),  # the clock changes between
        ],
    )
    def test_days_are_counted_from_the_owners_date_and_end_at_nine(self, wait: str, anchor: str, expected: str) -> None:
        """B20, counted by hand."""
        due = due_after(Wait.parse(wait), datetime.fromisoformat(anchor), new_york())

        assert due == datetime.fromisoformat(expected)

    @pytest.mark.parametrize(
        ("timezone", "country", "wait", "anchor", "expected"),
        [
            ("Europe/Berlin", "DE", "5bd", "2026-05-11T12:00+02:00", "2026-05-19T09:00+02:00"),
            ("Europe/London", "GB", "5bd", "2026-10-23T17:30+01:00", "2026-10-30T09:00+00:00"),
            ("Australia/Sydney", "AU", "5bd", "2026-08-13T10:00+10:00", "2026-08-20T09:00+10:00"),
            ("Asia/Kolkata", "IN", "5bd", "2026-07-23T16:00+05:30", "2026-07-30T09:00+05:30"),
        ],
    )
    def test_each_country_keeps_its_own_days(
        self, timezone: str, country: str, wait: str, anchor: str, expected: str
    ) -> None:
        due = due_after(Wait.parse(wait), datetime.fromisoformat(anchor), calendar_for(timezone, country))

        assert due == datetime.fromisoformat(expected)

    def test_mid_week_moves_a_friday_to_tuesday(self) -> None:
        """B23: four business days after a Monday are a Friday."""
        pacing = pacing_for("mid-week", (), Subject())
        monday = datetime.fromisoformat("2026-06-01T15:00-04:00")

        assert due_at(Step.CHECK_IN, pacing, monday, new_york()) == datetime.fromisoformat("2026-06-09T09:00-04:00")

    @pytest.mark.parametrize(
        ("step", "anchor", "expected"),
        [
            (Step.THANK_YOU, "2026-05-11T14:45-04:00", "2026-05-11T15:45-04:00"),
            (Step.THANK_YOU, "2026-05-22T19:59-04:00", "2026-05-22T20:59-04:00"),
            (Step.THANK_YOU, "2026-05-22T20:00-04:00", "2026-05-23T08:00-04:00"),  # a Saturday is fine for thanks
            (Step.REJECTION_REPLY, "2026-06-11T22:00-04:00", "2026-06-12T09:00-04:00"),
            (Step.WITHDRAWAL, "2026-05-22T17:59-04:00", "2026-05-22T17:59-04:00"),
            (Step.WITHDRAWAL, "2026-05-22T18:00-04:00", "2026-05-26T08:00-04:00"),
        ],
    )
    def test_a_step_is_due_inside_its_window(self, step: Step, anchor: str, expected: str) -> None:
        pacing = pacing_for("balanced", (), Subject())

        assert due_at(step, pacing, datetime.fromisoformat(anchor), new_york()) == datetime.fromisoformat(expected)

    def test_configured_hours_move_the_due_moment(self) -> None:
        late_riser = PacingRule("mine", {}, {"hours": Window(time(10), time(16))})
        pacing = pacing_for("balanced", (late_riser,), Subject())
        anchor = datetime.fromisoformat("2026-05-11T14:45-04:00")

        assert due_at(Step.CHECK_IN, pacing, anchor, new_york()) == datetime.fromisoformat("2026-05-18T10:00-04:00")

    @given(waits, instants, calendars)
    def test_what_is_counted_in_days_is_due_at_nine_of_a_business_day(
        self, wait: Wait, anchor: datetime, calendar: BusinessCalendar
    ) -> None:
        due = due_after(wait, anchor, calendar)

        if wait.is_clock_time:
            assert due - anchor == wait.length
        else:
            assert calendar.local(due).time() == time(9)
            assert calendar.is_business_day(calendar.local_date(due))
            assert calendar.local_date(due) >= calendar.local_date(anchor)

    @given(st.sampled_from(PRESETS), st.sampled_from(Step), instants, calendars)
    def test_no_step_is_ever_due_outside_its_window(
        self, preset: str, step: Step, anchor: datetime, calendar: BusinessCalendar
    ) -> None:
        pacing = pacing_for(preset, (), Subject())

        due = due_at(step, pacing, anchor, calendar)

        local, window = calendar.local(due), WINDOWS[step]
        assert due > anchor or step is Step.WITHDRAWAL
        assert window.opens <= local.time() < window.closes
        assert window.every_day or calendar.is_allowed(local.date(), pacing.weekdays_for(step))


class TestSettings:
    def test_weekdays_are_read_by_name(self) -> None:
        assert parse_weekdays(["tue", "Wednesday", "thurs"]) == {1, 2, 3}

    @pytest.mark.parametrize(
        ("names", "what"), [(["sat", "sun"], "at least one day"), (["t"], "no weekday"), (["noday"], "no weekday")]
    )
    def test_other_weekdays_are_refused(self, names: list[str], what: str) -> None:
        with pytest.raises(ValueError, match=what):
            parse_weekdays(names)

    def test_a_window_is_read(self) -> None:
        assert parse_window("08:00-18:00") == parse_window("08:00 – 18:00") == Window(time(8), time(18))

    @pytest.mark.parametrize("text", ["8-18", "18:00-08:00", "08:00", "", "08:00-25:00"])
    def test_other_windows_are_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="Write it like 08:00-18:00"):
            parse_window(text)

    def test_calendar_days_are_not_business_days(self) -> None:
        assert parse_days("2 weeks") == 14
        with pytest.raises(ValueError, match="calendar days"):
            parse_days("3 business days")
