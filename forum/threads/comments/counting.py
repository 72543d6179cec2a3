"""How many comments of a thread stand: pages of threads without any ask for none."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.threads import policy as posts
from forum.threads.comments.models import Comment
from forum.threads.models import Question


def recount(question: Question) -> None:
    """Count the thread's comments that stand; an answer that is put aside may come back with its own. The question is
    locked; its text, and so its place in the index, does not change."""
    db.session.flush()
    count = (
        sa.select(sa.func.count())
        .where(Comment.question_id == question.id, posts.standing(Comment))
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
