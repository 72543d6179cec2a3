"""What guides keep about a person: who made them, who walked them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.support.guides.models import Guide, GuideVersion, GuideWalk
from forum.support.models import Case


def _guides(person_id: int) -> list[dict[str, Any]]:
    mine = sa.select(Guide).where(Guide.created_by_id == person_id).order_by(Guide.id)
    return [{"title": g.title, "at": g.created_at.isoformat()} for g in db.session.scalars(mine)]


def _versions(person_id: int) -> list[dict[str, Any]]:
    mine = sa.select(GuideVersion).where(GuideVersion.by_id == person_id).order_by(GuideVersion.id)
    return [
        {"guide": v.guide_id, "number": v.number, "at": v.at.isoformat()} for v in db.session.scalars(mine)
    ]


def _walks(person_id: int) -> list[dict[str, Any]]:
    mine = sa.select(GuideWalk).where(GuideWalk.by_id == person_id).order_by(GuideWalk.id)
    return [
        {"guide": w.guide_id, "case": w.case_id, "at": w.started_at.isoformat(), "end": w.end, "path": w.path}
        for w in db.session.scalars(mine)
    ]


def _forget(column: sa.orm.InstrumentedAttribute[int | None], person_id: int) -> None:
    change = sa.update(column.class_).where(column == person_id).values({column.key: None})
    db.session.execute(change.execution_options(synchronize_session=False))


def _forget_walks(person_id: int) -> None:
    """Who walked; and of the customer whose case it was, the facts that were written down."""
    _forget(GuideWalk.by_id, person_id)
    hers = sa.select(Case.id).where(Case.customer_id == person_id)
    for walk in db.session.scalars(sa.select(GuideWalk).where(GuideWalk.case_id.in_(hers))):
        walk.path = [{**line, "facts": {}} for line in walk.path]


WHY = N_("So that colleagues know what was done.")
ENTRIES = (
    Kept(
        "guide",
        N_("Guides that you began as a member of staff."),
        WHY,
        None,
        _guides,
        lambda person: _forget(Guide.created_by_id, person),
        seen_by=STAFF,
    ),
    Kept(
        "guide_version",
        N_("Versions of guides that you wrote as a member of staff."),
        WHY,
        None,
        _versions,
        lambda person: _forget(GuideVersion.by_id, person),
        seen_by=STAFF,
    ),
    Kept(
        "guide_walk",
        N_("Guides that you walked beside a case as a member of staff."),
        WHY,
        None,
        _walks,
        _forget_walks,
        seen_by=STAFF,
    ),
)
