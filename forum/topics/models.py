"""Topics: the product areas under which everything stands, each with its promise, its team and its rules for articles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

PROMISE_HOURS = 24  # when a topic says nothing else: a person answers within a day
STEPS = 2  # when a topic says nothing else: what one person wrote, another one puts before readers
REVIEW_DAYS = 365  # when a topic says nothing else: an article is looked at again once a year
freshness.unseen("topic_member")


class Topic(Base):
    """`name` and `description` by language code; a missing language falls back to English, then to any."""

    __tablename__ = "topic"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    # A space of this group: its questions stand in it, never articles. None: a topic of the whole site.
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_group.id"), index=True)
    # The topic above it: three levels at most, never in a circle (`topics.placing`). Spaces stand alone.
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("topic.id"), index=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    promise_hours: Mapped[int] = mapped_column(default=PROMISE_HOURS)
    # From writing to readers: 1 writing publishes, 2 reviewing publishes, 3 publishing is a deed of its own.
    steps: Mapped[int] = mapped_column(default=STEPS)
    write_role: Mapped[str] = mapped_column(
        default="agent"
    )  # the three permissions: this role and those above it
    review_role: Mapped[str] = mapped_column(default="moderator")
    publish_role: Mapped[str] = mapped_column(default="moderator")
    review_days: Mapped[int | None] = mapped_column(default=REVIEW_DAYS)  # None: articles need no second look
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    def name_in(self, lang: str) -> str:
        """The name for a reader of `lang`."""
        return pick(self.name, lang) or self.slug

    def description_in(self, lang: str) -> str:
        """The description for a reader of `lang`."""
        return pick(self.description, lang)


class TopicMember(Base):
    """Somebody of the topic's team: it answers for the articles that no single person owns."""

    __tablename__ = "topic_member"
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class TopicField(Base):
    """What questions of the topic are asked for beside their text: a version, a device, an order number.

    `public`: everybody reads it with the question, and search finds it; else only its asker and the company ever see it,
    and that can't be changed any more: nobody's order number becomes public afterwards.
    """

    __tablename__ = "topic_field"
    __table_args__ = (sa.UniqueConstraint("topic_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id", ondelete="CASCADE"), index=True)
    key: Mapped[str]  # its name for programs, of the first name it had
    name: Mapped[dict[str, str]]  # by language code, as a topic's
    help: Mapped[dict[str, str]] = mapped_column(default=dict)
    kind: Mapped[str]  # text | choice | number
    options: Mapped[list[str]] = mapped_column(default=list)  # of a choice
    required: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None]  # asked for no more; what was said in it stays with its questions


def pick(words: Mapping[str, str], lang: str) -> str:
    """The words in `lang`, else in English, else in any language."""
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")
