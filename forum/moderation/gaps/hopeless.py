"""What people miss, told to the search engine: a search like these is sooner answered with "nothing found" and the ask form.

Only wordings of open gaps that several people missed and nobody was ever satisfied with: a gap that somebody filled is forgotten
at once, and what one visitor types all day says nothing. Nobody's name goes along, and no text of these is ever shown.
"""

from __future__ import annotations

import logging

import sqlalchemy as sa

from forum.core.db import db
from forum.moderation.models import Gap, GapWording
from forum.search.engine import engine
from forum.search.learned import VISITORS_MIN
from forum.search.models import LearnedQuery

WORDINGS_MAX = 1_000

log = logging.getLogger(__name__)


def wordings() -> list[str]:
    """As most people typed them, those of most people first."""
    answered = sa.select(LearnedQuery.normal)
    chosen = (
        sa.select(GapWording.words)
        .join(Gap, Gap.id == GapWording.gap_id)
        .where(Gap.state == "open", Gap.people >= VISITORS_MIN, GapWording.searches > 0)
        .where(GapWording.normal.not_in(answered))
        .order_by(Gap.people.desc(), Gap.id, GapWording.id)
        .limit(WORDINGS_MAX)
    )
    return list(db.session.scalars(chosen))


def tell() -> None:
    """The engine takes them into what it learned with its next commit."""
    try:
        engine().note_missed(wordings())
    except OSError as error:  # a full disk: search goes on as it was
        log.warning("What people miss could not be told to the search engine: %s", error)
