"""The lists of the desk."""

from __future__ import annotations

from typing import Any

from flask import make_response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import cookies, forms, pages, pagination, rate_limits
from forum.core.access import agents, viewer
from forum.support import actions, choices, policy, queries, words
from forum.support.models import PRIORITIES
from forum.support.queries import Wanted
from forum.support.views import bp
from forum.topics import queries as topics

KEYS_COOKIE = "askwell_keys"  # "off": single keys do nothing for this person on this machine
KEYS_DAYS = 365
cookies.register(
    cookies.Cookie(
        KEYS_COOKIE,
        lazy_gettext("Remembers whether single keys work at the desk of our team."),
        lazy_gettext("When somebody of our team turns them on or off"),
        cookies.YEAR,
    )
)


@bp.get("/desk")
@agents
def desk() -> AnyResponse:
    """The queue: a view, narrowed down."""
    return desk_page()


def desk_page(status: int = 200, **more: Any) -> AnyResponse:
    """The desk as the address says; `more`: what came of a deed."""
    wanted = Wanted.of(request.args)
    page = queries.queue(viewer(), wanted, page=pagination.number(request.args.get("page")))
    return pages.answer(
        "support/desk.html",
        status=status,
        page=page,
        tags=queries.tags_of(row.id for row in page.items),
        staff=topics.staff(),
        away=queries.away(viewer()),
        by_turn=choices.ASSIGN.value == "round robin",
        priorities=_PRIORITIES,
        policy=policy,
        words=words,
        keys_off=keys_off(),
        **_views(wanted),
        **more,
    )


@bp.get("/desk/counts")
@agents
def desk_counts() -> AnyResponse:
    """The views with their counts as they are now: asked by open desks each minute, and when somebody comes back."""
    return pages.answer(
        "support/desk_counts.html", block="views", **_views(Wanted.of(request.args)), words=words
    )


def _views(wanted: Wanted) -> dict[str, Any]:
    filters = queries.filters(viewer())
    return {
        "wanted": wanted,
        "filters": filters,
        "counts": queries.counts(viewer(), filters),
        "by_topic": queries.topic_counts(viewer()),
        "topics": topics.by_id(),
    }


@bp.post("/desk/filters")
@agents
def desk_save_filter() -> AnyResponse:
    """Keep what is shown under a name."""
    rate_limits.spend(rate_limits.WRITE, f"filter {current_user.id}")
    wanted = Wanted.of(request.form)
    actions.save_filter(
        forms.line("name"), wanted.values(), shared=request.form.get("shared") == "1", by=current_user
    )
    return pages.done(_("Saved."), url_for(".desk", **wanted.values()))


@bp.post("/desk/filters/<int:filter_id>/removal")
@agents
def desk_forget_filter(filter_id: int) -> AnyResponse:
    """Take it away."""
    actions.forget_filter(filter_id, by=current_user)
    return pages.done(_("Removed."), url_for(".desk"))


@bp.post("/desk/duty")
@agents
def desk_duty() -> AnyResponse:
    """I'm away; I'm back."""
    away = request.form.get("away") == "1"
    actions.be_away(current_user, away)
    said = _("You are away: no case is given to you by turn.") if away else _("Welcome back.")
    return pages.done(said, url_for(".desk"))


@bp.get("/desk/keys")
@agents
def desk_keys() -> AnyResponse:
    """Which keys do what."""
    return pages.answer("support/keys.html", keys_off=keys_off())


@bp.post("/desk/keys")
@agents
def desk_switch_keys() -> AnyResponse:
    """On or off, on this machine."""
    off = request.form.get("off") == "1"
    response = make_response(pages.done(_("Saved."), url_for(".desk_keys")))
    response.set_cookie(
        KEYS_COOKIE,
        "off" if off else "on",
        max_age=KEYS_DAYS * 86_400,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def keys_off() -> bool:
    """Did this person turn single keys off here?"""
    return request.cookies.get(KEYS_COOKIE) == "off"


_PRIORITIES = {number: name for name, number in PRIORITIES.items()}
