"""The page of rings."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits
from forum.core.access import moderators, viewer
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.moderation.rings import actions, policy, queries, words
from forum.moderation.views import bp


@bp.get("/moderation/rings")
@moderators
def rings() -> Response:
    """Groups that wait for a decision, or (`?list=decided`) had one."""
    return _page(request.args.get("list") == "decided")


@bp.post("/moderation/rings/<int:number>")
@moderators
def decide_ring(number: int) -> Response:
    """Say what it is, and why."""
    rate_limits.spend_as(rate_limits.WRITE, viewer(), "moderate")
    try:
        votes = actions.decide(number, line("decision"), line("because"), by=viewer())
    except Invalid as error:
        return _page(False, number, {name: _(sentence) for name, sentence in error.errors.items()})
    if line("decision") == policy.KEPT:
        return pages.done(_("It is noted as no ring."), url_for(".rings"))
    said = ngettext("%(num)d vote is taken out.", "%(num)d votes are taken out.", votes)
    return pages.done(said, url_for(".rings", list="decided"))


@bp.post("/moderation/rings/<int:number>/undo")
@moderators
def undo_ring(number: int) -> Response:
    """Take the decision back."""
    rate_limits.spend_as(rate_limits.WRITE, viewer(), "moderate")
    votes = actions.undo(number, by=viewer())
    said = ngettext("%(num)d vote counts again.", "%(num)d votes count again.", votes)
    return pages.done(said, url_for(".rings"))


def _page(decided: bool, wrong: int = 0, errors: dict[str, str] | None = None) -> Response:
    return pages.answer(
        "moderation/rings.html",
        status=422 if errors else 200,
        page=queries.rings(viewer(), decided, pagination.number(request.args.get("page"))),
        decided=decided,
        decisions=policy.DECISIONS,
        because_max=policy.BECAUSE_MAX_CHARS,
        sentence=words.sentence,
        may_decide=policy.can_decide(viewer()),
        wrong=wrong,
        errors=errors or {},
        sent=line("because"),
        full=True,
        here="rings",
    )
