"""Invitations: made by owners, followed by whoever got one."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import mail, pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line
from forum.groups import actions, forms, queries
from forum.groups.views.blueprint import bp, me
from forum.groups.views.coming import members_page


@bp.post("/groups/<slug>/invitations")
@signed_in
def invite(slug: str) -> Response:
    """Make a link, mail an invitation, or take one back: what the button said."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    group, do = queries.by_slug(slug, viewer()), line("do")
    back_to = url_for(".members", slug=group.slug)
    if do == "take back":
        actions.take_back(group.id, request.form.get("invitation", default=0, type=int), me())
        return pages.done(_("It works no more."), back_to)
    try:
        if do == "link":
            secret = actions.invite_by_link(group.id, me(), forms.days())
            return members_page(group, link=mail.whole(url_for(".invitation", secret=secret)))
        if do == "mail":
            to = forms.address()
            rate_limits.spend_as(rate_limits.INVITE, viewer())
            rate_limits.spend(rate_limits.MAIL_TO, to.key)
            actions.invite_by_mail(group.id, me(), to.email, to.key, forms.days())
            return pages.done(_("The invitation is on its way."), back_to)
    except Invalid as error:
        return members_page(group, forms.said(error), email=line("email"))
    raise NotFound()


@bp.get("/groups/join/<secret>")
@public
def invitation(secret: str) -> Response:
    """What one is invited into, before anything is joined: mail programs open links by themselves."""
    found = queries.invitation(secret)
    group = queries.by_id()[found.group_id]
    return pages.answer(
        "groups/join.html",
        group=group,
        secret=secret,
        until=found.expires_at,
        kind=forms.kind_name(group.kind),
        member=group.id in queries.of(viewer()),
    )


@bp.post("/groups/join/<secret>")
@signed_in
def accept_invitation(secret: str) -> Response:
    """Come in."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    group = actions.accept(secret, me())
    return pages.done(_("You are in “%(name)s” now.", name=group.name), group.path)
