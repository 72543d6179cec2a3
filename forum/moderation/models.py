"""What moderators decide about searches that found nothing useful."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base
from forum.moderation.discipline import models as discipline
from forum.moderation.rings import models as rings
from forum.moderation.tuning import models as tuning

__all__ = ["Gap", "GapWording", "discipline", "rings", "tuning"]

freshness.unseen("gap", "gap_wording")


class Gap(Base):
    """What people search and do not find: wordings that mean the same, counted by the clock (`gaps.grouping`).

    Counts are of the last 30 days. `state`: open | watched (said to be filled; does the rate fall?) | proved (it fell).
    """

    __tablename__ = "gap"
    __table_args__ = (sa.Index("ix_gap_state_people", "state", "people"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]  # the wording of most people, as typed
    lang: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    people: Mapped[int] = mapped_column(default=0)  # different visitors who missed it
    people_before: Mapped[int] = mapped_column(default=0)  # in the 30 days before those
    searches: Mapped[int] = mapped_column(default=0)
    found_none: Mapped[int] = mapped_column(default=0)
    unopened: Mapped[int] = mapped_column(default=0)
    reformulated: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    assigned_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    how: Mapped[str] = mapped_column(default="")  # one of policy.GAP_ENDS
    note: Mapped[str] = mapped_column(default="")
    searches_before: Mapped[int] = mapped_column(default=0)  # in the 30 days before it was closed
    missed_before: Mapped[int] = mapped_column(default=0)  # of them, without finding what was wanted
    searches_since: Mapped[int] = mapped_column(default=0)  # since it was closed, of the last 30 days
    missed_since: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]  # when it was proved, or came back by itself


class GapWording(Base):
    """One way to put it. A wording stays with its gap."""

    __tablename__ = "gap_wording"
    id: Mapped[int] = mapped_column(primary_key=True)
    gap_id: Mapped[int] = mapped_column(sa.ForeignKey("gap.id", ondelete="CASCADE"), index=True)
    normal: Mapped[str] = mapped_column(unique=True)  # see forum.search.wording
    words: Mapped[str]  # as most people typed it
    lang: Mapped[str]
    searches: Mapped[int] = mapped_column(default=0)
