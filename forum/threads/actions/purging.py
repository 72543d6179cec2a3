"""What was deleted a month ago goes for good: its words, older texts, comments and files. The row stays, empty, so that
answers keep their numbers and the log its meaning; a thread that lost an answer reads on."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.attachments import forgetting
from forum.attachments.models import Attachment
from forum.core import clock, events
from forum.core.db import db
from forum.core.targets import Target
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, FieldValue, PostEdit, Question, QuestionTag

KEPT_DAYS = 30  # as long as a moderator may bring it back
BATCH = 100  # posts of one run: no transaction holds up others for long


def purge_old() -> int:
    """By the clock: purge posts that were deleted more than `KEPT_DAYS` ago, at most a batch. Returns how many."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    questions = _due(Question, before)
    answers = [*_due(Answer, before), *_under(questions)]
    purge("question", questions)
    purge("answer", sorted(set(answers)))
    return len(questions) + len(answers) + _purge_comments(before)


def _purge_comments(before: datetime) -> int:
    old = sa.select(Comment.id).where(Comment.deleted_at < before, Comment.body != "")
    numbers = list(db.session.scalars(old.order_by(Comment.id).limit(BATCH)))
    if numbers:
        empty_comments(Comment.id.in_(numbers))
        db.session.execute(
            sa.delete(PostEdit).where(PostEdit.post_kind == "comment", PostEdit.post_id.in_(numbers))
        )
    for number in numbers:
        events.emit("post.purged", target=Target("comment", number))
    return len(numbers)


def empty_comments(which: sa.ColumnElement[bool]) -> None:
    """Take the words out of comments; what was not deleted is from now on."""
    db.session.execute(
        sa.update(Comment)
        .where(which)
        .values(
            body="",
            body_html="",
            deleted_at=sa.func.coalesce(Comment.deleted_at, clock.now()),
            version=Comment.version + 1,
        )
        .execution_options(synchronize_session="fetch")
    )


def _due(model: type[Question] | type[Answer], before: datetime) -> list[int]:
    chosen = sa.select(model.id).where(model.deleted_at < before, model.purged_at.is_(None))
    return list(db.session.scalars(chosen.order_by(model.id).limit(BATCH)))


def _under(questions: list[int]) -> list[int]:
    """Answers in those questions: nobody else reads them either."""
    chosen = sa.select(Answer.id).where(Answer.question_id.in_(questions), Answer.purged_at.is_(None))
    return list(db.session.scalars(chosen.order_by(Answer.id)))


def purge(kind: str, numbers: list[int]) -> None:
    """Empty these questions or answers (`kind`) with all that stands under them. They are deleted already."""
    if not numbers:
        return
    model: type[Question] | type[Answer] = Question if kind == "question" else Answer
    now = clock.now()
    emptied = {"body": "", "body_html": "", "purged_at": now, "version": model.version + 1}
    if kind == "question":
        emptied |= {"title": "", "slug": "-", "excerpt": "", "tag_names": []}
        for of_question in (QuestionTag, FieldValue):
            db.session.execute(sa.delete(of_question).where(of_question.question_id.in_(numbers)))
    db.session.execute(
        sa.update(model)
        .where(model.id.in_(numbers))
        .values(emptied)
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(sa.delete(PostEdit).where(PostEdit.post_kind == kind, PostEdit.post_id.in_(numbers)))
    under = Comment.question_id if kind == "question" else Comment.answer_id
    empty_comments(under.in_(numbers))
    places = [f"{kind}:{number}" for number in numbers]
    forgetting.forget(db.session.scalars(sa.select(Attachment.id).where(Attachment.place.in_(places))).all())
    for number in numbers:
        events.emit("post.purged", target=Target(kind, number))
