"""Opening hours of the site: when people of the company work. Every promise is counted in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask

from forum.hours import queries
from forum.hours.calendar import Calendar
from forum.notifications import times


def calendar() -> Calendar:
    """The calendar in force. Whoever counts often asks for it once."""
    return queries.calendar()


def deadline(start: datetime, hours: float) -> datetime:
    """The moment, in UTC, when `hours` of opening time have passed since `start`: the earliest one."""
    return calendar().deadline(start, hours)


def between(a: datetime, b: datetime) -> timedelta:
    """How much opening time lies from `a` to `b`; nothing when `b` is not later."""
    return calendar().between(a, b)


def set_up(app: Flask) -> None:
    """The page for admins, and how pages say a moment in the time of the site."""
    from forum.hours import views, words

    app.register_blueprint(views.bp)
    times.site_zone_is(lambda: queries.calendar().zone)
    app.jinja_env.filters["site_time"] = words.site_time
    app.jinja_env.filters["plain_day"] = words.plain_day
