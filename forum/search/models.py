"""What is remembered about searching: signals of documents, searches and hits. No address, no name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen(
    "document_signal",
    "search_record",
    "search_day",
    "learned_query",
    "hit",
    "visitor_salt",
    "offered_search",
    "result_list",
)


class DocumentSignal(Base):
    """The live numbers of one document, durable; the engine's memory-mapped copy is made from these rows.

    `slot` is the document's own small number for ever: its place in the array.
    """

    __tablename__ = "document_signal"
    slot: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(unique=True)  # "article:12"
    hits: Mapped[float] = mapped_column(
        default=0.0
    )  # sum of 2^((t - epoch) / half-life), see search_index.signals
    hits_total: Mapped[int] = mapped_column(default=0)
    hits_seeded: Mapped[int] = mapped_column(default=0)  # views brought by an import
    helped: Mapped[int] = mapped_column(default=0)
    not_helped: Mapped[int] = mapped_column(default=0)
    solved: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[bool] = mapped_column(default=False)
    trust: Mapped[float] = mapped_column(default=1.0)
    unsafe: Mapped[bool] = mapped_column(default=False)
    under_review_since: Mapped[datetime | None]
    readers: Mapped[int] = mapped_column(
        default=0, index=True
    )  # visitors of the last 30 days; see `readers.count`


class DocumentDay(Base):
    """How many visitors opened a document on a day. Nobody's visit: it stays when single visits are forgotten."""

    __tablename__ = "document_day"
    document: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    readers: Mapped[int]


class SearchRecord(Base):
    """One search. `id` is made by the page, so that result links can carry it before it is written."""

    __tablename__ = "search_record"
    __table_args__ = (
        sa.Index("ix_search_record_credited", "credited", "at"),
        sa.Index("ix_search_record_settled", "settled_at", "at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)  # 16 hex digits
    at: Mapped[datetime] = mapped_column(index=True)
    visitor: Mapped[str] = mapped_column(index=True)  # of a day, unless agreed to: forum.search.visitors
    query: Mapped[str]
    normal: Mapped[str] = mapped_column(default="", index=True)  # see forum.search.wording
    lang: Mapped[str]
    total: Mapped[int]
    shown: Mapped[list[str]]  # documents in the order shown
    asking: Mapped[bool] = mapped_column(default=False)  # from the ask form rather than the search page
    source: Mapped[str] = mapped_column(
        default="", server_default=""
    )  # "" of our own pages, "widget" of other sites
    outcome: Mapped[str] = mapped_column(default="")  # "" or one of recording.OUTCOMES
    refines: Mapped[str] = mapped_column(default="")  # id of the search that these other words went on from
    settled_at: Mapped[datetime | None]  # when it was over and its outcome decided: see forum.search.settling
    ended_on: Mapped[str] = mapped_column(default="", index=True)  # the document that helped, or was asked
    opened: Mapped[list[Any]] = mapped_column(default=list)  # [document, position] pairs
    reformulated: Mapped[bool] = mapped_column(default=False)  # the visitor tried other words soon after
    credited: Mapped[str | None]  # None: not looked at yet; "": nothing to learn; else the document


class SearchDay(Base):
    """What is left of old searches: counts of a day, language and outcome. No words, no visitor."""

    __tablename__ = "search_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)  # one of recording.OUTCOMES
    searches: Mapped[int] = mapped_column(default=0)
    found_none: Mapped[int] = mapped_column(default=0)  # nothing was found


class LearnedQuery(Base):
    """Words that satisfied searches of a document were made of (`forum.search.learning`). Nobody's name or visit."""

    __tablename__ = "learned_query"
    __table_args__ = (sa.UniqueConstraint("document", "normal"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]
    normal: Mapped[str]  # see forum.search.wording
    words: Mapped[str]  # as they were typed first
    weight: Mapped[float]  # satisfied searches, as it was at `last_at`; halves every HALF_LIFE
    seen: Mapped[int]  # visitors, each once a day
    last_at: Mapped[datetime]
    # The same of late, for and against: both as they were at `last_at`, halved every `LATELY` (`forum.search.learned`).
    recent: Mapped[float] = mapped_column(default=0.0)
    left: Mapped[float] = mapped_column(default=0.0)  # shown above what satisfied instead, or "did not help"


class SynonymGroup(Base):
    """Words or short phrases that mean the same to readers of one language, or of all ("")."""

    __tablename__ = "synonym_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(default="", index=True)
    words: Mapped[list[str]]
    changed_at: Mapped[datetime]


class Promotion(Base):
    """Curators put a document first for these words, and for words nearly the same (`forum.search.promoted`)."""

    __tablename__ = "promotion"
    id: Mapped[int] = mapped_column(primary_key=True)
    normal: Mapped[str] = mapped_column(unique=True)  # see forum.search.wording
    words: Mapped[str]  # as they were typed
    document: Mapped[str] = mapped_column(index=True)
    promoted_at: Mapped[datetime]


class OfferedSearch(Base):
    """Words that enough visitors searched with, some satisfied: offered to others while they type (`forum.search.offered`)."""

    __tablename__ = "offered_search"
    __table_args__ = (sa.UniqueConstraint("lang", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    lang: Mapped[str]
    key: Mapped[str]  # see forum.search.offered.key_of
    words: Mapped[str]  # as most of them typed them
    visitors: Mapped[int]  # of its busiest day
    documents: Mapped[list[str]]  # what it ended on


class SameMatter(Base):
    """A document that says the same as another: a question whose solution leads to one article, an article made of a
    question. Written when either is indexed (`forum.search.same`)."""

    __tablename__ = "same_matter"
    document: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[str]


class ResultList(Base):
    """The order of one search's results as first shown, so that its further pages go on there (`forum.search.lists`).

    The same results in the same order are one row. Nobody's name or visit; kept for a day.
    """

    __tablename__ = "result_list"
    id: Mapped[str] = mapped_column(primary_key=True)
    entries: Mapped[list[Any]]  # one a result: the slots of its documents, the leading one first
    at: Mapped[datetime] = mapped_column(index=True)


class Hit(Base):
    """One visitor opened one document on one day: counted once."""

    __tablename__ = "hit"
    __table_args__ = (sa.UniqueConstraint("document", "visitor", "day"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]
    visitor: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    search_id: Mapped[str | None]
    position: Mapped[int | None]


class VisitorSalt(Base):
    """The day's random salt of visitor ids; deleted after a day or two, and with it the way back."""

    __tablename__ = "visitor_salt"
    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str]
