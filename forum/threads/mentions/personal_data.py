"""What mentions keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.personal_data import erased_name
from forum.core.db import db
from forum.core.personal_data import EVERYBODY, Kept
from forum.core.text import N_
from forum.threads.comments.models import Comment
from forum.threads.mentions import linking
from forum.threads.mentions.models import Mention
from forum.threads.models import Answer, PostEdit, Question

_MODELS: dict[str, type[Question] | type[Answer] | type[Comment]] = {
    "question": Question,
    "answer": Answer,
    "comment": Comment,
}


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Mention)
        .where(Mention.person_id == person_id)
        .order_by(Mention.post_kind, Mention.post_id, Mention.key)
    )
    return [{"post": f"{m.post_kind}:{m.post_id}", "as": m.key, "at": m.at.isoformat()} for m in rows]


def _erase(person_id: int) -> None:
    """What others wrote stays, without the name in it; to be rendered anew."""
    rows = db.session.execute(
        sa.select(Mention.post_kind, Mention.post_id, Mention.key).where(Mention.person_id == person_id)
    ).all()
    keys: dict[tuple[str, int], set[str]] = {}
    for kind, number, key in rows:
        keys.setdefault((kind, number), set()).add(key)
    for (kind, number), named in keys.items():
        _take_out(kind, number, named)
    db.session.execute(sa.delete(Mention).where(Mention.person_id == person_id))


def _take_out(kind: str, number: int, named: set[str]) -> None:
    """Of the post as it stands and as it stood before."""
    model = _MODELS[kind]
    body = db.session.scalar(sa.select(model.body).where(model.id == number))
    if body is not None:
        db.session.execute(
            sa.update(model)
            .where(model.id == number)
            .values(version=model.version, html_version=0, body=linking.without(body, named, erased_name()))
            .execution_options(synchronize_session=False)
        )
    earlier = sa.select(PostEdit.id, PostEdit.body).where(
        PostEdit.post_kind == kind, PostEdit.post_id == number
    )
    for edit in db.session.execute(earlier).all():
        cleaned = linking.without(edit.body, named, erased_name())
        db.session.execute(sa.update(PostEdit).where(PostEdit.id == edit.id).values(body=cleaned))


MENTIONS = Kept(
    table="mention",
    what=N_("Posts in which others named you."),
    why=N_("So that your name in them leads to you, and you are told once."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=EVERYBODY,
)
