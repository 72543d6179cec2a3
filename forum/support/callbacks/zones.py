"""Time zones: which one somebody reads times in, and clock times on days when clocks change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global


def is_known(name: str) -> bool:
    """May it be chosen?"""
    return name in available_timezones()


@lru_cache(maxsize=256)
def guess(languages: Sequence[str]) -> str:
    """The zone of a browser that says these languages ("sv-SE", "fr"), where it leaves no doubt; else "".

    A language with a country says where somebody is likely to be, if all of that country has one time.
    """
    for language in languages:
        try:
            locale = Locale.parse(language, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
        if locale.territory:
            there = [
                name for name, place in get_global("zone_territories").items() if place == locale.territory
            ]
            there = [name for name in there if is_known(name) and not name.startswith("Etc/")]
            return there[0] if len(there) == 1 else ""
    return ""


def moment(day: date, at: time, zone: str, last: bool = False) -> datetime | None:
    """The moment, in UTC, of a clock time; None where the clocks jump over it.

    A time that a day shows twice is the first of the two, or the last (`last`).
    """
    local = datetime.combine(day, at, ZoneInfo(zone)).replace(fold=1 if last else 0)
    there = local.astimezone(UTC)
    return (
        there if there.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None) else None
    )


def beginnings(day: date, start: time, end: time, minutes: int, zone: str) -> list[datetime] | None:
    """When calls of so many minutes begin between two clock times of a day, in UTC; None where they jump over one.

    In real time: on the day when clocks go back, an hour more fits between the same two times.
    """
    begins, ends = moment(day, start, zone), moment(day, end, zone, last=True)
    if begins is None or ends is None:
        return None
    length = timedelta(minutes=minutes)
    return [begins + n * length for n in range(int((ends - begins) // length))]
