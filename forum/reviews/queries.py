"""Reads of reports."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.roles import Viewer
from forum.reviews import policy
from forum.reviews.models import Report, ReviewItem


def open_reports(person_id: int) -> int:
    """How many of a person's reports nobody has decided yet."""
    chosen = sa.select(sa.func.count(Report.id)).where(Report.by_id == person_id, Report.outcome == "")
    return int(db.session.scalar(chosen) or 0)


def record_of(person_id: int) -> tuple[int, int]:
    """(confirmed, declined) of a person's decided reports."""
    rows = db.session.execute(
        sa.select(Report.outcome, sa.func.count(Report.id))
        .where(Report.by_id == person_id, Report.outcome != "")
        .group_by(Report.outcome)
    )
    found = {row[0]: row[1] for row in rows}
    return found.get("confirmed", 0), found.get("declined", 0)


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
