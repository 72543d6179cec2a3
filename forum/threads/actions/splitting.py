"""Answers that are about something else become a question of their own, and back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.threads import policy
from forum.threads.actions.asking import ask
from forum.threads.actions.moving import count_again, ensure_standing, locked_pair, put
from forum.threads.actions.solving import unsolve
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question, Rearrangement
from forum.threads.queries import locked_question


def split(
    question: Question,
    answer_ids: Sequence[int],
    title: str,
    topic: policy.TopicLike,
    by: Viewer,
    because: str = "",
) -> Question:
    """The oldest of these answers becomes a question, by its author and with its date; the others are its answers.

    The promise begins now: nobody answered it so far. Raises `NotAllowed`, `Invalid` (title, answers), `Conflict`.
    """
    question = locked_question(question.id)
    ensure(policy.can_moderate(by, question.topic_id))
    ensure_standing(question)
    chosen = list(
        db.session.scalars(
            sa.select(Answer)
            .where(Answer.question_id == question.id, Answer.id.in_(answer_ids), policy.standing(Answer))
            .order_by(Answer.created_at, Answer.id)
            .with_for_update()
        )
    )
    if not chosen:
        message = N_("Choose the answers that are about something else.")
        raise Invalid(message, {"answers": message})
    first, rest = chosen[0], [each.id for each in chosen[1:]]
    author = db.session.get_one(Person, first.author_id)
    if not policy.can_ask(author):
        message = N_("Whoever wrote the first of them can't ask now.")
        raise Invalid(message, {"answers": message})
    made = ask(author, topic, question.lang, title, first.body)
    made.created_at = first.created_at
    moved = _begin(question, made, first, rest, by, because)
    if question.solution_id in [each.id for each in chosen]:
        unsolve(question)
        events.emit("question.unsolved", question_id=question.id, by_id=by.id)
    put(rest, made)
    _put_comments(moved.comment_ids, made, None)
    first.deleted_at, first.deleted_by_id = clock.now(), by.id
    audit.record(by, "split", question.document, because, into=made.id, answers=[each.id for each in chosen])
    count_again(question, made)
    return made


def unsplit(made: Question, by: Viewer, because: str = "") -> Question:
    """Undo `split`: all that stands in it goes back, with what was answered since. Raises `NotFound`, `Conflict`."""
    r = Rearrangement
    found = db.session.scalars(
        sa.select(r)
        .where(r.kind == "split", r.into_id == made.id, r.undone_at.is_(None))
        .order_by(r.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound()
    question, made = locked_pair(found.question_id, made.id)
    ensure(all(policy.can_moderate(by, each.topic_id) for each in (question, made)))
    first = db.session.get_one(Answer, found.first_answer_id)
    if first.purged_at is not None or made.merged_into_id is not None:
        raise Conflict(N_("Too much has changed since: this can't be undone any more."))
    if made.solution_id is not None:
        unsolve(made)
    found.undone_at = clock.now()
    put(
        list(
            db.session.scalars(sa.select(Answer.id).where(Answer.question_id == made.id).order_by(Answer.id))
        ),
        question,
    )
    under = sa.select(Comment.id).where(Comment.question_id == made.id, Comment.answer_id.is_(None))
    _put_comments(list(db.session.scalars(under.order_by(Comment.id))), question, first.id)
    first.deleted_at = first.deleted_by_id = None
    made.deleted_at, made.deleted_by_id = clock.now(), by.id
    audit.record(by, "put back", question.document, because, of=made.id)
    events.emit("question.withdrawn", question_id=made.id, by_id=by.id)
    count_again(question, made)
    return question


def _begin(
    question: Question, made: Question, first: Answer, rest: list[int], by: Viewer, because: str
) -> Rearrangement:
    assert by.id is not None
    under = sa.select(Comment.id).where(Comment.answer_id == first.id).order_by(Comment.id)
    row = Rearrangement(
        kind="split",
        question_id=question.id,
        into_id=made.id,
        answer_ids=rest,
        comment_ids=list(db.session.scalars(under)),
        first_answer_id=first.id,
        solution_id=question.solution_id,
        by_id=by.id,
        at=clock.now(),
        because=because,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _put_comments(comment_ids: list[int], into: Question, answer_id: int | None) -> None:
    if comment_ids:
        db.session.execute(
            sa.update(Comment)
            .where(Comment.id.in_(comment_ids))
            .values(question_id=into.id, answer_id=answer_id, version=Comment.version + 1)
            .execution_options(synchronize_session="fetch")
        )
