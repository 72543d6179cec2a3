"""Join, ask to be let in, leave; and the members, whom owners let in and remove."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line
from forum.groups import actions, forms, policy, queries
from forum.groups.queries import GroupRow
from forum.groups.views import reading
from forum.groups.views.blueprint import bp, me


@bp.post("/groups/<slug>/membership")
@signed_in
def membership(slug: str) -> Response:
    """Join, ask to be let in, or leave: what the button said."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    group, do = queries.by_slug(slug, viewer()), line("do")
    try:
        if do == "join":
            actions.join(group.id, me())
            return pages.done(_("You are in “%(name)s” now.", name=group.name), group.path)
        if do == "ask":
            actions.ask_in(group.id, me(), line("intro"))
            return pages.done(_("Your request is sent. You are told when it is decided."), group.path)
        if do == "leave":
            actions.leave(group.id, me())
            return pages.done(_("You left “%(name)s”.", name=group.name), url_for(".index"))
    except Invalid as error:
        return reading.page(group, forms.said(error))
    raise NotFound()


@bp.get("/groups/<slug>/members")
@public
def members(slug: str) -> Response:
    """Who is in it; for its owners, who wants to come in and the invitations that work."""
    return members_page(_readable(slug))


@bp.post("/groups/<slug>/members/<int:person_id>")
@signed_in
def decide(slug: str, person_id: int) -> Response:
    """Let in, refuse, remove, make an owner or no owner: what the button said."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    group = _readable(slug)
    deed = _deeds().get(line("do"))
    if deed is None:
        raise NotFound()
    try:
        deed[0](group.id, person_id)
    except Invalid as error:
        return members_page(group, forms.said(error), wrong=person_id)
    return pages.done(deed[1], url_for(".members", slug=group.slug))


def _deeds() -> dict[str, tuple[Callable[[int, int], None], str]]:
    because = line("because")
    return {
        "let in": (lambda g, p: actions.let_in(g, p, me()), _("Let in, and told.")),
        "refuse": (lambda g, p: actions.refuse(g, p, me(), because), _("Refused, and told.")),
        "remove": (lambda g, p: actions.remove(g, p, me(), because), _("Removed, and told why.")),
        "owner": (lambda g, p: actions.make_owner(g, p, me()), _("An owner now, and told.")),
        "not owner": (lambda g, p: actions.not_owner(g, p, me()), _("A member like others now.")),
    }


def members_page(
    group: GroupRow, errors: dict[str, str] | None = None, wrong: int = 0, link: str = "", email: str = ""
) -> Response:
    """The members; `link`: an invitation just made, shown this once."""
    mine = queries.standing(group.id, viewer())
    may_run = policy.can_run(viewer(), mine)
    return pages.answer(
        "groups/members.html",
        members=queries.members(group.id, pagination.number(request.args.get("page"))),
        requests=queries.requests(group.id) if may_run else [],
        invitations=queries.invitations(group.id) if may_run else [],
        may_remove=lambda row: policy.can_remove(viewer(), mine, row.id, row.owner_since is not None),
        may_unname=policy.can_unname_owners(viewer()),
        days=forms.day_options(),
        errors=errors or {},
        wrong=wrong,
        link=link,
        email=email,
        status=422 if errors else 200,
        **reading.about(group, mine),
    )


def _readable(slug: str) -> GroupRow:
    """The group whose people this reader may know. Raises `NotFound`."""
    group = queries.by_slug(slug, viewer())
    if not policy.can_read(viewer(), group, group.id in queries.of(viewer())):
        raise NotFound()
    return group
