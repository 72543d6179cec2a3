"""Reads of the filter: the model in force, and what it thought of posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.accounts.queries import PersonShown
from forum.core import clock, targets
from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.reviews.models import ReviewItem
from forum.spam import classifier, policy, reading
from forum.spam.classifier import Model
from forum.spam.models import SpamJudgement, SpamModel

LISTS = ("doubted", "held", "wrong", "all")

_loaded: dict[tuple[str, datetime], Model] = {}


class Judged(NamedTuple):
    """A line of the moderators' list. `shown`: the post, while they may see it; `open`: it waits in the review queue."""

    id: int
    target: Target
    at: datetime
    log_odds: float
    verdict: str
    words: list[str]
    signs: list[str]
    spam: bool | None
    shown: Shown | None
    author: PersonShown | None
    open: bool


class Record(NamedTuple):
    """How often people said otherwise, since `since`: of what was held, of what was only doubted, of what was let through."""

    held: int
    held_wrongly: int
    doubted: int
    doubted_wrongly: int
    missed: int
    since: datetime


def model() -> Model:
    """The weights in force: those that Askwell came with, moved by this site's decisions. One small query."""
    made_at = db.session.scalar(sa.select(SpamModel.made_at).order_by(SpamModel.id).limit(1))
    if made_at is None:
        return classifier.prior()
    key = (str(db.engine.url), made_at)
    if key not in _loaded:
        row = db.session.execute(
            sa.select(SpamModel.marks, SpamModel.weights, SpamModel.bias).order_by(SpamModel.id).limit(1)
        ).one()
        _loaded.clear()
        _loaded[key] = classifier.with_added(
            classifier.prior(),
            reading.unpack(row.marks),
            np.frombuffer(row.weights, dtype="<f4"),
            row.bias,
        )
    return _loaded[key]


def judgement_of(target: Target) -> SpamJudgement | None:
    """What the filter thought of a post when it was last written."""
    return db.session.scalars(
        sa.select(SpamJudgement).where(
            SpamJudgement.target_kind == target.kind, SpamJudgement.target_id == target.number
        )
    ).one_or_none()


def written_by_others(digest: str, author_id: int) -> bool:
    """Did another account write the same words of late?"""
    found = sa.select(SpamJudgement.id).where(
        SpamJudgement.digest == digest,
        SpamJudgement.author_id != author_id,
        SpamJudgement.at > clock.now() - timedelta(days=policy.SAME_TEXT_DAYS),
    )
    return db.session.scalar(found.limit(1)) is not None


def judgements(viewer: Viewer, which: str, number: int) -> Page[Judged]:
    """What was judged, the newest first; nothing for who may not see it. Four queries, and one for each kind of post."""
    j = SpamJudgement
    chosen = sa.select(
        j.id, j.target_kind, j.target_id, j.author_id, j.at, j.log_odds, j.verdict, j.words, j.signs, j.spam
    ).where(_in_list(which) if policy.can_see(viewer) else sa.false())
    found = paginate(
        lambda limit, offset: db.session.execute(
            chosen.order_by(j.id.desc()).limit(limit).offset(offset)
        ).all(),
        number,
    )
    wanted = [Target(row.target_kind, row.target_id) for row in found]
    shown, people = targets.show_many(wanted, viewer), accounts.names(row.author_id for row in found)
    waiting = _open(wanted)

    def lines(rows: Sequence[sa.Row[tuple[object, ...]]]) -> list[Judged]:
        return [
            Judged(
                id=row.id,
                target=target,
                at=row.at,
                log_odds=row.log_odds,
                verdict=row.verdict,
                words=row.words,
                signs=row.signs,
                spam=row.spam,
                shown=shown.get(target),
                author=people.get(row.author_id),
                open=target in waiting,
            )
            for row in rows
            for target in [Target(row.target_kind, row.target_id)]
        ]

    return found.map(lines)


def record(days: int = policy.JUDGED_DAYS) -> Record:
    """How the filter did, by what people decided afterwards."""
    j, since = SpamJudgement, clock.now() - timedelta(days=days)
    rows = db.session.execute(
        sa.select(j.verdict, j.spam, sa.func.count(j.id))
        .where(j.spam.is_not(None), j.taught_at > since)
        .group_by(j.verdict, j.spam)
    )
    counts = {(verdict, spam): count for verdict, spam, count in rows}
    held, wrong = counts.get((policy.HOLD_IT, True), 0), counts.get((policy.HOLD_IT, False), 0)
    doubted = counts.get((policy.REVIEW_IT, True), 0)
    kept = counts.get((policy.REVIEW_IT, False), 0)
    return Record(held + wrong, wrong, doubted + kept, kept, counts.get((policy.FINE, True), 0), since)


def _in_list(which: str) -> sa.ColumnElement[bool]:
    j = SpamJudgement
    if which == "all":
        return sa.true()
    if which == "wrong":
        thought_spam = j.verdict != policy.FINE
        return sa.and_(j.spam.is_not(None), sa.or_(j.spam.is_(False), ~thought_spam), j.spam != thought_spam)
    if which == "held":
        return j.verdict == policy.HOLD_IT
    return j.verdict != policy.FINE


def _open(wanted: Sequence[Target]) -> set[Target]:
    """Which of them wait in the review queue."""
    if not wanted:
        return set()
    rows = db.session.execute(
        sa.select(ReviewItem.target_kind, ReviewItem.target_id).where(
            ReviewItem.decided_at.is_(None),
            ReviewItem.target_id.in_({target.number for target in wanted}),
        )
    )
    return {Target(kind, number) for kind, number in rows} & set(wanted)
