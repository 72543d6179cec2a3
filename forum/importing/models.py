"""What came in by import, so that the same line comes in once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("imported_line")


class ImportedLine(Base):
    """One object of an import file: what it became here, and the hash of what it said."""

    __tablename__ = "imported_line"
    kind: Mapped[str] = mapped_column(primary_key=True)  # thread | article
    external_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]  # id of the question or article
    fingerprint: Mapped[str]
    translation_of: Mapped[str | None] = mapped_column(index=True)  # until that article has come in
    at: Mapped[datetime]
