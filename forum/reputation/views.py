"""One's own standing and what comes next; badges and who has them; the level an admin sets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import queries as accounts
from forum.core import pages, pagination, rate_limits, trust
from forum.core.access import admins, public, signed_in, viewer
from forum.core.errors import ensure
from forum.core.guest_pages import may_keep
from forum.reputation import actions, forms, policy, queries

bp = Blueprint("reputation", __name__)


@bp.get("/my/standing")
@signed_in
def standing() -> Response:
    """My level, what it allows, what is missing for the next one, and what I got points for."""
    page = pagination.number(request.args.get("page"))
    return pages.answer(
        "reputation/standing.html",
        mine=queries.my_standing(viewer()),
        thanks=queries.my_thanks(viewer(), page),
        levels=trust.LEVELS,
        allowed=trust.allowed,
        kinds=policy.SENTENCES,
        person_id=viewer().id,
    )


@bp.get("/badges")
@public
@may_keep
def badges() -> Response:
    """Every badge there is, and how many have it."""
    return pages.answer("reputation/badges.html", badges=queries.all_badges(viewer()))


@bp.get("/badges/<name>")
@public
@may_keep
def badge(name: str) -> Response:
    """Who has a badge, the last one first."""
    found = queries.badge(name)
    holders = queries.holders(name, pagination.number(request.args.get("page")))
    more = url_for(".badge", name=name, page="")
    return pages.answer("reputation/badge.html", badge=found, holders=holders, more=more)


@bp.get("/admin/people/<int:person_id>/trust")
@admins
def trusted(person_id: int) -> Response:
    """Somebody's level: what it follows from, and the form that sets it by hand."""
    return _trusted(person_id, forms.Pin(None, ""))


@bp.post("/admin/people/<int:person_id>/trust")
@admins
def pin(person_id: int) -> Response:
    """Set a level by hand, or let what is earned count again."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    person, form = accounts.person(person_id, viewer=viewer()), forms.pin()
    ensure(policy.can_pin(viewer(), person_id))
    if form.errors:
        return _trusted(person_id, form, status=422)
    actions.pin(person, form.level, by=viewer(), because=form.because)
    return pages.done(
        _("%(name)s has the level %(level)s now.", name=person.name, level=_level(person.trust_level)),
        url_for(".trusted", person_id=person_id),
    )


def _level(number: int) -> Any:
    return _(trust.LEVELS[number].name)


def _trusted(person_id: int, form: forms.Pin, status: int = 200) -> Response:
    person = accounts.person(person_id, viewer=viewer())
    return pages.answer(
        "reputation/trust.html",
        person=person,
        form=form,
        counted=queries.standing_of(person_id, person.trust),
        can_pin=policy.can_pin(viewer(), person_id),
        levels=trust.LEVELS,
        status=status,
    )
