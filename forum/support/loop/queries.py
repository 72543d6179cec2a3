"""Reads for closing the loop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.support.loop.models import QuestionLoop
from forum.support.models import Case
from forum.threads import policy as threads
from forum.threads.models import Answer, Question
from forum.votes.models import Verdict

OUR_TURN = ("new", "open")  # states of a case in which the customer waits for us
WINDOW = timedelta(
    days=30
)  # what was answered longer ago is left in peace: imports, a feature switched on late
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be the one that solved it."""

    id: int
    author: str
    excerpt: str
    staff: bool


def answers_of_others(question: Question) -> list[Answer]:
    """Public answers that the asker did not write, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Answer)
            .where(
                Answer.question_id == question.id,
                threads.public(Answer),
                Answer.author_id != question.author_id,
            )
            .order_by(Answer.id)
        )
    )


def names_of(answers: list[Answer]) -> dict[int, str]:
    """{person: name} of whoever wrote them."""
    ids = {a.author_id for a in answers}
    if not ids:
        return {}
    return {
        r.id: r.name for r in db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    }


def _unanswered_by_asker() -> tuple[sa.ColumnElement[bool], ...]:
    """Public, open, unsolved, answered by somebody else after the asker wrote last, and not our turn."""
    theirs, hers = sa.orm.aliased(Answer), sa.orm.aliased(Answer)
    last_of_others = (
        sa.select(sa.func.max(theirs.created_at))
        .where(
            theirs.question_id == Question.id,
            theirs.author_id != Question.author_id,
            theirs.hidden_at.is_(None),
            theirs.deleted_at.is_(None),
        )
        .correlate(Question)
        .scalar_subquery()
    )
    wrote_since = (
        sa.select(hers.id)
        .where(
            hers.question_id == Question.id,
            hers.author_id == Question.author_id,
            hers.created_at > last_of_others,
        )
        .correlate(Question)
        .exists()
    )
    ours = sa.select(Case.id).where(
        Case.question_id == Question.id, Case.closed_at.is_(None), Case.state.in_(OUR_TURN)
    )
    not_helped = sa.select(Case.id).where(
        Case.question_id == Question.id, Case.solved_it.is_(False), Case.closed_at.is_(None)
    )
    known = sa.orm.aliased(QuestionLoop)
    refused = sa.select(known.question_id).where(
        known.question_id == Question.id, known.refused_at > last_of_others
    )
    return (
        threads.standing(Question),  # of closed groups too: only their asker is reminded
        Question.closed_at.is_(None),
        Question.solution_id.is_(None),
        Question.answer_count > 0,
        last_of_others.is_not(None),
        sa.or_(Question.edited_at.is_(None), Question.edited_at < last_of_others),
        ~wrote_since,
        ~ours.exists(),
        ~not_helped.exists(),
        ~refused.exists(),
    )


def to_remind(days: int) -> list[Question]:
    """Questions whose askers have not come back `days` after the last word, and were not reminded yet."""
    now = clock.now()
    until = now - timedelta(days=days)
    reminded = sa.select(QuestionLoop.question_id).where(
        QuestionLoop.question_id == Question.id, QuestionLoop.reminded_at.is_not(None)
    )
    return list(
        db.session.scalars(
            sa.select(Question)
            .where(
                Question.active_at <= until,
                Question.active_at > until - WINDOW,
                *_unanswered_by_asker(),
                ~reminded.exists(),
            )
            .order_by(Question.active_at, Question.id)
            .limit(AT_ONCE)
        )
    )


def probably_solved(days: int, votes: int) -> list[tuple[Question, int]]:
    """(question, answer) for those that are probably solved and not called so yet.

    The rule: an answer by the team, or one with `votes` votes; whoever asked read it after it was written; nobody wrote
    a word for `days` days since; nobody said that it did not help; it is not our turn.
    """
    now = clock.now()
    said_no = sa.select(Verdict.id).where(
        Verdict.target_kind == "question",
        Verdict.target_id == Question.id,
        Verdict.helped.is_(False),
        Verdict.at > Question.active_at,
    )
    best = (
        sa.select(Answer.id)
        .where(
            Answer.question_id == Question.id,
            Answer.author_id != Question.author_id,
            threads.public(Answer),
            Answer.created_at < QuestionLoop.read_at,
            sa.or_(QuestionLoop.refused_at.is_(None), Answer.created_at > QuestionLoop.refused_at),
            sa.or_(Answer.staff.is_(True), Answer.score >= votes),
            Answer.score >= 0,
        )
        .order_by(Answer.staff.desc(), Answer.score.desc(), Answer.id.desc())
        .limit(1)
        .correlate(Question, QuestionLoop)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Question, best.label("answer"))
        .join(QuestionLoop, QuestionLoop.question_id == Question.id)
        .where(
            QuestionLoop.read_at <= now - timedelta(days=days),
            QuestionLoop.read_at > Question.active_at,
            Question.probable_at.is_(None),
            best.is_not(None),
            *_unanswered_by_asker(),
            ~said_no.exists(),
        )
        .order_by(Question.id)
        .limit(AT_ONCE)
    ).all()
    return [(row.Question, row.answer) for row in rows]


def probable_answer(question: Question) -> int | None:
    """The answer that probably solved it."""
    if question.probable_at is None:
        return None
    return db.session.scalar(sa.select(QuestionLoop.answer_id).where(QuestionLoop.question_id == question.id))
