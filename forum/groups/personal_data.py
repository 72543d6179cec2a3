"""What groups keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import GROUP, Kept
from forum.core.text import N_
from forum.groups.models import Group, GroupInvitation, GroupMember, GroupRequest


def _export_members(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Group.name, GroupMember.joined_at, GroupMember.owner_since)
        .join(GroupMember, GroupMember.group_id == Group.id)
        .where(GroupMember.person_id == person_id)
        .order_by(Group.id)
    )
    return [
        {
            "group": r.name,
            "joined": r.joined_at.isoformat(),
            "owner_since": r.owner_since.isoformat() if r.owner_since else None,
        }
        for r in rows
    ]


def _export_requests(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Group.name, GroupRequest.words, GroupRequest.at, GroupRequest.refused_at)
        .join(GroupRequest, GroupRequest.group_id == Group.id)
        .where(GroupRequest.person_id == person_id)
        .order_by(Group.id)
    )
    return [
        {"group": r.name, "words": r.words, "at": r.at.isoformat(), "refused": r.refused_at is not None}
        for r in rows
    ]


def _export_invitations(person_id: int) -> list[dict[str, Any]]:
    """Those she made; to whom is another's address, and kept from her copy."""
    rows = db.session.execute(
        sa.select(Group.name, GroupInvitation.at, GroupInvitation.expires_at, GroupInvitation.used)
        .join(GroupInvitation, GroupInvitation.group_id == Group.id)
        .where(GroupInvitation.by_id == person_id)
        .order_by(GroupInvitation.id)
    )
    return [
        {"group": r.name, "at": r.at.isoformat(), "until": r.expires_at.isoformat(), "used": r.used}
        for r in rows
    ]


def _erase(table: type[GroupMember] | type[GroupRequest]) -> Any:
    def erase(person_id: int) -> None:
        db.session.execute(sa.delete(table).where(table.person_id == person_id))

    return erase


def _erase_invitations(person_id: int) -> None:
    db.session.execute(sa.delete(GroupInvitation).where(GroupInvitation.by_id == person_id))


ENTRIES = (
    Kept(
        table="group_member",
        what=N_("The groups you are in."),
        why=N_("So that you can read and write in their spaces."),
        days=None,
        export=_export_members,
        erase=_erase(GroupMember),
        seen_by=GROUP,
    ),
    Kept(
        table="group_request",
        what=N_("The groups you asked to come into, and what you wrote."),
        why=N_("So that their owners can let you in."),
        days=None,
        export=_export_requests,
        erase=_erase(GroupRequest),
        seen_by=GROUP,
    ),
    Kept(
        table="group_invitation",
        what=N_("The invitations into groups that you made."),
        why=N_("So that their owners know who invites whom, and can take an invitation back."),
        days=None,
        export=_export_invitations,
        erase=_erase_invitations,
        seen_by=GROUP,
    ),
)
