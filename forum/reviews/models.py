"""What somebody should look at: one open item for each post, and all the reports that led to it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base
from forum.core.targets import Target

freshness.unseen("review_item", "report")

_OPEN = sa.text("decided_at IS NULL")


class ReviewItem(Base):
    """A post that waits for a moderator, or what one decided. `hidden_at`: the program hid it until then."""

    __tablename__ = "review_item"
    __table_args__ = (
        sa.Index(
            "uq_review_item_one_open",
            "target_kind",
            "target_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_review_item_queue", "decided_at", "weight", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(index=True)  # where it stood when it was first reported
    text: Mapped[str] = mapped_column(default="")  # as it stood then: an edit afterwards hides nothing
    weight: Mapped[float] = mapped_column(default=0.0)  # of all its reports
    opened_at: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    claimed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    decision: Mapped[str] = mapped_column(default="")  # kept | removed
    because: Mapped[str] = mapped_column(default="")

    @property
    def target(self) -> Target:
        """The post."""
        return Target(self.target_kind, self.target_id)


class Report(Base):
    """One voice that a post should be looked at: a person's (source "reports"), or the program's."""

    __tablename__ = "report"
    __table_args__ = (
        sa.Index(
            "uq_report_one_a_person",
            "item_id",
            "by_id",
            unique=True,
            sqlite_where=sa.text("by_id IS NOT NULL"),
            postgresql_where=sa.text("by_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_report_one_a_source",
            "item_id",
            "source",
            unique=True,
            sqlite_where=sa.text("by_id IS NULL"),
            postgresql_where=sa.text("by_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("review_item.id", ondelete="CASCADE"))
    source: Mapped[str]  # policy.SOURCES
    reason: Mapped[str] = mapped_column(default="")  # policy.REASONS, of a person's report
    note: Mapped[str] = mapped_column(default="")  # her sentence; what the program says of its doubt
    weight: Mapped[float]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(default="")  # confirmed | declined
