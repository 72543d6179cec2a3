"""What customers thought of our help."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("satisfaction")


class Satisfaction(Base):
    """One a case. `mark` 1 to 5, None while she has not answered; topic and agent as they were when she was asked."""

    __tablename__ = "satisfaction"
    __table_args__ = (
        sa.CheckConstraint("mark between 1 and 5", name="mark"),
        sa.Index("ix_satisfaction_given", "given_at"),
    )
    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("support_case.id", ondelete="CASCADE"), primary_key=True
    )
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    agent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    asked_at: Mapped[datetime | None]  # by mail; None: she came by herself
    mark: Mapped[int | None] = mapped_column(sa.SmallInteger)
    words: Mapped[str] = mapped_column(default="")
    given_at: Mapped[datetime | None]
    follow_up_id: Mapped[int | None] = mapped_column(sa.ForeignKey("support_case.id", ondelete="SET NULL"))
