"""Reads of marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.support.models import Case
from forum.support.satisfaction import policy
from forum.support.satisfaction.counting import Summary, summary
from forum.support.satisfaction.models import Satisfaction
from forum.threads.models import Question

ASK_WITHIN = timedelta(days=14)  # of the end of a case: later nobody remembers
AT_ONCE = 200
WORDS_SHOWN = 50


class Said(NamedTuple):
    """What somebody wrote beside a mark."""

    case_id: int
    mark: int
    words: str
    given_at: datetime
    title: str
    lang: str


def of_case(case_id: int) -> Satisfaction | None:
    """The mark of a case, or that she was asked for it."""
    return db.session.get(Satisfaction, case_id)


def given(case_ids: Sequence[int]) -> set[int]:
    """Those of the cases that have a mark."""
    if not case_ids:
        return set()
    chosen = sa.select(Satisfaction.case_id).where(
        Satisfaction.case_id.in_(list(case_ids)), Satisfaction.mark.is_not(None)
    )
    return set(db.session.scalars(chosen))


def to_ask(after: timedelta) -> list[tuple[Case, Question]]:
    """Cases that ended so long ago, with a reply of ours, whose customers were not asked and gave no mark."""
    until = clock.now() - after
    ended = sa.func.coalesce(Case.closed_at, Case.resolved_at)
    asked = sa.select(Satisfaction.case_id).where(Satisfaction.case_id == Case.id)
    rows = db.session.execute(
        sa.select(Case, Question)
        .join(Question, Question.id == Case.question_id)
        .where(
            Case.state.in_(("resolved", "closed")),
            ended <= until,
            ended > until - ASK_WITHIN,
            Case.first_reply_at.is_not(None),
            Case.merged_into_id.is_(None),
            Question.hidden_at.is_(None),
            Question.deleted_at.is_(None),
            ~asked.exists(),
        )
        .order_by(Case.id)
        .limit(AT_ONCE)
    )
    return [(row.Case, row.Question) for row in rows]


def by_topic(viewer: Viewer, days: int) -> dict[int, Summary]:
    """{topic: its marks of the last `days`}. Raises `NotAllowed`."""
    ensure(policy.can_see_topics(viewer))
    return _summaries(Satisfaction.topic_id, days)


def by_agent(viewer: Viewer, days: int) -> list[tuple[str, Summary]]:
    """(name, marks) of those who held the cases, by name. Raises `NotAllowed` for all but leads."""
    ensure(policy.can_see_agents(viewer))
    found = _summaries(Satisfaction.agent_id, days)
    names = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(list(found))))
    return sorted(((row.name, found[row.id]) for row in names), key=lambda r: r[0])


def words(viewer: Viewer, days: int) -> list[Said]:
    """What customers wrote, the newest first. Raises `NotAllowed`."""
    ensure(policy.can_see_topics(viewer))
    rows = db.session.execute(
        sa.select(
            Satisfaction.case_id,
            Satisfaction.mark,
            Satisfaction.words,
            Satisfaction.given_at,
            Question.title,
            Question.lang,
        )
        .join(Case, Case.id == Satisfaction.case_id)
        .join(Question, Question.id == Case.question_id)
        .where(Satisfaction.given_at > _since(days), Satisfaction.words != "")
        .order_by(Satisfaction.given_at.desc())
        .limit(WORDS_SHOWN)
    )
    return [Said._make(row) for row in rows]


def asked_count(days: int) -> int:
    """How many were asked by mail in the last `days`."""
    chosen = sa.select(sa.func.count()).where(Satisfaction.asked_at > _since(days))
    return db.session.scalar(chosen) or 0


def _since(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _summaries(
    column: sa.orm.InstrumentedAttribute[int] | sa.orm.InstrumentedAttribute[int | None], days: int
) -> dict[int, Summary]:
    rows = db.session.execute(
        sa.select(column, Satisfaction.mark, sa.func.count())
        .where(Satisfaction.given_at > _since(days), Satisfaction.mark.is_not(None), column.is_not(None))
        .group_by(column, Satisfaction.mark)
    )
    marks: dict[Any, dict[Any, int]] = {}
    for of, mark, count in rows:
        marks.setdefault(of, {})[mark] = count
    return {of: summary(found) for of, found in marks.items()}
