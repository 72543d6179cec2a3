"""Where somebody took part: in texts that stand there, her first name is hers."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import Base, db
from forum.privacy.erasing.sweeping import Near
from forum.threads.comments.models import Comment
from forum.threads.mentions.models import Mention
from forum.threads.models import Answer, Question


def of(person_id: int) -> Near:
    """Her questions, those in which she wrote or was named, and their cases. Ask before anything of hers is deleted."""
    questions = set(_numbers(sa.select(Question.id).where(Question.author_id == person_id)))
    questions |= set(_numbers(sa.select(Answer.question_id).where(Answer.author_id == person_id)))
    questions |= set(_numbers(sa.select(Comment.question_id).where(Comment.author_id == person_id)))
    named = {
        kind: _numbers(
            sa.select(Mention.post_id).where(Mention.person_id == person_id, Mention.post_kind == kind)
        )
        for kind in ("question", "answer", "comment")
    }
    questions |= set(named["question"])
    for kind, model in (("answer", Answer), ("comment", Comment)):
        questions |= set(_numbers(sa.select(model.question_id).where(model.id.in_(named[kind]))))
    posts = {("question", number) for number in questions}
    for kind, model in (("answer", Answer), ("comment", Comment)):
        posts |= {
            (kind, number) for number in _numbers(sa.select(model.id).where(model.question_id.in_(questions)))
        }
    case = Base.metadata.tables["support_case"]  # by name: support stands beside us
    cases = _numbers(
        sa.select(case.c.id).where(sa.or_(case.c.customer_id == person_id, case.c.question_id.in_(questions)))
    )
    return Near(frozenset(questions), frozenset(cases), frozenset(posts))


def _numbers(chosen: sa.Select[int]) -> list[int]:
    return list(db.session.scalars(chosen))
