"""What runs by the clock: when it last did, when it will, and what is deleted by it after how long."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.administration.views import bp
from forum.core import pages, timetable
from forum.core.access import admins


@bp.get("/admin/schedule")
@admins
def schedule() -> Response:
    """First what deletes, then the rest."""
    runs = timetable.runs()
    return pages.answer(
        "administration/schedule.html",
        forgetting=[(run, _(run.entry.forgets)) for run in runs if run.entry.forgets],
        others=[run for run in runs if not run.entry.forgets],
    )
