"""Somebody's first post: marked for others, and she is told what happens next."""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.targets import Target
from forum.threads.models import Answer, Question
from forum.welcome import notices

MODELS: dict[str, type[Question] | type[Answer]] = {"question": Question, "answer": Answer}


def greet(target: Target, author_id: int) -> bool:
    """Mark a post that was just written, if it is its author's first. Returns whether it is.

    People of the company are not greeted. What is held for a look is marked, but called public only when it is.
    """
    author = db.session.get_one(Person, author_id)
    if author.is_staff or _wrote_before(target, author_id):
        return False
    model = MODELS[target.kind]
    db.session.execute(
        sa.update(model)
        .where(model.id == target.number)
        .values(first_post=True, version=model.version)  # no new version: the text is the same
        .execution_options(synchronize_session=False)
    )
    post = cast(Question | Answer, db.session.get_one(model, target.number))
    if post.hidden_at is None:
        notices.welcome(post, author)
    return True


def _wrote_before(target: Target, author_id: int) -> bool:
    others = [
        sa.exists().where(
            model.author_id == author_id, *([model.id != target.number] if kind == target.kind else [])
        )
        for kind, model in MODELS.items()
    ]
    return bool(db.session.scalar(sa.select(sa.or_(*others))))
