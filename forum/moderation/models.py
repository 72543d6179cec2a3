"""What moderators decide about searches that found nothing useful."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("gap")


class Gap(Base):
    """A wording that somebody looks after, or that was settled. Open gaps nobody took have no row: searches tell."""

    __tablename__ = "gap"
    id: Mapped[int] = mapped_column(primary_key=True)
    normal: Mapped[str] = mapped_column(unique=True)  # see forum.search.wording
    words: Mapped[str]  # as they were typed
    assigned_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    how: Mapped[str] = mapped_column(default="")  # one of policy.GAP_ENDS
    note: Mapped[str] = mapped_column(default="")
    searches_before: Mapped[int] = mapped_column(default=0)  # in the 30 days before it was closed
    missed_before: Mapped[int] = mapped_column(default=0)  # of them, without finding what was wanted
