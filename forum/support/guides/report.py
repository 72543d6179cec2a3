"""What a guide is worth: walks, results, first-contact resolution, time, and where it is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support.guides import policy
from forum.support.guides.models import GuideVersion, GuideWalk
from forum.support.guides.steps import step_of
from forum.support.models import Case
from forum.support.private.models import PrivateMessage
from forum.threads.models import Answer

DAYS = 90
LEFT_AFTER = timedelta(hours=24)  # a walk that nobody went on with since counts as left
WALKS_MAX = 5_000  # newest, of one report


class LeftAt(NamedTuple):
    """A step at which walks were stopped or left, and what agents gave as reasons (the newest few)."""

    name: str
    walks: int
    reasons: tuple[str, ...]


class Report(NamedTuple):
    """Of the last `DAYS` days. `settled`: cases with a finished walk that are resolved or closed; `first_contact`: those
    of them that took one reply at most and of which no customer said that she is still stuck. `minutes`: median of
    finished walks."""

    walks: int
    finished: int
    left: int
    settled: int
    first_contact: int
    minutes: float | None
    left_at: tuple[LeftAt, ...]


def of(guide_id: int, viewer: Viewer) -> Report:
    """The report of one guide. Three queries. Raises `NotFound` for whoever is not of the company."""
    if not policy.can_read(viewer):
        raise NotFound()
    now = clock.now()
    walks = db.session.execute(
        sa.select(
            GuideWalk.version_id,
            GuideWalk.step,
            GuideWalk.end,
            GuideWalk.because,
            GuideWalk.started_at,
            GuideWalk.ended_at,
        )
        .where(GuideWalk.guide_id == guide_id, GuideWalk.started_at >= now - timedelta(days=DAYS))
        .order_by(GuideWalk.id.desc())
        .limit(WALKS_MAX)
    ).all()
    finished = [w for w in walks if w.end == "finished"]
    left = [w for w in walks if w.end == "stopped" or (not w.end and now - w.started_at > LEFT_AFTER)]
    settled, first_contact = _settled(guide_id, now - timedelta(days=DAYS))
    seconds = [(w.ended_at - w.started_at).total_seconds() for w in finished]
    return Report(
        len(walks),
        len(finished),
        len(left),
        settled,
        first_contact,
        median(seconds) / 60 if seconds else None,
        _left_at(left),
    )


def _left_at(left: Sequence[Any]) -> tuple[LeftAt, ...]:
    if not left:
        return ()
    versions = sa.select(GuideVersion.id, GuideVersion.steps).where(
        GuideVersion.id.in_({w.version_id for w in left})
    )
    steps = {row.id: row.steps for row in db.session.execute(versions)}
    counts: Counter[str] = Counter()
    reasons: dict[str, list[str]] = {}
    for walk in left:
        found = step_of(steps[walk.version_id], walk.step)
        name = found["name"] if found else walk.step
        counts[name] += 1
        if walk.because:
            reasons.setdefault(name, []).append(walk.because)
    return tuple(
        LeftAt(name, number, tuple(dict.fromkeys(reasons.get(name, [])))[:3])
        for name, number in counts.most_common()
    )


def _settled(guide_id: int, since: object) -> tuple[int, int]:
    """(cases that a finished walk belongs to and that are done, those done at first contact)."""
    with_walk = sa.exists().where(
        GuideWalk.case_id == Case.id,
        GuideWalk.guide_id == guide_id,
        GuideWalk.end == "finished",
        GuideWalk.started_at >= since,
    )
    public = (
        sa.select(sa.func.count())
        .where(Answer.question_id == Case.question_id, Answer.staff, Answer.created_at >= Case.opened_at)
        .scalar_subquery()
    )
    private = (
        sa.select(sa.func.count())
        .where(
            PrivateMessage.question_id == Case.question_id,
            PrivateMessage.staff,
            PrivateMessage.created_at >= Case.opened_at,
        )
        .scalar_subquery()
    )
    once = sa.and_(public + private <= 1, Case.solved_it.is_not(False))
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.count().filter(once))
        .select_from(Case)
        .where(with_walk, Case.state.in_(("resolved", "closed")))
    ).one()
    return row[0], row[1]
