"""The arithmetic of opening hours: pure, in real time, right when clocks change.

An opening span is said in clock times of the site's zone and becomes two moments. A clock time that a day shows twice
(clocks go back) opens when it shows first and closes when it shows last; one that a day skips (clocks go forward)
counts as the moment of the jump. Midnight is where the next day begins. So a night shift from 22:00 to 24:00 and from
00:00 to 06:00 is eight hours, in the nights of the change seven or nine, as those who work it know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

DAY_MINUTES = 24 * 60
ONE_DAY = timedelta(days=1)

Span = tuple[
    int, int
]  # minutes since midnight, on the clock: 540, 1020 is 09:00-17:00; 1440 is the end of the day
Week = tuple[tuple[Span, ...], ...]  # Monday first, spans in order and apart


class OwnDay(NamedTuple):
    """A day that the site says itself: closed (no spans), or open for other hours than usual."""

    day: date
    spans: tuple[Span, ...]
    name: str


class Opening(NamedTuple):
    """From one moment to another, in UTC."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Calendar:
    """When the site is open. `week` None: always. `country` and `subdivision`: whose public holidays it keeps.

    An own day comes before a holiday, a holiday before the week. A week holds at least an hour.
    """

    zone: str = "UTC"
    week: Week | None = None
    country: str = ""
    subdivision: str = ""
    own: tuple[OwnDay, ...] = ()

    @property
    def always(self) -> bool:
        """Open day and night: a promised hour is an hour."""
        return self.week is None

    def deadline(self, start: datetime, hours: float) -> datetime:
        """When `hours` of opening time have passed since `start`; the earliest such moment, in UTC."""
        return self.later(start, timedelta(hours=hours))

    def later(self, start: datetime, left: timedelta) -> datetime:
        """`deadline`, by opening time."""
        start = start.astimezone(UTC)
        if self.always or left <= timedelta():
            return start + max(left, timedelta())
        for opening in self.openings(start):
            begins = max(opening.begins, start)
            if left <= opening.ends - begins:
                return begins + left
            left -= opening.ends - begins
        raise AssertionError("the calendar has no end")

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Opening time from `a` to `b`; nothing when `b` is not later."""
        a, b = a.astimezone(UTC), b.astimezone(UTC)
        if b <= a:
            return timedelta()
        if self.always:
            return b - a
        whole = timedelta()
        for opening in self.openings(a):
            if opening.begins >= b:
                break
            whole += min(opening.ends, b) - max(opening.begins, a)
        return whole

    def openings(self, since: datetime) -> Iterator[Opening]:
        """All times the site is open that end after `since`, in order, never touching backwards. Endless."""
        zone = ZoneInfo(self.zone)
        day = since.astimezone(zone).date()
        last = since
        while True:
            for begins, ends in self.spans(day):
                opens = max(_moment(day, begins, zone, latest=False), last)
                closes = _moment(day, ends, zone, latest=ends < DAY_MINUTES)
                if closes > opens:
                    yield Opening(opens, closes)
                    last = closes
            day += ONE_DAY

    def spans(self, day: date) -> tuple[Span, ...]:
        """When the site is open on a day of its zone."""
        for own in self.own:
            if own.day == day:
                return own.spans
        if self.week is None:
            return ((0, DAY_MINUTES),)
        return () if self.holiday(day) else self.week[day.weekday()]

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday, or None."""
        return public_holidays(self.country, self.subdivision, day.year).get(day) if self.country else None

    def closed_days(self, since: date, count: int) -> list[tuple[date, str]]:
        """The next `count` days with a name on which the site is closed though the week says open, within a year."""
        found: list[tuple[date, str]] = []
        own = {o.day: o for o in self.own}
        for n in range(366):
            day = since + n * ONE_DAY
            if self.week is None or not self.week[day.weekday()] or self.spans(day):
                continue
            found.append((day, own[day].name if day in own else self.holiday(day) or ""))
            if len(found) == count:
                break
        return found


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """{day: name} of a year. Raises `NotImplementedError` for a country or part of one that nobody knows."""
    return dict(holidays.country_holidays(country, subdiv=subdivision or None, years=year))


def _moment(day: date, minute: int, zone: ZoneInfo, latest: bool) -> datetime:
    """The moment, in UTC, when the clock shows `minute` on `day`: the first or the `latest` time it does."""
    shown = datetime.combine(day, time.min) + timedelta(minutes=minute)
    first = shown.replace(tzinfo=zone).astimezone(UTC)
    second = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first > second:
        return _jump(second, first, zone)
    return second if latest else first


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The second between two moments at which the zone's clock jumps."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
