"""What measures, appeals and clean-ups keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import MODERATORS, Kept
from forum.core.text import N_
from forum.moderation.discipline.models import Appeal, CleanUp, Measure


def _measures(person_id: int) -> list[dict[str, Any]]:
    m = Measure
    mine = sa.or_(m.person_id == person_id, m.by_id == person_id, m.ended_by_id == person_id)
    return [
        {
            "kind": each.kind,
            "post": each.target,
            "because": each.because,
            "note": each.note if each.by_id == person_id else "",
            "at": each.at.isoformat(),
            "until": each.until.isoformat() if each.until else None,
            "undone_at": each.ended_at.isoformat() if each.ended_at else None,
            "about_you": each.person_id == person_id,
            "decided_by_you": each.by_id == person_id,
        }
        for each in db.session.scalars(sa.select(m).where(mine).order_by(m.id))
    ]


def _forget_measures(person_id: int) -> None:
    """That something was decided stays, so that colleagues' work can be checked; what was said of her does not."""
    m = Measure
    db.session.execute(
        sa.update(m).where(m.person_id == person_id).values(because="", note="", ended_because="")
    )
    for column in (m.by_id, m.ended_by_id):
        db.session.execute(sa.update(m).where(column == person_id).values({column.key: None}))


def _appeals(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Appeal, Measure.person_id)
        .join(Measure, Measure.id == Appeal.measure_id)
        .where(sa.or_(Measure.person_id == person_id, Appeal.decided_by_id == person_id))
        .order_by(Appeal.id)
    )
    return [
        {
            "text": r.Appeal.text if r.person_id == person_id else "",
            "at": r.Appeal.at.isoformat(),
            "granted": r.Appeal.granted,
            "because": r.Appeal.because,
            "decided_by_you": r.Appeal.decided_by_id == person_id,
        }
        for r in rows
    ]


def _forget_appeals(person_id: int) -> None:
    mine = sa.select(Measure.id).where(Measure.person_id == person_id)
    db.session.execute(sa.delete(Appeal).where(Appeal.measure_id.in_(mine)))
    db.session.execute(sa.update(Appeal).where(Appeal.decided_by_id == person_id).values(decided_by_id=None))


def _clean_ups(person_id: int) -> list[dict[str, Any]]:
    c = CleanUp
    mine = sa.or_(c.person_id == person_id, c.by_id == person_id, c.undone_by_id == person_id)
    return [
        {
            "posts": each.done,
            "because": each.because,
            "at": each.at.isoformat(),
            "your_posts": each.person_id == person_id,
        }
        for each in db.session.scalars(sa.select(c).where(mine).order_by(c.id))
    ]


def _forget_clean_ups(person_id: int) -> None:
    c = CleanUp
    for column in (c.by_id, c.undone_by_id):
        db.session.execute(sa.update(c).where(column == person_id).values({column.key: None}))


ENTRIES = (
    Kept(
        "measure",
        N_("Decisions of moderators about your posts and your account, and those that you took as one."),
        N_("So that you can read why and say something to it, and so that rules are applied evenly."),
        None,
        _measures,
        _forget_measures,
        seen_by=MODERATORS,
    ),
    Kept(
        "appeal",
        N_("What you wrote about such decisions, and what was answered."),
        N_("So that somebody else looks at them again."),
        None,
        _appeals,
        _forget_appeals,
        seen_by=MODERATORS,
    ),
    Kept(
        "clean_up",
        N_("Posts of yours that were taken away together, and clean-ups that you made."),
        N_("So that it can be undone as one deed."),
        None,
        _clean_ups,
        _forget_clean_ups,
        seen_by=MODERATORS,
    ),
)
