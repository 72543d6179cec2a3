"""Who is told what in a reply, and how long it may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

PUBLIC, PRIVATE = "public", "private"
AUDIENCES = (PUBLIC, PRIVATE)
REPLY_MAX_CHARS = 30_000
INSERT_MAX_CHARS = 4_000  # of a passage or a solution put into a reply
PRIVATE_CHARS = 2_000  # of the private words that are searched for
BODY_CHARS = 2_000  # of the question that are


class Said(Protocol):
    """A private message, or a post of the thread."""

    @property
    def created_at(self) -> datetime: ...


def audience(asked_at: datetime, public: Sequence[datetime], private: Sequence[datetime]) -> str:
    """Where a reply belongs unless the agent says otherwise: where the customer wrote last. Moments of hers."""
    newest_public = max([asked_at, *public])
    return PRIVATE if private and max(private) > newest_public else PUBLIC
