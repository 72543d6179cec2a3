"""The opening hours of the site: one row, or none while it is always open."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base

THE_ONE = 1  # the number of the only row


class OpeningHours(Base):
    """`week`: for each day from Monday the spans as [minutes, minutes]; None: always open. `own`: days the site says."""

    __tablename__ = "opening_hours"
    id: Mapped[int] = mapped_column(primary_key=True)
    zone: Mapped[str] = mapped_column(default="UTC")
    week: Mapped[list[Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    country: Mapped[str] = mapped_column(default="")
    subdivision: Mapped[str] = mapped_column(default="")
    own: Mapped[list[Any]] = mapped_column(default=list)  # ["2026-12-24", [[540, 720]], "Christmas Eve"]
