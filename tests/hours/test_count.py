"""Opening time is counted right: over nights, weekends, holidays, and nights in which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.hours.calendar import DAY_MINUTES, Calendar, OwnDay

OFFICE = ((540, 1020),)
WEEK = (OFFICE,) * 5 + ((), ())
STOCKHOLM = ZoneInfo("Europe/Stockholm")
PLACES = [("Europe/Stockholm", "SE", ""), ("America/New_York", "US", "NY"), ("Asia/Tokyo", "JP", "")]
QUICK = settings(max_examples=60, deadline=None)


def in_stockholm(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)


def test_a_question_asked_on_friday_afternoon_is_due_on_monday() -> None:
    office = Calendar("Europe/Stockholm", WEEK)
    asked = in_stockholm(2026, 11, 20, 16)
    assert office.deadline(asked, 8) == in_stockholm(2026, 11, 23, 16)
    assert office.deadline(asked, 1) == in_stockholm(
        2026, 11, 20, 17
    )  # closing time itself, not Monday morning


def test_holidays_and_own_days_are_left_out_and_half_days_count_half() -> None:
    christmas = OwnDay(date(2026, 12, 24), ((540, 720),), "Christmas Eve")
    office = Calendar("Europe/Stockholm", WEEK, "SE", "", (christmas,))
    # 24th until noon; 25th, 26th, 27th closed; 28th
    assert office.deadline(in_stockholm(2026, 12, 24, 10), 3) == in_stockholm(2026, 12, 28, 10)
    named = office.closed_days(date(2026, 12, 24), 2)
    assert named[0][0] == date(2026, 12, 25)
    assert named[0][1]
    opened = Calendar("Europe/Stockholm", WEEK, "SE", "", (OwnDay(date(2026, 12, 25), OFFICE, ""),))
    assert opened.between(in_stockholm(2026, 12, 25, 0), in_stockholm(2026, 12, 26, 0)) == timedelta(hours=8)


def test_a_part_of_a_country_keeps_its_own_holidays() -> None:
    epiphany = datetime(2026, 1, 6, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    noon = epiphany.replace(hour=12)
    assert Calendar("Europe/Berlin", WEEK, "DE", "BY").between(epiphany, noon) == timedelta()
    assert Calendar("Europe/Berlin", WEEK, "DE", "BE").between(epiphany, noon) == timedelta(hours=2)


@pytest.mark.parametrize(("day", "night"), [(29, 4), (28, 5), (30, 5)])
def test_the_night_in_which_clocks_go_forward_is_an_hour_shorter(day: int, night: int) -> None:
    night_shift = Calendar("Europe/Stockholm", (((0, 300),),) * 7)
    begins, ends = in_stockholm(2026, 3, day, 0), in_stockholm(2026, 3, day, 12)
    assert night_shift.between(begins, ends) == timedelta(hours=night)


def test_the_night_in_which_clocks_go_back_is_an_hour_longer() -> None:
    night_shift = Calendar("America/New_York", (((0, 300),),) * 7)
    york = ZoneInfo("America/New_York")
    begins = datetime(2026, 11, 1, 0, tzinfo=york)
    assert night_shift.between(begins, datetime(2026, 11, 1, 12, tzinfo=york)) == timedelta(hours=6)
    assert night_shift.deadline(begins, 6) == datetime(2026, 11, 1, 5, tzinfo=york)


def test_times_that_a_day_skips_or_shows_twice() -> None:
    # 02:30 does not come on 29 March: the span begins with the jump, at 03:00 summer time.
    early = Calendar("Europe/Stockholm", (((150, 240),),) * 7)
    assert early.between(in_stockholm(2026, 3, 29), in_stockholm(2026, 3, 30)) == timedelta(hours=1)
    # on 25 October 02:30 comes twice: open from the first one.
    assert early.between(in_stockholm(2026, 10, 25), in_stockholm(2026, 10, 26)) == timedelta(hours=2.5)
    # and what closes then closes at the second one.
    late = Calendar("Europe/Stockholm", (((60, 150),),) * 7)
    assert late.between(in_stockholm(2026, 10, 25), in_stockholm(2026, 10, 26)) == timedelta(hours=2.5)


def test_a_whole_week_of_days_and_nights_is_always() -> None:
    """Also where midnight itself jumps (Havana, Cairo): no minute twice, none lost."""
    for zone in ("America/Havana", "Africa/Cairo", "Europe/Stockholm", "America/Sao_Paulo", "UTC"):
        whole = Calendar(zone, (((0, DAY_MINUTES),),) * 7)
        begins, ends = datetime(2017, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC)
        assert whole.between(begins, ends) == ends - begins, zone


# Properties ----------------------------------------------------------------------------------------------------------

moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda m: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(minutes=m)
)
lengths = st.integers(0, 5 * 24 * 60).map(lambda m: timedelta(minutes=m))


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    ends = sorted(draw(st.sets(st.integers(0, 96), min_size=0, max_size=6)))
    return tuple((a * 15, b * 15) for a, b in zip(ends[::2], ends[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    zone, country, part = draw(st.sampled_from(PLACES))
    week = (((540, 1020),), *(draw(spans()) for _ in range(6)))
    own = tuple(
        OwnDay(day, draw(spans()), "")
        for day in sorted(draw(st.sets(st.dates(date(2025, 6, 1), date(2028, 6, 1)), max_size=4)))
    )
    keeps = draw(st.booleans())
    return Calendar(zone, week, country if keeps else "", part if keeps else "", own)


@QUICK
@given(calendars(), moments, lengths)
def test_what_was_promised_is_what_is_counted(calendar: Calendar, start: datetime, left: timedelta) -> None:
    due = calendar.later(start, left)
    assert calendar.between(start, due) == left
    # and no earlier moment would do
    if left:
        assert calendar.between(start, due - timedelta(seconds=1)) < left


@QUICK
@given(calendars(), moments, lengths, lengths)
def test_more_hours_and_later_questions_are_never_due_earlier(
    calendar: Calendar, start: datetime, left: timedelta, more: timedelta
) -> None:
    assert calendar.later(start, left) <= calendar.later(start, left + more)
    assert calendar.later(start, left) <= calendar.later(start + more, left)
    assert calendar.later(start, left) >= start + left


@QUICK
@given(calendars(), st.lists(moments, min_size=3, max_size=3))
def test_opening_time_adds_up(calendar: Calendar, three: list[datetime]) -> None:
    a, b, c = sorted(three)
    c = min(c, a + timedelta(days=90))
    b = min(b, c)
    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)
    assert timedelta() <= calendar.between(a, c) <= c - a


@QUICK
@given(calendars(), moments, lengths, lengths, lengths)
def test_a_pause_gives_back_the_opening_time_it_took(
    calendar: Calendar, start: datetime, promised: timedelta, before: timedelta, paused: timedelta
) -> None:
    due = calendar.later(start, promised)
    since = min(start + before, due)
    until = since + paused
    if since < due:
        resumed = calendar.later(until, calendar.between(since, due))
        assert resumed == calendar.later(start, promised + calendar.between(since, until))


@QUICK
@given(calendars(), moments)
def test_a_moment_is_open_when_the_clock_on_the_wall_says_so(calendar: Calendar, moment: datetime) -> None:
    """Another way to the same: ask of single minutes, by the wall clock, away from the hours that clocks change."""
    zone = ZoneInfo(calendar.zone)
    local = moment.astimezone(zone)
    around = {(moment + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-3, 3)}
    if len(around) > 1:
        return
    minute = local.hour * 60 + local.minute
    is_open = any(a <= minute < b for a, b in calendar.spans(local.date()))
    step = timedelta(minutes=1)
    assert calendar.between(moment, moment + step) == (step if is_open else timedelta())
