"""How pages say a moment in the time of the site: "Tuesday 10:00 (Stockholm)"."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone, get_timezone_location
from flask_babel import get_locale
from flask_babel import gettext as _

from forum.core import clock
from forum.hours import queries

NEAR = timedelta(days=6)  # so near, the name of the day says enough


def site_time(when: datetime | None, zone: str | None = None, place: bool = True) -> str:
    """A moment by the site's clock, in the reader's language: "today 16:00 (Stockholm)", "Tuesday 10:00 (UTC)".

    `place`: say whose clock. Readers may be anywhere, and pages of guests are the same for all of them.
    """
    if when is None:
        return ""
    locale = get_locale() or "en"
    name = zone or queries.calendar().zone
    tz = ZoneInfo(name)
    then, today = when.astimezone(tz), clock.now().astimezone(tz).date()
    clock_time = format_time(then, "short", tzinfo=tz, locale=locale)
    if place:
        clock_time = f"{clock_time} ({_place(name, str(locale))})"
    if then.date() == today:
        # Translators: a moment of today in a sentence, such as "A person answers by today 16:00 at the latest".
        return str(_("today %(time)s", time=clock_time))
    if timedelta() < then.date() - today <= NEAR:
        return f"{format_date(then, 'EEEE', locale=locale)} {clock_time}"
    words = "yMMMd" if then.year != today.year else "MMMEd"
    return f"{format_skeleton(words, then, tzinfo=tz, locale=locale)}, {clock_time}"


@lru_cache(maxsize=256)
def _place(zone: str, locale: str) -> str:
    """The city of a zone, "UTC" for UTC."""
    return str(get_timezone_location(get_timezone(zone), locale=locale, return_city=True))


def plain_day(day: date) -> str:
    """A day of the calendar, with its name: "Thu, 24 Dec 2026" in the reader's way."""
    return str(format_skeleton("yMMMEd", datetime.combine(day, time.min), locale=get_locale() or "en"))
