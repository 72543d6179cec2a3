"""What the private compartment keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.attachments.forgetting import forget
from forum.attachments.models import Attachment
from forum.core.db import db
from forum.core.personal_data import DATABASE, FILES, MAIL, STAFF, Kept
from forum.core.text import N_
from forum.support.private.models import PrivateMessage
from forum.threads.models import Question


def _hers(person_id: int) -> sa.Select[int]:
    return sa.select(Question.id).where(Question.author_id == person_id)


def _export(person_id: int) -> list[dict[str, Any]]:
    """What she may read: all of her own questions; of others, what she wrote as a member of staff."""
    rows = db.session.scalars(
        sa.select(PrivateMessage)
        .where(sa.or_(PrivateMessage.by_id == person_id, PrivateMessage.question_id.in_(_hers(person_id))))
        .order_by(PrivateMessage.id)
    )
    return [
        {
            "question": f"question:{m.question_id}",
            "by_me": m.by_id == person_id,
            "body": m.body,
            "files": m.files,
            "at": m.created_at.isoformat(),
        }
        for m in rows
    ]


def _erase(person_id: int) -> None:
    """All that was said in private on her questions goes, with the files, whoever wrote it: it was about her."""
    hers = list(db.session.scalars(_hers(person_id)))
    places = [f"private:{number}" for number in hers]
    for start in range(0, len(hers), 500):
        part = slice(start, start + 500)
        forget(db.session.scalars(sa.select(Attachment.id).where(Attachment.place.in_(places[part]))).all())
        db.session.execute(sa.delete(PrivateMessage).where(PrivateMessage.question_id.in_(hers[part])))


PRIVATE = Kept(
    table="private_message",
    what=N_("What you and our team wrote to each other in private."),
    why=N_("So that a person of the company can help you without others reading along."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
    where=(DATABASE, FILES, MAIL),
)
