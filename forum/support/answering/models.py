"""Which documents were used in replies."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("document_use")


class DocumentUse(Base):
    """One reply of one case was written with one document. Not what was looked for: only what was used."""

    __tablename__ = "document_use"
    __table_args__ = (
        sa.UniqueConstraint("document", "reply"),
        sa.Index("ix_document_use_case", "case_id", "document"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]  # "article:12"
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("support_case.id"))
    reply: Mapped[str]  # "answer:5", or "message:7" in the private part
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
