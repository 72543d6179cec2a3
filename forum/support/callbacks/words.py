"""How a call's time reads: "Tue, 24 Nov 2026, 10:00 (Stockholm)", in the reader's language and zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, get_timezone_location
from flask_babel import get_locale


def whole(when: datetime, zone: str) -> str:
    """Day, time and zone: for mails and for what is read alone."""
    tz = ZoneInfo(zone)
    return f"{day(when.astimezone(tz).date())}, {clock_time(when, zone)} ({place(zone)})"


def clock_time(when: datetime, zone: str) -> str:
    """The time alone: "10:00", "10:00 AM"."""
    return str(format_time(when, "short", tzinfo=ZoneInfo(zone), locale=get_locale() or "en"))


def day(when: date) -> str:
    """The day with its name."""
    return str(format_skeleton("yMMMEd", when, locale=get_locale() or "en"))


def place(zone: str) -> str:
    """The city that a zone is named after, in the reader's language: short names ("CST") mean several things."""
    if "/" not in zone:
        return zone
    return str(get_timezone_location(ZoneInfo(zone), locale=get_locale() or "en", return_city=True))
