"""Groups: people who share something (a place, a product that is being tried), with spaces of their own to ask in."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("group_request", "group_invitation")


class Group(Base):
    """`openness` says who may come in and who may read; its spaces are the topics whose `group_id` it is.

    public: everybody reads, whoever wants joins · request: members read, its owners let people in ·
    invitation: members read, and nobody else learns that there is such a group.
    """

    __tablename__ = "user_group"  # "group" is a word of SQL
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]  # users | testers | local
    openness: Mapped[str]  # public | request | invitation
    lang: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]  # nobody joins, asks or answers there any more

    @property
    def closed(self) -> bool:
        """Do only its members (and moderators) read what is written there?"""
        return self.openness != "public"

    @property
    def ended(self) -> bool:
        """Is it over?"""
        return self.ended_at is not None

    @property
    def path(self) -> str:
        """Its address on this site."""
        return f"/groups/{self.slug}"


class GroupMember(Base):
    """Somebody in a group; an owner lets people in, invites and removes them."""

    __tablename__ = "group_member"
    group_id: Mapped[int] = mapped_column(
        sa.ForeignKey("user_group.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_at: Mapped[datetime]
    owner_since: Mapped[datetime | None]


class GroupRequest(Base):
    """Somebody who asked to come in, or was removed. The row goes when she is let in; a refusal or removal stays."""

    __tablename__ = "group_request"
    group_id: Mapped[int] = mapped_column(
        sa.ForeignKey("user_group.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]  # she comes back only when an owner invites her by mail


class GroupInvitation(Base):
    """A link into a group until `expires_at`: one to pass on, or one mailed to an address, which works once and for it alone."""

    __tablename__ = "group_invitation"
    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("user_group.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    email_key: Mapped[str | None]  # normalised as `Person.email_key`; None: whoever has the link
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used: Mapped[int] = mapped_column(default=0)  # how many came in by it
    ended_at: Mapped[datetime | None]  # taken back, or used up
