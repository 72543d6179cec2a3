"""Articles and their revisions: the curated answers."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base

#: draft -> in_review -> approved -> published -> superseded; sent back: rejected; laid aside: superseded.
STATES = ("draft", "in_review", "approved", "rejected", "published", "superseded")
UNPUBLISHED = ("draft", "in_review", "approved", "rejected")  # may still become the public text
#: How much a revision changes what the text says; what follows from each: `actions/consequences.py`.
SIGNIFICANCES = ("typo", "medium", "major")


class Article(Base):
    """One language of one answer. `family_id` joins its translations; the published text is copied here so
    that lists read one row, and stays public while an edit waits."""

    __tablename__ = "article"
    __table_args__ = (
        sa.UniqueConstraint("family_id", "lang"),
        sa.UniqueConstraint("author_id", "form_key"),
        sa.Index("ix_article_topic", "topic_id", "lang", "published_revision_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    external_id: Mapped[str | None] = mapped_column(unique=True)
    family_id: Mapped[int | None] = mapped_column(index=True)  # id of the first article of the family
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))
    lang: Mapped[str]
    title: Mapped[str]  # of the published revision, or of the newest when none is
    slug: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    published_revision_id: Mapped[int | None]
    published_at: Mapped[datetime | None]
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    archived_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("article.id"), index=True
    )  # took its place
    pinned_at: Mapped[datetime | None]
    pinned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    pinned_until: Mapped[datetime | None]  # None: until somebody takes it down
    question_id: Mapped[int | None]  # the solved question it was drafted from
    form_key: Mapped[str | None]  # the same form sent twice is one article
    views: Mapped[int] = mapped_column(default=0)  # brought by an import; own reads are hits
    owner_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id"), index=True
    )  # None: its topic's team
    checked_at: Mapped[datetime | None]  # when somebody of the company last said that it is right
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    review_from: Mapped[datetime | None] = mapped_column(index=True)  # the review interval runs from here
    reminded_at: Mapped[datetime | None]  # when its owner was last told that the interval is over
    # Another language says more since: whose text, which of its revisions this one still says, how much is missing.
    behind_since: Mapped[datetime | None] = mapped_column(index=True)
    behind_article_id: Mapped[int | None]
    behind_number: Mapped[int | None]
    outdated: Mapped[bool] = mapped_column(default=False)  # by a major change: readers are told
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def public(self) -> bool:
        """May everybody read it?"""
        return self.published_revision_id is not None and self.archived_at is None

    @property
    def document(self) -> str:
        """Its name for search, flags and verdicts."""
        return f"article:{self.id}"

    @property
    def path(self) -> str:
        """Its address on this site."""
        return path(self.id, self.slug)


def path(article_id: int, slug: str) -> str:
    """The address of an article. Letters of other scripts are escaped, so that it can stand in a header."""
    return f"/articles/{article_id}-{quote(slug)}"


class Revision(Base):
    """One state of an article's text, never changed once published."""

    __tablename__ = "revision"
    __table_args__ = (
        sa.UniqueConstraint("article_id", "number"),
        sa.Index("ix_revision_state", "state", "created_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id"), index=True)
    number: Mapped[int]
    state: Mapped[str]  # see STATES
    based_on: Mapped[int | None]  # number of the revision it was written from: notices a concurrent edit
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    body_html: Mapped[str]
    html_version: Mapped[int] = mapped_column(default=0)  # forum.core.markdown.VERSION that made body_html
    phrasings: Mapped[list[str]] = mapped_column(default=list)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    because: Mapped[str] = mapped_column(default="")  # what changed, in the author's words
    mends: Mapped[bool] = mapped_column(default=False)  # publishing it clears the open flags
    significance: Mapped[str] = mapped_column(default="medium")  # see SIGNIFICANCES
    catches_up: Mapped[bool] = mapped_column(default=False)  # it says again what the other languages say
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(default="")
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None] = mapped_column(
        index=True
    )  # approved, and published by the clock then
    scheduled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))

    @property
    def waits(self) -> bool:
        """Is it neither public nor history: may it still be published?"""
        return self.state in UNPUBLISHED


class FaqSection(Base):
    """A group of articles on a topic's FAQ page, put together by hand, one language each."""

    __tablename__ = "faq_section"
    __table_args__ = (sa.Index("ix_faq_section_topic", "topic_id", "lang", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id", ondelete="CASCADE"))
    lang: Mapped[str]
    title: Mapped[str]
    position: Mapped[int]


class FaqPlace(Base):
    """Where an article stands in a section; in one section at most."""

    __tablename__ = "faq_place"
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True)
    section_id: Mapped[int] = mapped_column(sa.ForeignKey("faq_section.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
