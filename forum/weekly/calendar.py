"""Weeks and months as moments: by the clock of the site."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from forum.core.errors import NotFound

YEARS = range(2000, 2200)


class Week(NamedTuple):
    """A week of the ISO calendar, and its moments in UTC."""

    year: int
    number: int
    begins_at: datetime
    ends_at: datetime


class Month(NamedTuple):
    """A month, and its moments in UTC."""

    year: int
    number: int
    begins_at: datetime
    ends_at: datetime

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)


def week_before(now: datetime, zone: str) -> Week:
    """The week that ended last."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday() + 7)
    year, number, _ = monday.isocalendar()
    return Week(year, number, midnight(monday, zone), midnight(monday + timedelta(days=7), zone))


def month_of(year: int, number: int, zone: str) -> Month:
    """A month. Raises `NotFound` for one that is none."""
    if year not in YEARS or not 1 <= number <= 12:
        raise NotFound()
    first = date(year, number, 1)
    return Month(year, number, midnight(first, zone), midnight(_next(first), zone))


def month_at(moment: datetime, zone: str) -> Month:
    """The month of a moment."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return month_of(day.year, day.month, zone)


def beside(month: Month, by: int, zone: str) -> Month:
    """The month before (`by` -1) or after (1)."""
    place = month.year * 12 + month.number - 1 + by
    return month_of(place // 12, place % 12 + 1, zone)


def midnight(day: date, zone: str) -> datetime:
    """When a day begins there, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _next(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
