"""What comments are to the features below: targets, notices, personal data."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import personal_data as kept
from forum.core import targets
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.targets import Kind, Shown, Target
from forum.threads import policy as posts
from forum.threads.comments import actions, inbox
from forum.threads.comments.models import Comment
from forum.threads.comments.personal_data import COMMENTS
from forum.threads.models import Answer, Question


def register() -> None:
    """Say what there is; called once, when the feature is set up."""
    targets.register(
        Kind(
            "comment",
            _look_up,
            place="/comments/",
            reportable=True,
            hide=lambda number, by, because: actions.hide(_comment(number), by, because),
            show=lambda number, by, because: actions.show(_comment(number), by, because),
            author_of=lambda number: db.session.scalar(
                sa.select(Comment.author_id).where(Comment.id == number)
            ),
            text_of=lambda number: _comment(number).body,
        )
    )
    kept.register(COMMENTS)
    inbox.register()


def _comment(number: int) -> Comment:
    return db.session.get_one(Comment, number)


def _look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    there = sa.or_(Comment.answer_id.is_(None), posts.visible(Answer, viewer))
    rows = db.session.execute(
        sa.select(
            Comment.id,
            Comment.author_id,
            Comment.question_id,
            Comment.revision,
            Question.title,
            Question.topic_id,
            Question.lang,
        )
        .join(Question, Question.id == Comment.question_id)
        .outerjoin(Answer, Answer.id == Comment.answer_id)
        .where(
            Comment.id.in_(numbers), posts.visible(Comment, viewer), posts.visible(Question, viewer), there
        )
    )
    return {
        r.id: Shown(
            target=Target("comment", r.id),
            title=r.title,
            url=f"/comments/{r.id}",
            document=f"question:{r.question_id}",
            author_id=r.author_id,
            topic_id=r.topic_id,
            revision_id=r.revision,
            lang=r.lang,
        )
        for r in rows
    }
