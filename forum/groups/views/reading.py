"""Which groups there are, and one of them: what it is, how to come in, what is asked in its spaces."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import clock, pages
from forum.core.access import public, viewer
from forum.core.guest_pages import may_keep
from forum.groups import forms, policy, queries
from forum.groups.queries import GroupRow, Standing
from forum.groups.views.blueprint import bp


@bp.get("/groups")
@public
@may_keep
def index() -> Response:
    """The groups that the reader may know of, her own first."""
    me = viewer()
    return pages.answer(
        "groups/index.html",
        groups=queries.known_to(me),
        mine=queries.of(me),
        counts=queries.counts(),
        kind_name=forms.kind_name,
        may_make=policy.can_make(me),
    )


@bp.get("/groups/<slug>")
@public
@may_keep
def show(slug: str) -> Response:
    """One group."""
    return page(queries.by_slug(slug, viewer()))


def page(group: GroupRow, errors: dict[str, str] | None = None) -> Response:
    """Its page, with what was wrong."""
    me = viewer()
    mine = queries.standing(group.id, me)
    return pages.answer(
        "groups/show.html",
        errors=errors or {},
        status=422 if errors else 200,
        **about(group, mine),
    )


def about(group: GroupRow, mine: Standing) -> dict[str, Any]:
    """What every page of a group shows above."""
    me = viewer()
    return {
        "group": group,
        "standing": mine,
        "count": queries.counts().get(group.id, 0),
        "kind": forms.kind_name(group.kind),
        "language": LANGUAGES.get(group.lang, group.lang),
        "may_read": policy.can_read(me, group, mine.member),
        "may_run": policy.can_run(me, mine),
        "may_join": policy.can_join(me, group, mine),
        "may_ask": policy.can_ask_in(me, group, mine, clock.now()),
        "may_leave": policy.can_leave(me, mine),
    }
