"""What people are told, in the page; mail goes the same way through the job table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("notice", "mail_choice", "notice_choice", "follow", "digest_due")


class Notice(Base):
    """One thing told to one person. The sentence is made when it is read, in the reader's language, from `kind`.

    `mail` says how it waits to be mailed ("at once", "daily", "weekly"); None: it is not mailed, or was.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.Index("ix_notice_inbox", "person_id", "read_at"),
        sa.Index(
            "ix_notice_waiting",
            "person_id",
            "mail",
            sqlite_where=sa.text("mail IS NOT NULL"),
            postgresql_where=sa.text("mail IS NOT NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    url: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    thing: Mapped[str | None] = mapped_column(index=True)  # "answer:12": gone for her, gone the notice
    about: Mapped[str | None]  # "question:34" | "private:34": the thread of its mail
    bundle: Mapped[str | None]  # "votes:answer:12": those of one bundle are one line; None: alone
    inbox: Mapped[bool] = mapped_column(default=True)  # False: for mail only
    must_know: Mapped[bool] = mapped_column(default=False)
    mail: Mapped[str | None]
    mailed_at: Mapped[datetime | None]


class NoticeChoice(Base):
    """What somebody chose for one row of the table of notices (`kinds.rows`). No row: its defaults."""

    __tablename__ = "notice_choice"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[str] = mapped_column(primary_key=True)
    inbox: Mapped[bool]
    mail: Mapped[str]  # at once | daily | weekly | off
    before: Mapped[str] = mapped_column(default="")  # what `mail` was when one click ended it: taken back so


class MailChoice(Base):
    """What somebody decided about mail from us, and what became of it. No row: nothing decided, nothing bounced."""

    __tablename__ = "mail_choice"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    off: Mapped[list[str]] = mapped_column(
        default=list
    )  # "question:34": nothing about it; "*": no notice at all
    epoch: Mapped[int] = mapped_column(default=0)  # one more makes all older signed addresses worthless
    bounced_at: Mapped[datetime | None]
    bounce: Mapped[str] = mapped_column(default="")  # what the mail server said
    bounces: Mapped[int] = mapped_column(default=0)  # since it last worked
    zone: Mapped[str] = mapped_column(default="")  # of her clock; "": the site's
    digest_hour: Mapped[int] = mapped_column(default=8)
    digest_day: Mapped[int] = mapped_column(default=0)  # of the weekly digest; 0 is Monday
    quiet_from: Mapped[int | None]  # hours of her clock between which no mail goes; None: never quiet
    quiet_until: Mapped[int | None]


class Follow(Base):
    """Who is told of what is new in a topic, under a tag, by a person. (Followers of questions: `threads`.)

    `muted_at`: followed on, but told nothing for now. For a question it is the muting alone that stands here.
    """

    __tablename__ = "follow"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    thing: Mapped[str] = mapped_column(primary_key=True, index=True)  # "topic:3" | "tag:4" | "person:5"
    since: Mapped[datetime]
    muted_at: Mapped[datetime | None]


class DigestDue(Base):
    """When the next digest of somebody goes: made with the first notice that waits for it, gone when it is sent."""

    __tablename__ = "digest_due"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    cadence: Mapped[str] = mapped_column(primary_key=True)  # daily | weekly
    due_at: Mapped[datetime] = mapped_column(index=True)
