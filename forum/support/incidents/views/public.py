"""What is going on, for everybody; "I have this too", and whether the remedy helped."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions as accounts
from forum.core import forms, pages, pagination, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.core.forms import line, text
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.support.incidents import actions, policy, queries, words
from forum.support.incidents.models import Incident
from forum.support.views import bp
from forum.topics import queries as topics


@bp.get("/incidents")
@public
@may_keep
def incidents() -> Response:
    """What goes on now, and what is over."""
    return pages.answer(
        "support/incidents/list.html",
        going_on=queries.going_on(),
        past=queries.past(viewer(), pagination.number(request.args.get("page"))),
        states=words.STATES,
        may_work=policy.can_work(viewer()),
    )


@bp.get("/incidents/<int:number>")
@public
def incident_by_number(number: int) -> Response:
    """The address without its words."""
    return redirect(queries.incident(number, viewer()).path, 301)


@bp.get("/incidents/<int:number>-<slug>")
@public
@may_keep
def incident(number: int, slug: str) -> Response:
    """One incident: what is known, and what one can do."""
    found = queries.incident(number, viewer())
    if unquote(found.path) != f"/incidents/{number}-{slug}":
        return redirect(found.path, 301)
    return _page(found)


@bp.post("/incidents/<int:number>/affected")
@public
def incident_affected(number: int) -> Response:
    """ "I have this too". A guest proves an address first: the press waits in a kept form for the link in the mail."""
    rate_limits.spend(rate_limits.WRITE, f"incident {viewer().id or rate_limits.here()}")
    found, me = queries.incident(number, viewer()), viewer()
    if me.id is None:
        ensure(found.open)
        return _by_mail(found)
    actions.join(found, _person())
    return pages.done(_("Noted. We tell you when it is fixed."), found.path)


@bp.post("/incidents/<int:number>/affected/end")
@signed_in
def incident_not_affected(number: int) -> Response:
    """Not any more."""
    found = queries.incident(number, viewer())
    actions.leave(found, viewer())
    return pages.done(_("You are not told of it any more."), found.path)


@bp.post("/incidents/<int:number>/verdict")
@signed_in
def incident_verdict(number: int) -> Response:
    """Did it help?"""
    rate_limits.spend(rate_limits.WRITE, f"incident {viewer().id}")
    found, helped = queries.incident(number, viewer()), line("helped") == "1"
    lang = current_language()
    title = _("Still stuck: %(title)s", title=found.title_in(lang))
    try:
        asked = actions.judge(found, _person(), helped, text("note"), title[:200], lang)
    except Invalid as error:
        return _page(found, 422, {name: _(sentence) for name, sentence in error.errors.items()})
    if helped:
        return pages.done(_("Thank you. We are glad that it works again."), found.path)
    assert asked is not None
    return pages.done(_("A person will look at it. You will be told by mail."), asked.path)


def _by_mail(found: Incident) -> Response:
    key = forms.keep()
    try:
        if key is None:
            raise Invalid(errors={"email": _("We need an address to send you the link.")})
        accounts.link_to_post(line("email"), key, current_language())
    except Invalid as error:
        errors = {name: _(sentence) for name, sentence in error.errors.items()} or {"email": error.message}
        return _page(found, 422, errors)
    return redirect(url_for("threads.mail_sent"), 303)


def _page(found: Incident, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    me = viewer()
    mine = queries.person(found.id, me)
    may_judge = mine is not None and policy.can_judge(me, found, mine.told_fix)
    return pages.answer(
        "support/incidents/show.html",
        status=status,
        incident=found,
        updates=queries.updates(found.id),
        people=queries.people(found.id),
        questions=queries.public_questions(found.id),
        topics=[topic for topic in topics.all() if topic.id in found.topic_ids],
        states=words.STATES,
        mine=mine,
        may_join=policy.can_join(me, found),
        may_judge=may_judge,
        needs_note=may_judge and not queries.questions_of(found.id, me.id or 0),
        may_work=policy.can_work(me),
        errors=errors or {},
    )


def _person() -> Any:
    return viewer()
