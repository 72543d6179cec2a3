"""Which groups there are, and which are hers. The first is kept in the process while content stands still; the second never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.groups import policy
from forum.groups.models import Group, GroupMember


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group as pages need it."""

    id: int
    slug: str
    name: str
    description: str
    kind: str
    openness: str
    lang: str
    ended: bool

    @property
    def closed(self) -> bool:
        """Do only its members (and moderators) read what is written there?"""
        return self.openness != "public"

    @property
    def path(self) -> str:
        """Its address on this site."""
        return f"/groups/{self.slug}"


def all() -> list[GroupRow]:
    """All groups by name; no query while no content changes. For whom each is, policies say."""
    return list(freshness.kept("groups", _read))


def by_id() -> dict[int, GroupRow]:
    """All groups by number."""
    return {group.id: group for group in all()}


def by_slug(slug: str, viewer: Viewer) -> GroupRow:
    """The group of an address. Raises `NotFound` when there is none that this viewer may know of."""
    for group in all():
        if group.slug == slug and policy.can_know(viewer, group, group.id in of(viewer)):
            return group
    raise NotFound()


def known_to(viewer: Viewer) -> list[GroupRow]:
    """The groups that this viewer may know of: hers first, then by name."""
    mine = of(viewer)
    known = [group for group in all() if policy.can_know(viewer, group, group.id in mine)]
    return sorted(known, key=lambda group: group.id not in mine)


def of(viewer: Viewer) -> frozenset[int]:
    """Ids of the groups that the viewer is a member of; one query a request, none on a site without groups."""
    if viewer.id is None or not all():
        return frozenset()
    remembered: dict[int, frozenset[int]] = db.session().info.setdefault(_MEMORY, {})
    if viewer.id not in remembered:
        mine = sa.select(GroupMember.group_id).where(GroupMember.person_id == viewer.id)
        remembered[viewer.id] = frozenset(db.session.scalars(mine.order_by(GroupMember.group_id)))
    return remembered[viewer.id]


def forget_members() -> None:
    """Ask anew in this transaction: called by every deed that changes who is in a group."""
    db.session().info.pop(_MEMORY, None)


_MEMORY = "groups_of"  # in `Session.info`, until the transaction ends


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, _transaction: object) -> None:
    session.info.pop(_MEMORY, None)


def _read() -> list[GroupRow]:
    columns: tuple[Any, ...] = (
        Group.id,
        Group.slug,
        Group.name,
        Group.description,
        Group.kind,
        Group.openness,
        Group.lang,
        Group.ended_at.is_not(None),
    )
    rows = db.session.execute(sa.select(*columns).order_by(Group.name, Group.id))
    return [GroupRow(*tuple(row)) for row in rows]
