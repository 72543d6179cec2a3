"""Hours of a member's own clock, in any zone, over the days that clocks are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.notifications.times import Clock, after_quiet, next_digest

ZONES = ("UTC", "Europe/Stockholm", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia")
moments = st.integers(1_700_000_000, 1_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
hours = st.integers(0, 23)


@given(moments, st.sampled_from(ZONES), hours, hours)
def test_no_mail_goes_in_quiet_hours_and_none_waits_longer_than_they_last(
    moment: datetime, zone: str, begins: int, ends: int
) -> None:
    clock = Clock(zone=zone, quiet_from=begins, quiet_until=ends)
    goes = after_quiet(moment, clock)
    assert goes >= moment
    assert not clock.quiet(goes.astimezone(ZoneInfo(zone)).hour)
    if clock.quiet(moment.astimezone(ZoneInfo(zone)).hour):
        assert goes - moment <= timedelta(hours=25)  # a day of 25 hours
    else:
        assert goes == moment


@given(moments, st.sampled_from(ZONES), hours, st.integers(0, 6), st.sampled_from(("daily", "weekly")))
def test_a_digest_comes_at_its_hour_within_a_day_or_week(
    moment: datetime, zone: str, hour: int, day: int, cadence: str
) -> None:
    due = next_digest(cadence, moment, Clock(zone=zone, digest_hour=hour, digest_day=day))
    there = due.astimezone(ZoneInfo(zone))
    assert moment < due <= moment + timedelta(days=7 if cadence == "weekly" else 1, hours=1)
    # An hour that the day leaves out is the moment when clocks go forward.
    assert there.hour == hour or (due - timedelta(hours=1)).astimezone(ZoneInfo(zone)).hour == hour - 1
    if cadence == "weekly":
        assert there.weekday() == day


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-28T12:00", "2026-03-29T06:00"),  # clocks go forward in the night between
        ("2026-10-24T12:00", "2026-10-25T07:00"),  # and back
        ("2026-06-01T05:59", "2026-06-01T06:00"),
        ("2026-06-01T06:00", "2026-06-02T06:00"),
    ],
)
def test_eight_in_the_morning_in_stockholm(moment: str, due: str) -> None:
    found = next_digest("daily", datetime.fromisoformat(f"{moment}+00:00"), Clock(zone="Europe/Stockholm"))
    assert found == datetime.fromisoformat(f"{due}+00:00")


def test_a_digest_waits_for_the_end_of_quiet_hours() -> None:
    clock = Clock(zone="UTC", digest_hour=3, quiet_from=22, quiet_until=7)
    assert next_digest("daily", datetime(2026, 6, 1, 12, tzinfo=UTC), clock).hour == 7
