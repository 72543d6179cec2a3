"""What reports keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import MODERATORS, Kept
from forum.core.text import N_
from forum.reviews.models import Report, ReviewItem


def _export_items(person_id: int) -> list[dict[str, Any]]:
    i = ReviewItem
    chosen = sa.or_(i.author_id == person_id, i.claimed_by_id == person_id, i.decided_by_id == person_id)
    return [
        {
            "post": str(item.target),
            "text": item.text if item.author_id == person_id else "",
            "written_by_you": item.author_id == person_id,
            "claimed_by_you": item.claimed_by_id == person_id,
            "decided_by_you": item.decided_by_id == person_id,
            "at": item.opened_at.isoformat(),
            "decision": item.decision,
            "because": item.because,
        }
        for item in db.session.scalars(sa.select(i).where(chosen).order_by(i.id))
    ]


def _erase_items(person_id: int) -> None:
    """That something was decided stays; the words of the post, and who looked at it, do not."""
    i = ReviewItem
    db.session.execute(sa.update(i).where(i.author_id == person_id).values(text=""))
    for column in (i.claimed_by_id, i.decided_by_id):
        db.session.execute(sa.update(i).where(column == person_id).values({column.key: None}))


def _export_reports(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Report, ReviewItem)
        .join(ReviewItem, ReviewItem.id == Report.item_id)
        .where(Report.by_id == person_id)
        .order_by(Report.id)
    )
    return [
        {
            "post": str(r.ReviewItem.target),
            "reason": r.Report.reason,
            "note": r.Report.note,
            "at": r.Report.at.isoformat(),
            "outcome": r.Report.outcome,
        }
        for r in rows
    ]


def _erase_reports(person_id: int) -> None:
    """An open report still says what is wrong with a post; its sentence may name its writer and goes."""
    db.session.execute(sa.update(Report).where(Report.by_id == person_id).values(note=""))


ENTRIES = (
    Kept(
        "review_item",
        N_(
            "Posts of yours that somebody reported, as they stood, and what moderators decided; reports you decided."
        ),
        N_("So that what was reported can be judged, and a decision explained."),
        None,
        _export_items,
        _erase_items,
        seen_by=MODERATORS,
    ),
    Kept(
        "report",
        N_("Posts that you reported: the reason, your sentence, and what came of it."),
        N_("So that moderators look at them, and you learn what they decided."),
        None,
        _export_reports,
        _erase_reports,
        seen_by=MODERATORS,
    ),
)
