"""The page of each week, as it was put together when the week ended."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class WeekPage(Base):
    """One week of the ISO calendar (year, number). Its moments: Monday midnight to the next, by the site's clock."""

    __tablename__ = "week_page"
    __table_args__ = (sa.UniqueConstraint("year", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_at: Mapped[datetime]

    @property
    def path(self) -> str:
        """Its address."""
        return f"/weekly/{self.year}-{self.number}"


class WeekItem(Base):
    """Something the page shows, `place` from 0. What is hidden, deleted or unsolved since is left out when it is read.

    `part`: solved | articles | outside (one of each topic and language, of which a member is shown one that is not of her topics).
    """

    __tablename__ = "week_item"
    week_id: Mapped[int] = mapped_column(sa.ForeignKey("week_page.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]  # "question:34" | "article:12"
