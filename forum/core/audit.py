"""Who did what, to what, and why. Written in the function that does the deed; never changed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base, db
from forum.core.roles import Viewer


class AuditEntry(Base):
    """One deed. `by_id` is empty when the program itself did it (a lapsed promise, a lapsed flag)."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"), index=True)
    did: Mapped[str]
    target: Mapped[str] = mapped_column(index=True)
    because: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


def record(by: Viewer | None, did: str, to: str, because: str = "", **detail: Any) -> None:
    """Add an entry to the current transaction. `did`: a verb ("hid", "published"); `to`: "question:34"."""
    db.session.add(
        AuditEntry(
            at=clock.now(), by_id=by.id if by else None, did=did, target=to, because=because, detail=detail
        )
    )
