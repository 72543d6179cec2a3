"""Find what is similar to questions, and keep it. Readers never wait for it, and no version of a question grows by it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock, events, jobs, markdown
from forum.core.db import db
from forum.search import documents, finding
from forum.threads import policy
from forum.threads.models import Question, SimilarQuestion
from search_index import SearchUnavailable

log = logging.getLogger(__name__)

KEPT = 8  # found for each question; a few more than are shown, for those that are hidden later
BODY_CHARS = 2000  # of its text: what it is about stands in the beginning
AGAIN_DAYS = 30  # then others have been asked that are nearer
BATCH = 100  # questions of one turn of the clock: a fraction of a second


@jobs.handles("similar", batch=10)
def find(claimed: Sequence[jobs.Claimed]) -> None:
    """For questions that were just asked or edited; those they are found with look again when the clock comes by."""
    for job in claimed:
        found = _find(job.payload["question"])
        _mark([*found], None)


@events.on("question.asked")
@events.on("question.edited")
def find_soon(question_id: int, **_rest: object) -> None:
    """Its words are new."""
    jobs.enqueue("similar", {"question": question_id})


def find_waiting() -> int:
    """Those that never were looked for, the newest first, then those of long ago. For the clock; returns how many."""
    public = policy.public(Question)
    waiting = sa.select(Question.id).where(Question.similar_at.is_(None), public).order_by(Question.id.desc())
    ids = list(db.session.scalars(waiting.limit(BATCH)))
    if len(ids) < BATCH:
        old = Question.similar_at < clock.now() - timedelta(days=AGAIN_DAYS)
        again = sa.select(Question.id).where(old, public).order_by(Question.similar_at, Question.id)
        ids += db.session.scalars(again.limit(BATCH - len(ids)))
    for done, number in enumerate(ids):
        try:
            _find(number)
        except SearchUnavailable as away:
            log.warning("search is away, similar questions wait: %s", away)
            return done
    return len(ids)


def _find(number: int) -> list[int]:
    row = db.session.execute(
        sa.select(Question.title, Question.body_html, Question.lang).where(Question.id == number)
    ).one_or_none()
    if row is None:
        return []
    body = markdown.plain(row.body_html)[:BODY_CHARS]
    names = finding.similar(row.title, body, row.lang, "question", (f"question:{number}",), KEPT)
    found = [documents.split(name)[1] for name in names]
    there = set(
        db.session.scalars(sa.select(Question.id).where(Question.id.in_(found)).order_by(Question.id))
    )
    found = [each for each in found if each in there]  # the index may lag behind
    db.session.execute(sa.delete(SimilarQuestion).where(SimilarQuestion.question_id == number))
    if found:
        rows = [{"question_id": number, "place": n, "similar_id": each} for n, each in enumerate(found)]
        db.session.execute(sa.insert(SimilarQuestion), rows)
    _mark([number], clock.now())
    return found


def _mark(numbers: Sequence[int], at: object) -> None:
    """Not told to kept pages: what they show changed by nothing."""
    marked = (
        sa.update(Question)
        .where(Question.id.in_(list(numbers)))
        .values(similar_at=at, version=Question.version)
    )
    db.session.connection().execute(marked)
