"""Giving a mark, by mail or signed in; reading them at the desk."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import forms, pages, rate_limits
from forum.core.access import agents, public, signed_in, viewer
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.support import queries as cases
from forum.support.models import Case
from forum.support.satisfaction import actions, asking, policy, queries
from forum.support.views import bp
from forum.threads.models import Question
from forum.topics import queries as topics

PERIODS = (30, 90, 365)  # days


@bp.get("/how-was-it/<secret>")
@public
def mark_by_mail(secret: str) -> Response:
    """The form behind the mail's address; `?mark=4` is chosen already, nothing is sent."""
    rate_limits.spend_later(rate_limits.SUGGEST, f"mark {rate_limits.here()}")
    try:
        case, _person = asking.find(secret)
    except NotFound:
        return _over()
    return _form(case, url_for(".give_mark_by_mail", secret=secret))


@bp.post("/how-was-it/<secret>")
@public
def give_mark_by_mail(secret: str) -> Response:
    """Take the mark."""
    rate_limits.spend(rate_limits.WRITE, f"mark {rate_limits.here()}")
    try:
        case, person = asking.find(secret)
    except NotFound:
        return _over()
    given = _take(case, person, url_for(".give_mark_by_mail", secret=secret))
    if given is None:
        asking.use(secret)
        return pages.done(_thanks(), db.session.get_one(Question, case.question_id).path)
    return given


@bp.get("/my/cases/<int:case_id>/mark")
@signed_in
def my_mark(case_id: int) -> Response:
    """The same form, signed in."""
    case = cases.case(case_id, viewer())
    ensure(policy.can_mark(viewer(), case))
    if queries.given([case.id]):
        return _over()
    return _form(case, url_for(".give_my_mark", case_id=case_id))


@bp.post("/my/cases/<int:case_id>/mark")
@signed_in
def give_my_mark(case_id: int) -> Response:
    """Take the mark."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    case = cases.case(case_id, me)
    return _take(case, me, url_for(".give_my_mark", case_id=case_id)) or pages.done(
        _thanks(), url_for(".my_cases")
    )


@bp.get("/desk/satisfaction")
@agents
def satisfaction() -> Response:
    """Marks by topic, and for leads by agent; what customers wrote."""
    wanted = request.args.get("days", default=90, type=int)
    days = wanted if wanted in PERIODS else 90
    me = viewer()
    found = queries.by_topic(me, days)
    return pages.answer(
        "support/satisfaction/overview.html",
        days=days,
        periods=PERIODS,
        asked=queries.asked_count(days),
        by_topic=[(topic, found[topic.id]) for topic in topics.all() if topic.id in found],
        by_agent=queries.by_agent(me, days) if policy.can_see_agents(me) else None,
        words=queries.words(me, days),
    )


def _take(case: Case, by: Person, action: str) -> Response | None:
    try:
        actions.give(case, by, request.form.get("mark", type=int), forms.text("note"))
    except Invalid as error:
        return _form(case, action, {name: _(sentence) for name, sentence in error.errors.items()})
    except Conflict:
        return _over()
    return None


def _form(case: Case, action: str, errors: dict[str, str] | None = None) -> Response:
    return pages.answer(
        "support/satisfaction/form.html",
        status=422 if errors else 200,
        question=db.session.get_one(Question, case.question_id),
        action=action,
        mark=request.values.get("mark", type=int),
        note=request.form.get("note", ""),
        errors=errors or {},
        words_max=policy.WORDS_MAX,
    )


def _thanks() -> str:
    return str(_("Thank you. It helps us to get better."))


def _over() -> Response:
    return pages.answer("support/loop/over.html", status=404, back=url_for("threads.mine"))
