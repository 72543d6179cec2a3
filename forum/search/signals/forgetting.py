"""A text that says something else starts anew: earlier visits tell nothing of it."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa

from forum.core.db import db
from forum.search.models import DocumentSignal
from forum.search.signals.writing import changed

_table = cast(sa.Table, DocumentSignal.__table__)


def forget_hits(document: str) -> None:
    """Take the visits of late out of the ranking, in the current transaction; the counts of the past stay.

    In force for the next search after the commit.
    """
    db.session.execute(sa.update(_table).where(_table.c.document == document).values(hits=0.0))
    changed(document)
