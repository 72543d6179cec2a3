""" "Tried, did not help", and answers that trusted members keep up to date."""

from __future__ import annotations

from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.targets import Target
from forum.threads import actions, queries
from forum.threads.views.blueprint import bp
from forum.threads.views.received import me
from forum.votes import trying


@bp.post("/answers/<int:answer_id>/trial")
@signed_in
def tried(answer_id: int) -> AnyResponse:
    """I tried it, and it did not help."""
    rate_limits.spend_as(rate_limits.VOTE, me())
    shown = trying.say(Target("answer", answer_id), me())
    return pages.done(_("Thank you. You are counted; it says nothing against whoever wrote it."), shown.url)


@bp.post("/answers/<int:answer_id>/trial/end")
@signed_in
def not_tried(answer_id: int) -> AnyResponse:
    """I take that back."""
    rate_limits.spend_as(rate_limits.VOTE, me())
    shown = trying.take_back(Target("answer", answer_id), me())
    return pages.done(_("You are counted no more."), shown.url)


@bp.post("/answers/<int:answer_id>/wiki")
@signed_in
def open_wiki(answer_id: int) -> AnyResponse:
    """Let trusted members keep it up to date."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    found = queries.answer(answer_id, viewer())
    actions.open_wiki(found, by=me())
    return pages.done(_("Trusted members can keep this answer up to date now."), found.path)


@bp.post("/answers/<int:answer_id>/wiki/end")
@signed_in
def close_wiki(answer_id: int) -> AnyResponse:
    """Only its author and moderators change it from now on."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    found = queries.answer(answer_id, viewer())
    actions.close_wiki(found, by=me())
    return pages.done(_("Only its author and moderators can change this answer now."), found.path)
