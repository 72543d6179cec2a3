"""Guides, their versions, and the walks of agents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("guide_walk")


class Guide(Base):
    """A resolution script. What agents walk is its published version; a draft may wait beside it."""

    __tablename__ = "guide"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    words: Mapped[str] = mapped_column(default="")  # what customers say when it fits, beside its title
    lang: Mapped[str]
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"), index=True)  # empty: any
    version_id: Mapped[int | None]  # the published one
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    retired_at: Mapped[datetime | None]


class GuideVersion(Base):
    """One state of a guide's steps (`forum.support.guides.steps`). Published ones are never changed."""

    __tablename__ = "guide_version"
    __table_args__ = (sa.UniqueConstraint("guide_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(sa.ForeignKey("guide.id"), index=True)
    number: Mapped[int]
    steps: Mapped[list[Any]]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    published_at: Mapped[datetime | None]
    saved: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": saved}


class GuideWalk(Base):
    """One agent's way through one version, beside one case. `end`: "" (going on) | finished | stopped."""

    __tablename__ = "guide_walk"
    __table_args__ = (sa.Index("ix_guide_walk_guide", "guide_id", "started_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[int] = mapped_column(sa.ForeignKey("guide.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("guide_version.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("support_case.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    step: Mapped[str]  # key of the step it stands at, or ended at
    path: Mapped[list[Any]] = mapped_column(
        default=list
    )  # [{"step", "name", "words", "facts"}], oldest first
    end: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]
    because: Mapped[str] = mapped_column(default="")  # why it was stopped
    result: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
