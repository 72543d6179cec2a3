"""A text that says something else starts anew: what earlier searches said of it is forgotten."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import audit
from forum.core.db import db
from forum.core.roles import Viewer
from forum.search import outbox
from forum.search.models import LearnedQuery, SearchRecord


def reset(document: str, by: Viewer | None = None) -> int:
    """Forget the words that led to "article:12", in the current transaction; give back how many wordings there were.

    Searches that are not looked at yet teach nothing of it either: they ended on the old text. Visits are another
    matter (`signals.forget_hits`), and the counts of past days stay as they are.
    """
    forgotten = db.session.execute(sa.delete(LearnedQuery).where(LearnedQuery.document == document))
    count = int(forgotten.rowcount)  # type: ignore[attr-defined]
    ended = [
        record.id
        for record in db.session.scalars(sa.select(SearchRecord).where(SearchRecord.credited.is_(None)))
        if record.ended_on == document or any(each[0] == document for each in record.opened)
    ]
    for start in range(0, len(ended), 500):
        looked_at = sa.update(SearchRecord).where(SearchRecord.id.in_(ended[start : start + 500]))
        db.session.execute(looked_at.values(credited=""))
    if count:
        audit.record(by, "forgot the searches that led to", document, wordings=count)
    outbox.changed(document)
    return count
