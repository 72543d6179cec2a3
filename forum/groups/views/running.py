"""Make a group, say it otherwise, end it."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, rate_limits
from forum.core.access import moderators, signed_in, viewer
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.forms import line
from forum.core.i18n import current_language
from forum.groups import actions, forms, policy, queries
from forum.groups.forms import GroupForm
from forum.groups.queries import GroupRow
from forum.groups.views.blueprint import bp, me


@bp.get("/groups/new")
@moderators
def new() -> Response:
    """The form of a new group."""
    return _form(None, GroupForm(kind="users", openness="request", lang=current_language()))


@bp.post("/groups/new")
@moderators
def make() -> Response:
    """Make it."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    sent = forms.read()
    try:
        group = actions.make(*sent, by=me())
    except Invalid as error:
        return _form(None, sent, forms.said(error))
    return pages.done(_("The group is there. Invite the first people."), f"{group.path}/members")


@bp.get("/groups/<slug>/settings")
@signed_in
def settings(slug: str) -> Response:
    """What its owners can change."""
    group = _to_run(slug)
    return _form(group, _as_it_stands(group))


@bp.post("/groups/<slug>/settings")
@signed_in
def save_settings(slug: str) -> Response:
    """Change what it says of itself, end it or begin it again: what the button said."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    group, do, sent = _to_run(slug), line("do"), forms.read()
    try:
        if do == "end":
            actions.end(group.id, me(), line("because"))
        elif do == "begin again":
            actions.begin_again(group.id, me())
        elif do == "save":
            actions.change(group.id, me(), **sent._asdict())
        else:
            raise NotFound()
    except Invalid as error:
        return _form(group, sent if do == "save" else _as_it_stands(group), forms.said(error))
    return pages.done(_("Saved. It is in force now."), url_for(".show", slug=group.slug))


def _as_it_stands(group: GroupRow) -> GroupForm:
    return GroupForm(group.name, group.description, group.kind, group.openness, group.lang)


def _to_run(slug: str) -> GroupRow:
    group = queries.by_slug(slug, viewer())
    ensure(policy.can_run(viewer(), queries.standing(group.id, viewer())))
    return group


def _form(group: GroupRow | None, sent: GroupForm, errors: dict[str, str] | None = None) -> Response:
    return pages.answer(
        "groups/settings.html",
        group=group,
        sent=sent,
        kinds=forms.kinds(),
        openness=forms.openness(group.openness if group else None),
        languages=forms.languages(),
        may_end=policy.can_end(viewer()),
        errors=errors or {},
        status=422 if errors else 200,
    )
