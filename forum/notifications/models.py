"""What people are told, in the page; mail goes the same way through the job table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("notice", "mail_choice")


class Notice(Base):
    """One thing told to one person. The sentence is made when it is read, in the reader's language, from `kind`."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_inbox", "person_id", "read_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    url: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


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
