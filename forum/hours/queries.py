"""The calendar in force, kept in the process while nothing changes."""

from __future__ import annotations

from datetime import date

from forum.core import freshness
from forum.core.db import db
from forum.hours.calendar import Calendar, OwnDay
from forum.hours.models import THE_ONE, OpeningHours


def calendar() -> Calendar:
    """Read once, kept while nothing changes; always open while nobody said otherwise."""
    return freshness.kept("opening hours", _read)


def _read() -> Calendar:
    row = db.session.get(OpeningHours, THE_ONE)
    if row is None:
        return Calendar()
    week = None if row.week is None else tuple(tuple((a, b) for a, b in day) for day in row.week)
    own = (
        OwnDay(date.fromisoformat(day), tuple((a, b) for a, b in spans), name) for day, spans, name in row.own
    )
    return Calendar(row.zone, week, row.country, row.subdivision, tuple(own))
