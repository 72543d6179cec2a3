"""When the clock of a promise stood still."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("promise_pause")
_RUNS = sa.text("until IS NULL")


class PromisePause(Base):
    """We waited for the customer from `since` to `until` (None: still). `left_seconds`: opening time that was left."""

    __tablename__ = "promise_pause"
    __table_args__ = (
        # One at a time, however many clicks race.
        sa.Index(
            "uq_promise_pause_open", "question_id", unique=True, sqlite_where=_RUNS, postgresql_where=_RUNS
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime]
    left_seconds: Mapped[int]
    until: Mapped[datetime | None]
