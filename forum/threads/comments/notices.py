"""Who is told of a comment, and why."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.notifications.actions import tell
from forum.threads import policy as posts
from forum.threads.comments.models import Comment
from forum.threads.comments.policy import PARTICIPANTS_TOLD_MAX
from forum.threads.mentions.actions import told_of
from forum.threads.models import Answer, Question
from forum.threads.queries.finding import may_see


def commented(question: Question, comment: Comment, by: Person) -> None:
    """Whoever wrote the post, and whoever else commented on it; not those who were told that it names them."""
    author_id = question.author_id
    if comment.answer_id is not None:
        author_id = db.session.scalar(sa.select(Answer.author_id).where(Answer.id == comment.answer_id)) or 0
    told = {author_id, *_participants(comment)} - {by.id, 0} - told_of(comment)
    for person in db.session.scalars(sa.select(Person).where(Person.id.in_(told)).order_by(Person.id)):
        if not may_see(person, question.id):
            continue
        tell(
            person.id,
            "commented",
            comment.path,
            about=question.document,
            group=f"comments:{comment.on}",
            thing=f"comment:{comment.id}",
            who=by.name,
            title=question.title,
            question_id=question.id,
        )


def _participants(comment: Comment) -> list[int]:
    mine = (
        Comment.answer_id.is_(None) if comment.answer_id is None else Comment.answer_id == comment.answer_id
    )
    newest = sa.func.max(Comment.id)
    return list(
        db.session.scalars(
            sa.select(Comment.author_id)
            .where(Comment.question_id == comment.question_id, mine, posts.public(Comment))
            .group_by(Comment.author_id)
            .order_by(newest.desc())
            .limit(PARTICIPANTS_TOLD_MAX)
        )
    )
