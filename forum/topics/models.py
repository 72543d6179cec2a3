"""Topics: the product areas under which everything stands, each with its promise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base

PROMISE_HOURS = 24  # when a topic says nothing else: a person answers within a day


class Topic(Base):
    """`name` and `description` by language code; a missing language falls back to English, then to any."""

    __tablename__ = "topic"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]] = mapped_column(default=dict)
    promise_hours: Mapped[int] = mapped_column(default=PROMISE_HOURS)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]

    def name_in(self, lang: str) -> str:
        """The name for a reader of `lang`."""
        return pick(self.name, lang) or self.slug

    def description_in(self, lang: str) -> str:
        """The description for a reader of `lang`."""
        return pick(self.description, lang)


def pick(words: Mapping[str, str], lang: str) -> str:
    """The words in `lang`, else in English, else in any language."""
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")
