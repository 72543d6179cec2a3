"""Scores, and how helpful answers are, counted anew from votes and verdicts whenever one of them changed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core.db import db
from forum.core.targets import Target
from forum.search import signals
from forum.threads.helping import helpfulness
from forum.threads.models import Answer, Question
from forum.votes import queries as votes
from forum.votes import trying


def question_changed(number: int) -> None:
    """After a vote on a question, or a reader's verdict on its solution."""
    found = db.session.execute(
        sa.select(Question.score_brought, Question.solution_id).where(Question.id == number).with_for_update()
    ).one()
    total = found.score_brought + votes.score(Target("question", number))
    _set(Question, number, score=total)
    if found.solution_id is not None:
        answer_changed(found.solution_id)


def answer_changed(number: int) -> None:
    """After a vote, a trial or a verdict on an answer. The row is locked first, so that of two at once the later counts
    both."""
    target = Target("answer", number)
    found = db.session.execute(
        sa.select(
            Answer.score_brought,
            Answer.question_id,
            Answer.revision,
            Answer.tried_count,
            Question.solution_id,
        )
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.id == number)
        .with_for_update(of=Answer)
    ).one()
    up, down = votes.tally(target)
    tried = trying.count(target, found.revision)
    readers = votes.of_revision(Target("question", found.question_id), number)
    _set(
        Answer,
        number,
        score=found.score_brought + up - down,
        tried_count=tried,
        helpfulness=helpfulness(
            up + max(found.score_brought, 0),
            down + max(-found.score_brought, 0),
            tried,
            readers.helped,
            readers.not_helped,
        ),
    )
    if found.solution_id == number and tried != found.tried_count:
        signals.changed(f"question:{found.question_id}")


def tried(wanted: Sequence[str]) -> dict[str, dict[str, int]]:
    """The source of `not_helped` for `forum.search.signals`: who tried a solution without success was not helped."""
    numbers = [int(d.partition(":")[2]) for d in wanted if d.startswith("question:")]
    rows = db.session.execute(
        sa.select(Question.id, Answer.tried_count)
        .join(Answer, Answer.id == Question.solution_id)
        .where(Question.id.in_(numbers), Answer.tried_count > 0)
    )
    return {f"question:{r.id}": {"not_helped": r.tried_count} for r in rows}


def _set(model: type[Question] | type[Answer], number: int, **values: object) -> None:
    db.session.execute(
        sa.update(model)
        .where(model.id == number)
        .values(version=model.version, **values)  # no new version: a vote changes no text
        .execution_options(synchronize_session=False)
    )
