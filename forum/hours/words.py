"""How pages say a moment in the time of the site: "Tuesday 10:00", with the zone's short name where it is not UTC."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from flask_babel import get_locale
from flask_babel import gettext as _

from forum.core import clock
from forum.hours import queries

NEAR = timedelta(days=6)  # so near, the name of the day says enough


def site_time(when: datetime | None, zone: str | None = None) -> str:
    """A moment as the site's clock shows it, in the reader's language: "today 16:00 CET", "Tuesday 10:00 CET"."""
    if when is None:
        return ""
    locale = get_locale() or "en"
    tz = ZoneInfo(zone or queries.calendar().zone)
    then, today = when.astimezone(tz), clock.now().astimezone(tz).date()
    clock_time = f"{format_time(then, 'short', tzinfo=tz, locale=locale)} {short_zone(then, tz)}"
    if then.date() == today:
        # Translators: a moment of today in a sentence, such as "A person answers by today 16:00 CET at the latest".
        return str(_("today %(time)s", time=clock_time))
    if timedelta() < then.date() - today <= NEAR:
        return f"{format_date(then, 'EEEE', locale=locale)} {clock_time}"
    words = "yMMMd" if then.year != today.year else "MMMEd"
    return f"{format_skeleton(words, then, tzinfo=tz, locale=locale)}, {clock_time}"


def short_zone(then: datetime, tz: ZoneInfo) -> str:
    """ "CET", "UTC", "GMT+9": as short as the language has it."""
    return str(get_timezone_name(then, width="short", locale=get_locale() or "en"))


def plain_day(day: date) -> str:
    """A day of the calendar, with its name: "Thu, 24 Dec 2026" in the reader's way."""
    return str(format_skeleton("yMMMEd", datetime.combine(day, time.min), locale=get_locale() or "en"))
