"""Reads of reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, targets
from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.reviews import policy
from forum.reviews.models import Report, ReviewItem


class Mine(NamedTuple):
    """A report of the viewer's own. `shown`: the post, while she may see it."""

    reason: str
    note: str
    at: datetime
    outcome: str
    shown: Shown | None


def mine(viewer: Viewer, page: int) -> Page[Mine]:
    """What the viewer reported, the newest first. One query, and one for each kind of post."""
    chosen = (
        sa.select(
            Report.reason,
            Report.note,
            Report.at,
            Report.outcome,
            ReviewItem.target_kind,
            ReviewItem.target_id,
        )
        .join(ReviewItem, ReviewItem.id == Report.item_id)
        .where(Report.by_id == viewer.id)
        .order_by(Report.id.desc())
    )
    found = paginate(lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page)
    shown = targets.show_many([Target(r.target_kind, r.target_id) for r in found], viewer)
    return found.map(
        lambda rows: [
            Mine(r.reason, r.note, r.at, r.outcome, shown.get(Target(r.target_kind, r.target_id)))
            for r in rows
        ]
    )


def records_of(person_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """`record_of` for many, those without a decided report left out; one query."""
    rows = db.session.execute(
        sa.select(Report.by_id, Report.outcome, sa.func.count(Report.id))
        .where(Report.by_id.in_(person_ids), Report.outcome != "")
        .group_by(Report.by_id, Report.outcome)
    )
    found: dict[int, tuple[int, int]] = {}
    for person_id, outcome, count in rows:
        if person_id is None:
            continue
        right, wrong = found.get(person_id, (0, 0))
        found[person_id] = (right + count, wrong) if outcome == "confirmed" else (right, wrong + count)
    return found


def open_reports(person_id: int) -> int:
    """How many of a person's reports nobody has decided yet."""
    chosen = sa.select(sa.func.count(Report.id)).where(Report.by_id == person_id, Report.outcome == "")
    return int(db.session.scalar(chosen) or 0)


def record_of(person_id: int) -> tuple[int, int]:
    """(confirmed, declined) of a person's decided reports."""
    return records_of([person_id]).get(person_id, (0, 0))


def claimed_by_other(item: ReviewItem, viewer: Viewer) -> bool:
    """Does somebody else look at it now?"""
    return (
        item.claimed_at is not None
        and item.claimed_by_id != viewer.id
        and item.claimed_at > clock.now() - timedelta(minutes=policy.CLAIM_MINUTES)
    )


def spared(item: ReviewItem) -> bool:
    """Do reports alone not hide it? What a person of the company wrote, and a text that a moderator kept as it is."""
    staff = sa.select(Person.id).where(
        Person.id == item.author_id, Person.role.in_(("agent", "moderator", "admin"))
    )
    if db.session.scalar(staff) is not None:
        return True
    last = db.session.execute(
        sa.select(ReviewItem.decision, ReviewItem.text)
        .where(
            ReviewItem.target_kind == item.target_kind,
            ReviewItem.target_id == item.target_id,
            ReviewItem.decided_at.is_not(None),
        )
        .order_by(ReviewItem.id.desc())
        .limit(1)
    ).first()
    return last is not None and last.decision == "kept" and last.text == item.text
