"""Changes of the weights, trials of others, and the searches whose right answer is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

# Guests' pages of results notice other weights by the signals file.
freshness.unseen("weight_change", "weight_trial", "expected_search")


class WeightChange(Base):
    """One change of the weights; the last one is in force. Rows are never changed: undoing is a change, too."""

    __tablename__ = "weight_change"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    because: Mapped[str]
    weights: Mapped[dict[str, Any]]  # those that are not the defaults of search_index.tuning
    before: Mapped[dict[str, Any]]  # the same, as it was
    undoes_id: Mapped[int | None]  # the change that this one takes back
    trial_id: Mapped[int | None]  # what was measured before saving


class WeightTrial(Base):
    """Weights tried out beside those in force. A worker holds it until `leased_until`; `result`: see `comparing`."""

    __tablename__ = "weight_trial"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    weights: Mapped[dict[str, Any]]
    version: Mapped[int]  # of the weights they are compared with: id of the change, 0 for the defaults
    against: Mapped[list[str]]  # "site", "set:<name>", "file:<name>"
    judged: Mapped[list[Any]] = mapped_column(default=list)  # what an uploaded file holds, see `files`
    state: Mapped[str] = mapped_column(default="waiting")  # waiting | running | done | failed
    step: Mapped[str] = mapped_column(default="")  # which of `against` it is at
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    result: Mapped[list[Any]] = mapped_column(default=list)


class ExpectedSearch(Base):
    """Words that people search with, and a document that answers them. No visitor, no name (recording.without_names).

    `source` "question:34" is the solved question they led to; "" when somebody wrote them by hand. A row that was taken
    out stays, so that it is not found again.
    """

    __tablename__ = "expected_search"
    __table_args__ = (sa.UniqueConstraint("normal", "lang", "document"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]
    normal: Mapped[str]  # see forum.search.wording
    lang: Mapped[str]
    document: Mapped[str]
    source: Mapped[str] = mapped_column(default="", index=True)
    at: Mapped[datetime]
    changed_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id"), index=True
    )  # who wrote, confirmed, removed
