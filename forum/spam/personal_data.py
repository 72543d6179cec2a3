"""What the spam filter keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import MODERATORS, Kept
from forum.core.text import N_
from forum.spam.models import SpamJudgement
from forum.spam.policy import LESSON_DAYS


def _export(person_id: int) -> list[dict[str, Any]]:
    j = SpamJudgement
    rows = db.session.scalars(
        sa.select(j).where(sa.or_(j.author_id == person_id, j.taught_by_id == person_id)).order_by(j.id)
    )
    return [
        {
            "post": str(row.target),
            "written_by_you": row.author_id == person_id,
            "at": row.at.isoformat(),
            "thought": row.verdict,
            "words": row.words,
            "signs": row.signs,
            "people_said_spam": row.spam,
            "said_by_you": row.taught_by_id == person_id,
        }
        if row.author_id == person_id
        else {"post": str(row.target), "people_said_spam": row.spam, "said_by_you": True}
        for row in rows
    ]


def _erase(person_id: int) -> None:
    """Lessons stay as numbers of words, under nobody's name; what nobody decided about goes."""
    j = SpamJudgement
    db.session.execute(sa.delete(j).where(j.author_id == person_id, j.spam.is_(None)))
    db.session.execute(
        sa.update(j).where(j.author_id == person_id).values(author_id=None, words=[], signs=[])
    )
    db.session.execute(sa.update(j).where(j.taught_by_id == person_id).values(taught_by_id=None))


ENTRIES = (
    Kept(
        table="spam_judgement",
        what=N_("What the spam filter thought of your posts, and which posts you said are spam or not."),
        why=N_("To keep advertising away, and to let people mend the filter's mistakes."),
        days=LESSON_DAYS,
        export=_export,
        erase=_erase,
        seen_by=MODERATORS,
    ),
)
