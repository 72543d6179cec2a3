"""What a question says to staff alone."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("private_message", "private_file")


class PrivateMessage(Base):
    """One message of a question's private compartment: whoever asked and staff read it, nobody else."""

    __tablename__ = "private_message"
    __table_args__ = (
        sa.UniqueConstraint("by_id", "form_key"),
        sa.Index("ix_private_message_question", "question_id", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    staff: Mapped[bool]  # written as the company
    needs: Mapped[bool] = mapped_column(default=False)  # staff wait for something of whoever asked
    files: Mapped[int] = mapped_column(default=0)  # how many, so that a list need not look for none
    form_key: Mapped[str | None]
    created_at: Mapped[datetime]
    html_version: Mapped[int] = mapped_column(default=0)
    body: Mapped[str]
    body_html: Mapped[str]


class PrivateFile(Base):
    """A file that came with a message."""

    __tablename__ = "private_file"
    message_id: Mapped[int] = mapped_column(
        sa.ForeignKey("private_message.id", ondelete="CASCADE"), primary_key=True
    )
    attachment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("attachment.id", ondelete="CASCADE"), primary_key=True, index=True
    )
