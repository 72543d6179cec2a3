"""The log as a file."""

from __future__ import annotations

from datetime import date

from flask import stream_with_context
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, rate_limits
from forum.core.access import admins, viewer
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.moderation.exporting import actions
from forum.moderation.views import bp

TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


@bp.post("/moderation/log/export")
@admins
def export_log() -> Response:
    """Give it out; that it was is an entry of it."""
    rate_limits.spend(rate_limits.WRITE, f"export {viewer().id}")
    how, since, until = line("format"), _day("since"), _day("until")
    actions.begin(viewer(), how, since, until)
    db.session.commit()  # it is written down before the first line goes out
    response = Response(stream_with_context(actions.lines(how, since, until)), content_type=TYPES[how])
    name = f"log-{clock.now():%Y-%m-%d}.{how}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _day(name: str) -> date | None:
    said = line(name)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Invalid(_("This is no date."), {name: _("This is no date.")}) from None
