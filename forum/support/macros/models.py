"""Macros: named texts for replies."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("macro")


class Macro(Base):
    """A text with placeholders. `owner_id` empty: the whole team's. `lang` "": for every language.

    Effects on the case, when a reply with it is sent: `priority`, `tags` and `state`; empty ones change nothing.
    """

    __tablename__ = "macro"
    __table_args__ = (sa.Index("ix_macro_ready", "retired_at", "lang", "uses"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    lang: Mapped[str] = mapped_column(default="")
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    body: Mapped[str]
    priority: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str] = mapped_column(default="")  # open | resolved
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    uses: Mapped[int] = mapped_column(default=0)  # replies that were sent with it
    used_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
