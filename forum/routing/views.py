"""Invitations: what I was asked, why me, and how often I want to be."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.core.i18n import current_language
from forum.routing import actions, choices, forms, policy, queries
from forum.threads import queries as threads
from forum.topics import queries as topics

bp = Blueprint("routing", __name__)


@bp.get("/my/invitations")
@signed_in
def index() -> Response:
    """All I was invited to answer, and how many a week I take."""
    me = viewer()
    assert me.id is not None
    chosen = queries.per_week(me.id)
    return pages.answer(
        "routing/index.html",
        invited=queries.for_person(me),
        may_choose=policy.can_be_invited(me),
        options=forms.weekly(),
        per_week=str(policy.nearest(choices.PER_WEEK.value) if chosen is None else chosen),
        answered=queries.answered_when_invited(me.id),
    )


@bp.post("/my/invitations/choice")
@signed_in
def choose() -> Response:
    """So many a week, or none."""
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    actions.choose(me, request.form.get("per_week", -1, type=int))
    return pages.done(_("Saved."), url_for(".index"))


@bp.get("/my/invitations/<int:invitation_id>")
@signed_in
def show(invitation_id: int) -> Response:
    """One invitation: the question, and why I was asked."""
    return _page(invitation_id)


@bp.post("/my/invitations/<int:invitation_id>/refusal")
@signed_in
def decline(invitation_id: int) -> Response:
    """Not this one."""
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    invitation = queries.invitation(invitation_id, me)
    ensure(policy.can_decline(me, invitation))
    try:
        actions.decline(invitation, me, request.form.get("reason", ""))
    except Invalid:
        return _page(invitation_id, 422)
    return pages.done(_("Thank you for telling us. We ask somebody else."), url_for(".index"))


def _page(invitation_id: int, status: int = 200) -> Response:
    me = viewer()
    invitation = queries.invitation(invitation_id, me)
    why = queries.why(invitation, me)
    topic = topics.by_id()[invitation.topic_id]
    return pages.answer(
        "routing/show.html",
        status=status,
        invitation=invitation,
        question=threads.rows([invitation.question_id], me)[0],
        why=why,
        topic_name=topic.name_in(current_language()),
        may_decline=policy.can_decline(me, invitation),
        reasons=forms.reasons(),
        errors={"reason": _("Choose one of these.")} if status == 422 else {},
    )
