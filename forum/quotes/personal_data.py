"""What quotations keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.quotes.models import Quote


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Quote).where(sa.or_(Quote.checked_by_id == person_id, Quote.told_by_id == person_id))
    )
    return [
        {
            "post": f"{q.post_kind}:{q.post_id}",
            "article": f"article:{q.article_id}",
            "checked_by_you": q.checked_by_id == person_id,
            "readers_told_by_you": q.told_by_id == person_id,
        }
        for q in rows
    ]


def _erase(person_id: int) -> None:
    for column in (Quote.checked_by_id, Quote.told_by_id):
        db.session.execute(sa.update(Quote).where(column == person_id).values({column.key: None}))


QUOTES = Kept(
    table="quote",
    what=N_("Answers that quote an article, where you checked them or told their readers of a change."),
    why=N_("So that it can be seen who said that an answer is still right."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
)
