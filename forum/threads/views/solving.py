"""Accepting a solution."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import ensure
from forum.threads import actions, policy, queries
from forum.threads.views.blueprint import bp


@bp.post("/questions/<int:question_id>/solution")
@signed_in
def accept_solution(question_id: int) -> AnyResponse:
    """Accept an answer as the solution; another one before it gives way."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    question = queries.question(question_id, viewer())
    answer = queries.answer_in(question, request.form.get("answer", default=0, type=int), viewer())
    ensure(policy.can_accept_solution(viewer(), question))
    actions.accept_solution(question, answer, by=viewer())
    return pages.done(_("Solved. Everybody who looks for this finds the solution first."), question.path)


@bp.post("/questions/<int:question_id>/solution/removal")
@signed_in
def unaccept_solution(question_id: int) -> AnyResponse:
    """It did not solve it after all."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    question = queries.question(question_id, viewer())
    ensure(policy.can_accept_solution(viewer(), question))
    actions.unaccept_solution(question, by=viewer())
    return pages.done(_("The question is open again."), question.path)
