"""Who is leaving, and what is being put together for people to take away."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("erasure", "data_export")


class Erasure(Base):
    """Somebody who asked to be erased. Gone with the account, or when she comes back."""

    __tablename__ = "erasure"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    posts: Mapped[str]  # "stay" (without a name) | "go"
    shut: Mapped[bool]  # the account was open before: coming back opens it


class DataExport(Base):
    """A file with everything about one person. It lies in the instance folder under `key`."""

    __tablename__ = "data_export"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    until: Mapped[datetime] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(unique=True)  # 128 random bits in hex: its name on the disk
    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # bytes, 0 while it is being made
    failed_at: Mapped[datetime | None]
