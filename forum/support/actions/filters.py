"""Named views of the desk."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from forum.core import audit
from forum.core.db import db
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean
from forum.support import policy
from forum.support.models import DeskFilter

NAME_CHARS = 60
FILTERS_MAX = 20  # of one person: all of them are counted on every visit of the desk


def save_filter(name: str, wanted: Mapping[str, str], shared: bool, by: Viewer) -> DeskFilter:
    """Keep what the desk shows under a name; the same name of the same person is replaced. Raises `Invalid`."""
    ensure(policy.can_work(by) and by.id is not None)
    name = " ".join(clean(name).split())
    if not 1 <= len(name) <= NAME_CHARS:
        raise Invalid(N_("Give it a short name."), {"name": N_("Give it a short name.")})
    mine = db.session.scalars(sa.select(DeskFilter).where(DeskFilter.owner_id == by.id)).all()
    found = next((f for f in mine if f.name == name), None)
    if found is None:
        if len(mine) >= FILTERS_MAX:
            raise Invalid(N_("These are too many. Take one away first."))
        found = DeskFilter(owner_id=by.id, name=name)
        db.session.add(found)
    found.shared, found.wanted = shared, dict(wanted)
    db.session.flush()
    if shared:
        audit.record(by, "shared the filter", f"filter:{found.id}", name)
    return found


def forget_filter(filter_id: int, by: Viewer) -> None:
    """Take a filter away: one's own; moderators also a shared one."""
    found = db.session.get(DeskFilter, filter_id)
    if found is None or not (found.shared or found.owner_id == by.id):
        raise NotFound()
    ensure(policy.can_share_filters(by, found.owner_id))
    if found.shared:
        audit.record(by, "removed the filter", f"filter:{found.id}", found.name)
    db.session.delete(found)
