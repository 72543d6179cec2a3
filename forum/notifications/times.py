"""Hours of a member's own clock: when her digest goes, and when no mail goes.

The zone is the one she chose, else the site's; it is guessed nowhere. All moments in and out are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Clock:
    """What somebody chose about time. `zone` "": the site's; quiet from an hour until another, both or neither."""

    zone: str = ""
    digest_hour: int = 8
    digest_day: int = 0  # 0 is Monday
    quiet_from: int | None = None
    quiet_until: int | None = None

    @property
    def place(self) -> ZoneInfo:
        """Her zone."""
        try:
            return ZoneInfo(self.zone or site_zone())
        except (ZoneInfoNotFoundError, ValueError):  # the list of zones shrank since
            return ZoneInfo("UTC")

    def quiet(self, hour: int) -> bool:
        """Does no mail go in this hour of her day?"""
        begins, ends = self.quiet_from, self.quiet_until
        if begins is None or ends is None or begins == ends:
            return False
        return begins <= hour < ends if begins < ends else hour >= begins or hour < ends


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Names of time zones as people know them: a region and a city, and UTC."""
    odd = ("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/")
    return ("UTC", *sorted(z for z in available_timezones() if "/" in z and not z.startswith(odd)))


def site_zone() -> str:
    """The site's zone, as opening hours know it."""
    return _site_zone()


def site_zone_is(find: Callable[[], str]) -> None:
    """Said from above: where the site's clock stands."""
    global _site_zone
    _site_zone = find


_site_zone: Callable[[], str] = lambda: "UTC"  # noqa: E731


def after_quiet(moment: datetime, clock: Clock) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls into."""
    local = moment.astimezone(clock.place)
    if not clock.quiet(local.hour):
        return moment
    assert clock.quiet_until is not None
    return _next(moment, clock.place, clock.quiet_until)


def next_digest(cadence: str, moment: datetime, clock: Clock) -> datetime:
    """When the digest goes that this moment's news will stand in, after `moment`."""
    due = _next(moment, clock.place, clock.digest_hour, clock.digest_day if cadence == WEEKLY else None)
    return after_quiet(due, clock)


def _next(moment: datetime, place: ZoneInfo, hour: int, weekday: int | None = None) -> datetime:
    """The next time that a clock there shows this hour (on this day of the week).

    An hour that a day leaves out, when clocks go forward, is the moment they do; of two the first.
    """
    day = moment.astimezone(place).date()
    for ahead in range(9):
        date = day + timedelta(days=ahead)
        due = datetime(date.year, date.month, date.day, hour, tzinfo=place).astimezone(UTC)
        if due > moment and (weekday is None or date.weekday() == weekday):
            return due
    raise AssertionError("a week has each day of the week")
