"""Somebody leaves and takes along what she wrote. Threads with words of others in them stay readable."""

from __future__ import annotations

import sqlalchemy as sa

from forum.attachments import forgetting
from forum.attachments.models import Attachment
from forum.core import clock, events, markdown, text
from forum.core.db import db
from forum.core.targets import Target
from forum.search import outbox, signals
from forum.threads.actions.asking import excerpt_of
from forum.threads.actions.moderating import withdrawn
from forum.threads.actions.purging import empty_comments, purge
from forum.threads.comments.counting import recount as recount_comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, FieldValue, PostEdit, Question
from forum.threads.queries import kind_of, locked_answer, locked_question


def take_posts_along(person_id: int, instead: dict[str, str]) -> None:
    """Remove all posts of hers, in the current transaction.

    Where others wrote under a question or an answer, its words make way for a sentence (`instead`: by language, "en" for
    the others) and the thread reads on; the rest goes as what was deleted a month ago does, at once.
    """
    mine = sa.select(Question.id).where(Question.author_id == person_id).order_by(Question.id)
    for number in db.session.scalars(mine).all():
        _take_question(number, person_id, instead)
    given = sa.select(Answer.id).where(Answer.author_id == person_id, Answer.purged_at.is_(None))
    for number in db.session.scalars(given.order_by(Answer.id)).all():
        _take_answer(number, person_id, instead)
    _take_comments(person_id)


def _take_question(number: int, person_id: int, instead: dict[str, str]) -> None:
    question = locked_question(number)
    others = sa.or_(
        sa.exists().where(
            Answer.question_id == number, Answer.author_id != person_id, Answer.deleted_at.is_(None)
        ),
        sa.exists().where(
            Comment.question_id == number, Comment.author_id != person_id, Comment.deleted_at.is_(None)
        ),
    )
    if question.purged_at is None and db.session.scalar(sa.select(others)):
        words = instead.get(question.lang, instead["en"])
        question.title, question.slug = words, text.slugify(words)
        _put(question, words)
        question.excerpt = excerpt_of(question.body_html)
        question.closed_at = question.closed_at or clock.now()  # nobody knows any more what was asked
        question.due_at = None
        db.session.execute(sa.delete(FieldValue).where(FieldValue.question_id == number))
        return
    if question.purged_at is None:
        was_public = question.public
        question.deleted_at = question.deleted_at or clock.now()
        if was_public:
            withdrawn(question, question, None)
            events.emit("question.withdrawn", question_id=number, by_id=None)
        db.session.flush()
        purge("question", [number])
        under = sa.select(Answer.id).where(Answer.question_id == number, Answer.purged_at.is_(None))
        purge("answer", list(db.session.scalars(under.order_by(Answer.id))))
    _found_differently(question)


def _take_answer(number: int, person_id: int, instead: dict[str, str]) -> None:
    question, answer = locked_answer(number)
    replied = sa.exists().where(
        Comment.answer_id == number, Comment.author_id != person_id, Comment.deleted_at.is_(None)
    )
    if answer.deleted_at is None and db.session.scalar(sa.select(replied)):
        _put(answer, instead.get(question.lang, instead["en"]))
        if question.solution_id == number:
            question.solution_id = question.solved_at = None  # a removed text solves nothing
    else:
        was_public = answer.public
        answer.deleted_at = answer.deleted_at or clock.now()
        if was_public:
            withdrawn(question, answer, None)
        db.session.flush()
        purge("answer", [number])
    _found_differently(question)


def _put(post: Question | Answer, words: str) -> None:
    """The sentence in place of its words; older texts and files go."""
    post.body = f"*{words}*"
    post.body_html, post.html_version = markdown.render_post(post.body), markdown.VERSION
    kind = kind_of(post)
    db.session.execute(sa.delete(PostEdit).where(PostEdit.post_kind == kind, PostEdit.post_id == post.id))
    files = sa.select(Attachment.id).where(Attachment.place == f"{kind}:{post.id}")
    forgetting.forget(db.session.scalars(files).all())
    db.session.flush()
    if isinstance(post, Question):
        _found_differently(post)


def _take_comments(person_id: int) -> None:
    rows = db.session.execute(
        sa.select(Comment.id, Comment.question_id)
        .where(Comment.author_id == person_id, Comment.body != "")
        .order_by(Comment.id)
    ).all()
    numbers = [row.id for row in rows]
    empty_comments(Comment.id.in_(numbers))
    db.session.execute(
        sa.delete(PostEdit).where(PostEdit.post_kind == "comment", PostEdit.post_id.in_(numbers))
    )
    for row in rows:
        events.emit("post.purged", target=Target("comment", row.id))
    for number in dict.fromkeys(row.question_id for row in rows):
        recount_comments(locked_question(number))


def _found_differently(question: Question) -> None:
    outbox.changed(question.document)
    signals.changed(question.document)
