"""What backups were made, and whether they were good."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("backup_run")


class BackupRun(Base):
    """One backup that was tried. `problem` is empty for a good one: written whole, read again and put on trial."""

    __tablename__ = "backup_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    file: Mapped[str] = mapped_column(default="")  # its name without the folder
    bytes: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    rows: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    problem: Mapped[str] = mapped_column(default="")
