"""Say when the site is open."""

from __future__ import annotations

from forum.core import audit, events
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.hours import policy, queries
from forum.hours.calendar import Calendar
from forum.hours.models import THE_ONE, OpeningHours


def change(wanted: Calendar, by: Viewer) -> bool:
    """Put the calendar in force; whoever keeps clocks hears "hours.changed". False when it is in force already.

    Raises `NotAllowed`, and `Invalid` for a week with less than an hour.
    """
    ensure(policy.can_set_hours(by))
    if wanted.week is not None and _minutes(wanted) < policy.WEEK_MINUTES_MIN:
        raise Invalid(
            N_("Some of it can't be saved yet."), {"week": N_("The week needs at least an open hour.")}
        )
    before = queries.calendar()
    if before == wanted:
        return False
    row = db.session.get(OpeningHours, THE_ONE) or OpeningHours(id=THE_ONE)
    row.zone, row.country, row.subdivision = wanted.zone, wanted.country, wanted.subdivision
    row.week = None if wanted.week is None else [[list(span) for span in day] for day in wanted.week]
    row.own = [[o.day.isoformat(), [list(span) for span in o.spans], o.name] for o in wanted.own]
    db.session.add(row)
    db.session.flush()
    audit.record(by, "changed the opening hours", "setting:hours", zone=row.zone, week=row.week, country=row.country,
                 subdivision=row.subdivision, own=row.own)  # fmt: skip
    events.emit("hours.changed", before=before, after=wanted)
    return True


def _minutes(calendar: Calendar) -> int:
    return sum(b - a for day in calendar.week or () for a, b in day)
