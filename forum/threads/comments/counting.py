"""How many comments of a thread everybody sees."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.threads import policy as posts
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question


def recount(question: Question) -> None:
    """Count the thread's comments that everybody sees. The question is locked; its text, and so its place in the
    index, does not change."""
    db.session.flush()
    public_answers = sa.select(Answer.id).where(Answer.question_id == question.id, posts.public(Answer))
    count = (
        sa.select(sa.func.count())
        .where(
            Comment.question_id == question.id,
            posts.public(Comment),
            sa.or_(Comment.answer_id.is_(None), Comment.answer_id.in_(public_answers)),
        )
        .scalar_subquery()
    )
    db.session.execute(
        sa.update(Question)
        .where(Question.id == question.id)
        .values(
            comment_count=count, version=Question.version
        )  # no new version: nothing that is found changes
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(question, ["comment_count"])
