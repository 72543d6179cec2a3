"""What the filter thought of a post, what people made of it, and what it learned from that."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base
from forum.core.targets import Target

freshness.unseen("spam_judgement", "spam_model")


class SpamJudgement(Base):
    """The last judgement of a post. `marks` are its words as numbers (`reading.Read.marks`), four bytes each: the text
    itself is not kept here. `spam`: what a person said it is; such rows are what the filter learns from."""

    __tablename__ = "spam_judgement"
    __table_args__ = (
        sa.UniqueConstraint("target_kind", "target_id"),
        sa.Index("ix_spam_judgement_lessons", "taught_at"),
        sa.Index("ix_spam_judgement_verdict", "verdict", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    log_odds: Mapped[float]  # above 0: rather spam
    verdict: Mapped[str]  # policy.VERDICTS
    words: Mapped[list[str]] = mapped_column(default=list)  # those that spoke most for spam
    signs: Mapped[list[str]] = mapped_column(default=list)  # of policy.SIGNS: what else did
    marks: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str] = mapped_column(index=True)  # of the marks: the same words are the same digest
    untold: Mapped[bool] = mapped_column(default=False)  # held before anybody was told of it
    spam: Mapped[bool | None]
    taught_at: Mapped[datetime | None]
    taught_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )

    @property
    def target(self) -> Target:
        """The post."""
        return Target(self.target_kind, self.target_id)


class SpamModel(Base):
    """What this site's decisions added to the weights that Askwell comes with: one row, the newest."""

    __tablename__ = "spam_model"
    id: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime]
    lessons: Mapped[int]
    marks: Mapped[bytes] = mapped_column(sa.LargeBinary)  # numbers of features, four bytes each
    weights: Mapped[bytes] = mapped_column(sa.LargeBinary)  # what is added to each of them, four bytes each
    bias: Mapped[float] = mapped_column(default=0.0)
