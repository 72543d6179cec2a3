"""What comments keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import DATABASE, EVERYBODY, INDEX, MAIL, Kept
from forum.core.text import N_
from forum.threads.comments.models import Comment


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Comment).where(Comment.author_id == person_id).order_by(Comment.id))
    return [
        {
            "url": c.path,
            "on": c.on,
            "body": c.body,
            "at": c.created_at.isoformat(),
            "edited_at": c.edited_at.isoformat() if c.edited_at else None,
        }
        for c in rows
    ]


def _erase(person_id: int) -> None:
    db.session.execute(
        sa.update(Comment)
        .where(Comment.author_id == person_id)
        .values(form_key=None, version=Comment.version)
        .execution_options(synchronize_session=False)
    )


COMMENTS = Kept(
    table="comment",
    what=N_("Comments you wrote, as everybody reads them."),
    why=N_("Others find their answer in them. When you leave, they stay without your name."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=EVERYBODY,
    where=(DATABASE, INDEX, MAIL),
)
