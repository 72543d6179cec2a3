"""The spaces of a group, for whoever runs it."""

from __future__ import annotations

from typing import Any, cast

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import pages, panels, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import NotFound, ensure
from forum.core.forms import line
from forum.groups import policy as groups_policy
from forum.groups import queries as groups
from forum.groups.queries import GroupRow
from forum.topics import queries
from forum.topics.spaces import actions
from forum.topics.views import bp


@panels.fills("group_settings")
def spaces_of_a_group(group: GroupRow, **_values: Any) -> str:
    """Their names, to change them; and one more."""
    return render_template("topics/_spaces.html", group=group, spaces=actions.of_group(group.id))


@bp.post("/groups/<slug>/spaces")
@signed_in
def save_space(slug: str) -> Response:
    """Open one, or rename the one that was named."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    me = cast(Person, viewer())
    group = groups.by_slug(slug, me)
    ensure(groups_policy.can_run(me, groups.standing(group.id, me)))
    number = request.form.get("topic", default=0, type=int)
    if not number:
        actions.open_space(group.id, line("space"), me)
    else:
        space = queries.by_id().get(number)
        if space is None or space.group_id != group.id:
            raise NotFound()
        actions.rename_space(space, line("space"), me)
    return pages.done(_("Saved. It is in force now."), url_for("groups.show", slug=group.slug))
