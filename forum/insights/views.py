"""The pages of what is measured."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import choices, pages
from forum.core.access import agents, viewer
from forum.insights import policy, queries
from forum.insights.choosing import DAYS, SHARE

bp = Blueprint("insights", __name__)


@bp.get("/desk/insights/suggestions")
@agents
def suggestions() -> Response:
    """What suggestions while asking are worth: counts, and the difference that they make."""
    days = request.args.get("days", default=90, type=int)
    days = days if days in policy.PERIODS else 90
    words = {
        "no_question": _("No question was posted"),
        "no_case": _("No person of ours had to answer"),
        "solved": _("Solved: she said so, or accepted a solution"),
    }
    return pages.answer(
        "insights/suggestions.html",
        report=queries.report(viewer(), days),
        days=days,
        periods=policy.PERIODS,
        share=SHARE.value,
        outcome_days=DAYS.value,
        rows_days=policy.ROWS_DAYS,
        words=words,
        may_choose=choices.can_choose(viewer()),
    )
