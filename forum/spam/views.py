"""The moderators' page of the filter: what it thought, why, and whether it was right."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits
from forum.core.access import moderators, viewer
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.forms import line, local_path
from forum.spam import actions, policy, queries, words
from forum.spam.models import SpamJudgement

bp = Blueprint("spam", __name__)


@bp.get("/moderation/spam")
@moderators
def judgements() -> Response:
    """What was doubted, the newest first; `?list=wrong`: where people said otherwise."""
    which = request.args.get("list", "doubted")
    which = which if which in queries.LISTS else "doubted"
    return pages.answer(
        "spam/judgements.html",
        page=queries.judgements(viewer(), which, pagination.number(request.args.get("page"))),
        which=which,
        record=queries.record(),
        verdicts=policy.VERDICTS,
        why=words.why,
        chance=words.chance,
        may_teach=policy.can_teach(viewer()),
        back=request.full_path.rstrip("?"),
        full=True,
        here="spam",
    )


@bp.post("/moderation/spam/<int:judgement_id>")
@moderators
def correct(judgement_id: int) -> Response:
    """It is spam (`spam=1`), or it is none."""
    rate_limits.spend_as(rate_limits.WRITE, viewer(), "moderate")
    judgement = db.session.get(SpamJudgement, judgement_id)
    if judgement is None or line("spam") not in ("0", "1"):
        raise NotFound()
    actions.correct(judgement, line("spam") == "1", by=viewer())
    return pages.done(
        _("Thank you. The filter learns from it."), local_path(line("next")) or url_for(".judgements")
    )
