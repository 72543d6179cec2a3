"""What moderators decided about somebody's posts or account, and what she says to it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("measure", "appeal", "clean_up")


class Measure(Base):
    """One decision that concerns one person: a warning, silence or suspension, or a post hidden, deleted or closed.

    `until`: when a silence or suspension ends by itself; None: it stands until somebody undoes it. A measure that was
    undone (`ended_at`) never happened; one that ran out did.
    """

    __tablename__ = "measure"
    __table_args__ = (
        sa.Index("ix_measure_person", "person_id", "id"),
        sa.Index("ix_measure_target", "target"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str]  # policy.MEASURES
    target: Mapped[str] = mapped_column(default="")  # the post it is about: "answer:12"
    because: Mapped[str]  # told to the person
    note: Mapped[str] = mapped_column(default="")  # for colleagues
    at: Mapped[datetime]
    until: Mapped[datetime | None] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_because: Mapped[str] = mapped_column(default="")


class Appeal(Base):
    """What the person says to a measure, once; decided by somebody other than who took it."""

    __tablename__ = "appeal"
    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("measure.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str]
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    granted: Mapped[bool | None]
    because: Mapped[str] = mapped_column(default="")


class CleanUp(Base):
    """Many posts of one account taken away in one deed. `done`: those that this deed changed; an undo gives back these."""

    __tablename__ = "clean_up"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    deed: Mapped[str]  # hiding | deletion
    because: Mapped[str]
    at: Mapped[datetime]
    targets: Mapped[list[str]] = mapped_column(default=list)
    done: Mapped[list[str]] = mapped_column(default=list)
    finished_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    undo_at: Mapped[datetime | None]  # asked for
    undone_at: Mapped[datetime | None]
