"""Who of the company shows herself on the page of the team."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class ShownOnTeam(Base):
    """She wants to be shown. No row: she is not; nobody else decides it."""

    __tablename__ = "shown_on_team"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]
