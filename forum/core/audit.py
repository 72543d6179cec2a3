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
    redacted_at: Mapped[datetime | None]  # the law wanted `because` and `detail` gone; the deed itself stays


class AuditSeal(Base):
    """A link of the chain that shows whether entries were changed or taken out later: see `core.sealing`."""

    __tablename__ = "audit_seal"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1, 2, 3 ... without a gap
    entry_id: Mapped[int] = mapped_column(unique=True)
    at: Mapped[datetime]
    salt: Mapped[str]  # emptied with a redaction, so that what was said can't be guessed from its hash
    content: Mapped[str]  # SHA-256 of salt, `because` and `detail`
    # Who and to what, sealed so that it can be forgotten: SHA-256 of `who_salt`, `by_id` and `target`. In seals of 0.1.0
    # both are empty (None): there they stand in the seal itself; `who` "" says that such a one was forgotten.
    who_salt: Mapped[str | None]
    who: Mapped[str | None]
    seal: Mapped[str]  # SHA-256 of the seal before, `id`, `at`, `did`, `who` and `content`


def record(by: Viewer | None, did: str, to: str, because: str = "", **detail: Any) -> None:
    """Add an entry to the current transaction. `did`: a verb ("hid", "published"); `to`: "question:34"."""
    db.session.add(
        AuditEntry(
            at=clock.now(), by_id=by.id if by else None, did=did, target=to, because=because, detail=detail
        )
    )


def redact(*which: sa.ColumnElement[bool]) -> None:
    """Take the words out of entries that name somebody who asked to be forgotten; that something was done, when, by whom and
    to what, stays."""
    db.session.flush()
    chosen = sa.select(AuditEntry.id).where(*which)
    db.session.execute(
        sa.update(AuditSeal)
        .where(AuditSeal.entry_id.in_(chosen))
        .values(salt="")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        sa.update(AuditEntry).where(*which).values(detail={}, because="", redacted_at=clock.now())
    )


def forget_who(person_id: int, instead: int) -> None:
    """Let `instead` stand wherever the log names a person who was forgotten: as who did it, and as `person:<id>` to whom.

    The words of these entries go too. Their seals go on to hold that they exist, when they were made and what was done.
    """
    name = f"person:{person_id}"
    hers = sa.or_(AuditEntry.by_id == person_id, AuditEntry.target == name)
    redact(hers)
    seals = AuditSeal.entry_id.in_(sa.select(AuditEntry.id).where(hers))
    for new, values in ((True, {"who_salt": ""}), (False, {"who": ""})):
        form = AuditSeal.who_salt.is_not(None) if new else AuditSeal.who_salt.is_(None)
        db.session.execute(
            sa.update(AuditSeal)
            .where(seals, form)
            .values(values)
            .execution_options(synchronize_session=False)
        )
    e = AuditEntry
    db.session.execute(sa.update(e).where(e.by_id == person_id).values(by_id=instead))
    db.session.execute(sa.update(e).where(e.target == name).values(target=f"person:{instead}"))
