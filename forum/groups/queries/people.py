"""Who is in a group, asks to come in, or was invited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, freshness
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.groups import policy
from forum.groups.models import GroupInvitation, GroupMember, GroupRequest


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a group; moments where something happened."""

    joined_at: datetime | None = None
    owner_since: datetime | None = None
    asked_at: datetime | None = None
    refused_at: datetime | None = None
    removed_at: datetime | None = None

    @property
    def member(self) -> bool:
        """Is she in it?"""
        return self.joined_at is not None

    @property
    def owner(self) -> bool:
        """Does she run it?"""
        return self.owner_since is not None


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a group, for lists."""

    id: int
    name: str
    role: str
    joined_at: datetime
    owner_since: datetime | None


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Somebody who asks to come in."""

    id: int
    name: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation that still works. `email`: None for a link."""

    id: int
    email: str | None
    by: str
    at: datetime
    expires_at: datetime
    used: int


def standing(group_id: int, viewer: Viewer) -> Standing:
    """How this viewer stands to the group; one query, none for guests."""
    if viewer.id is None:
        return Standing()
    member = sa.select(GroupMember.joined_at, GroupMember.owner_since).where(
        GroupMember.group_id == group_id, GroupMember.person_id == viewer.id
    )
    joined = member.subquery()
    asked = (
        sa.select(GroupRequest.at, GroupRequest.refused_at, GroupRequest.removed_at)
        .where(GroupRequest.group_id == group_id, GroupRequest.person_id == viewer.id)
        .subquery()
    )
    one = sa.select(sa.literal(1).label("one")).subquery()
    both = one.outerjoin(joined, sa.true()).outerjoin(asked, sa.true())
    row = db.session.execute(
        sa.select(
            joined.c.joined_at, joined.c.owner_since, asked.c.at, asked.c.refused_at, asked.c.removed_at
        ).select_from(both)
    ).one()
    open_since = row.at if row.refused_at is None and row.removed_at is None else None
    return Standing(row.joined_at, row.owner_since, open_since, row.refused_at, row.removed_at)


def members_of(group_id: int) -> sa.Select[int]:
    """SQL: ids of its members."""
    return sa.select(GroupMember.person_id).where(GroupMember.group_id == group_id)


def members(group_id: int, page: int = 1) -> Page[MemberRow]:
    """One page of its members, owners first, then who came first; without suspended and erased people. One query."""
    owners_first = sa.case((GroupMember.owner_since.is_not(None), 0), else_=1)
    columns: tuple[Any, ...] = (
        Person.id,
        Person.name,
        Person.role,
        GroupMember.joined_at,
        GroupMember.owner_since,
    )
    chosen = (
        sa.select(*columns)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .where(GroupMember.group_id == group_id, *_active())
        .order_by(owners_first, GroupMember.joined_at, Person.id)
    )

    def fetch(limit: int, offset: int) -> list[MemberRow]:
        return [MemberRow(*tuple(row)) for row in db.session.execute(chosen.limit(limit).offset(offset))]

    return paginate(fetch, page)


def owners(group_id: int) -> list[int]:
    """Ids of the owners who can still act, the first one first."""
    chosen = (
        sa.select(Person.id)
        .join(GroupMember, GroupMember.person_id == Person.id)
        .where(GroupMember.group_id == group_id, GroupMember.owner_since.is_not(None), *_active())
    )
    return list(db.session.scalars(chosen.order_by(GroupMember.owner_since, Person.id)))


def counts() -> dict[int, int]:
    """{group: members}, kept for a moment."""
    return freshness.kept("group members", _count)


def requests(group_id: int) -> list[RequestRow]:
    """Who asks to come in, the longest waiting first."""
    rows: sa.Result[Any] = db.session.execute(
        sa.select(Person.id, Person.name, GroupRequest.words, GroupRequest.at)
        .join(GroupRequest, GroupRequest.person_id == Person.id)
        .where(GroupRequest.group_id == group_id, *still_asked(), *_active())
        .order_by(GroupRequest.at, Person.id)
        .limit(policy.OPEN_REQUESTS_MAX)
    )
    return [RequestRow(*tuple(row)) for row in rows]


def still_asked() -> tuple[sa.ColumnElement[bool], ...]:
    """SQL: a request that nobody decided."""
    return GroupRequest.refused_at.is_(None), GroupRequest.removed_at.is_(None)


def invitations(group_id: int) -> list[InvitationRow]:
    """Those that still work, newest first."""
    rows: sa.Result[Any] = db.session.execute(
        sa.select(
            GroupInvitation.id,
            GroupInvitation.email_key,
            Person.name,
            GroupInvitation.at,
            GroupInvitation.expires_at,
            GroupInvitation.used,
        )
        .join(Person, Person.id == GroupInvitation.by_id)
        .where(GroupInvitation.group_id == group_id, *working())
        .order_by(GroupInvitation.id.desc())
        .limit(policy.OPEN_INVITATIONS_MAX)
    )
    return [InvitationRow(*tuple(row)) for row in rows]


def working() -> tuple[sa.ColumnElement[bool], ...]:
    """SQL: an invitation that is neither used up, taken back nor too old."""
    return GroupInvitation.ended_at.is_(None), GroupInvitation.expires_at > clock.now()


def invitation(secret: str) -> GroupInvitation:
    """The invitation of a link. Raises `NotFound` when it does not work (any more)."""
    found = db.session.scalars(
        sa.select(GroupInvitation).where(GroupInvitation.secret_hash == hash_of(secret), *working())
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def hash_of(secret: str) -> str:
    """How the secret of a link is stored: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _active() -> tuple[sa.ColumnElement[bool], ...]:
    return Person.suspended_at.is_(None), Person.erased_at.is_(None)


def _count() -> dict[int, int]:
    rows = db.session.execute(
        sa.select(GroupMember.group_id, sa.func.count(GroupMember.person_id))
        .join(Person, Person.id == GroupMember.person_id)
        .where(*_active())
        .group_by(GroupMember.group_id)
    )
    return {row[0]: row[1] for row in rows}
