"""What is kept about a person who replies: which documents the replies were written with."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.support.answering.models import DocumentUse


def _export(person_id: int) -> list[dict[str, Any]]:
    mine = sa.select(DocumentUse).where(DocumentUse.by_id == person_id).order_by(DocumentUse.id)
    return [
        {"document": use.document, "case": use.case_id, "at": use.at.isoformat()}
        for use in db.session.scalars(mine)
    ]


def _erase(person_id: int) -> None:
    mine = sa.update(DocumentUse).where(DocumentUse.by_id == person_id).values(by_id=None)
    db.session.execute(mine.execution_options(synchronize_session=False))


ENTRIES = (
    Kept(
        "document_use",
        N_("Which articles and questions you used in replies as a member of staff."),
        N_("So that what helps in replies is known, and kept true first."),
        None,
        _export,
        _erase,
        seen_by=STAFF,
    ),
)
