"""Reads of the queue: what waits, and all that is needed to judge one post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, targets
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.moderation import policy
from forum.moderation.discipline.models import Measure
from forum.reviews import policy as reviews
from forum.reviews import queries as reports
from forum.reviews.models import Report, ReviewItem
from forum.topics import queries as topics

TEXT_CHARS = 280  # of a post in the list
CONTEXT_CHARS = 1200  # of the question that an answer stands under
HISTORY = 10  # measures and decisions of a person that are shown


class Filters(NamedTuple):
    """What the queue is narrowed down to."""

    topic: int | None = None
    source: str = ""  # one of `reviews.policy.SOURCES`
    mine: bool = False  # claimed by me


class Voice(NamedTuple):
    """One report. `right`, `wrong`: how often this person's reports were confirmed and declined."""

    source: str
    reason: str
    note: str
    weight: float
    at: datetime
    by_id: int | None
    by: str
    trust: int
    right: int
    wrong: int


class Row(NamedTuple):
    """A post that waits. `shown`: what it is, for whoever may see it; `claimed_by`: who looks at it now."""

    item: ReviewItem
    shown: Shown | None
    author: str
    sources: list[str]
    reasons: list[str]
    reports: int
    claimed_by: str


class Author(NamedTuple):
    """Who wrote it, and what was decided about her before."""

    person: Person
    level: int
    removed: int  # of her posts, by reviews
    kept: int
    measures: Sequence[Measure]


def scope(viewer: Viewer) -> list[int] | None:
    """The topics that this moderator looks after, with those below; None: all."""
    only = getattr(viewer, "moderated_topics", None)
    if only is None or policy.can_set_scope(viewer):
        return None
    return sorted({number for topic_id in only for number in topics.below(topic_id)})


def waiting(viewer: Viewer, filters: Filters) -> sa.Select[tuple[ReviewItem]]:
    """The open items of this moderator's topics that fit, what weighs most first."""
    ensure(policy.can_moderate(viewer))
    chosen = sa.select(ReviewItem).where(ReviewItem.decided_at.is_(None))
    only = scope(viewer)
    if only is not None:
        chosen = chosen.where(ReviewItem.topic_id.in_(only))
    if filters.topic is not None:
        chosen = chosen.where(ReviewItem.topic_id.in_(topics.below(filters.topic)))
    if filters.source:
        said = sa.select(Report.item_id).where(Report.source == filters.source)
        chosen = chosen.where(ReviewItem.id.in_(said))
    if filters.mine:
        chosen = chosen.where(ReviewItem.claimed_by_id == viewer.id)
    return chosen.order_by(ReviewItem.weight.desc(), ReviewItem.id)


def queue(viewer: Viewer, filters: Filters, page: int) -> Page[Row]:
    """A page of the queue. Three queries, and one for each kind of post."""
    chosen = waiting(viewer, filters)
    found = paginate(lambda limit, offset: db.session.scalars(chosen.limit(limit).offset(offset)).all(), page)
    items = list(found)
    shown = targets.show_many([item.target for item in items], viewer)
    said = _said([item.id for item in items])
    fresh = clock.now() - timedelta(minutes=reviews.CLAIM_MINUTES)
    names = _names([i.author_id for i in items] + [i.claimed_by_id for i in items])

    def row(item: ReviewItem) -> Row:
        mine = said.get(item.id, [])
        claimed = item.claimed_at is not None and item.claimed_at > fresh
        return Row(
            item,
            shown.get(item.target),
            names.get(item.author_id or 0, ""),
            sorted({source for source, _reason in mine}),
            sorted({reason for _source, reason in mine if reason}),
            len(mine),
            names.get(item.claimed_by_id or 0, "") if claimed else "",
        )

    return found.map(lambda rows: [row(item) for item in rows])


def count(viewer: Viewer) -> int:
    """How many wait for this moderator."""
    chosen = waiting(viewer, Filters()).order_by(None).subquery()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(chosen)) or 0)


def one(item_id: int, viewer: Viewer) -> ReviewItem:
    """An item, open or decided. Raises `NotFound` when there is none in this moderator's topics."""
    ensure(policy.can_moderate(viewer))
    found = db.session.get(ReviewItem, item_id)
    only = scope(viewer)
    if found is None or (only is not None and found.topic_id not in only):
        raise NotFound()
    return found


def following(item: ReviewItem, viewer: Viewer, filters: Filters) -> int | None:
    """The next one to look at: the first that nobody else looks at."""
    fresh = clock.now() - timedelta(minutes=reviews.CLAIM_MINUTES)
    free = sa.or_(
        ReviewItem.claimed_at.is_(None), ReviewItem.claimed_at <= fresh, ReviewItem.claimed_by_id == viewer.id
    )
    chosen = waiting(viewer, filters).where(free, ReviewItem.id != item.id).limit(1)
    found = db.session.scalars(chosen).first()
    return found.id if found else None


def voices(item: ReviewItem) -> list[Voice]:
    """Who reported it and what the program said, the weightiest first."""
    rows = db.session.execute(
        sa.select(Report, Person.name, Person.trust_level)
        .outerjoin(Person, Person.id == Report.by_id)
        .where(Report.item_id == item.id)
        .order_by(Report.weight.desc(), Report.id)
    ).all()
    records = reports.records_of([r.Report.by_id for r in rows if r.Report.by_id is not None])
    return [
        Voice(
            r.Report.source, r.Report.reason, r.Report.note, r.Report.weight, r.Report.at, r.Report.by_id,
            r.name or "", r.trust_level or 0, *records.get(r.Report.by_id, (0, 0)),
        )
        for r in rows
    ]  # fmt: skip


def author(person_id: int | None) -> Author | None:
    """Who wrote it. Three queries."""
    person = db.session.get(Person, person_id) if person_id is not None else None
    if person is None:
        return None
    decided = {
        row[0]: row[1]
        for row in db.session.execute(
            sa.select(ReviewItem.decision, sa.func.count(ReviewItem.id))
            .where(ReviewItem.author_id == person.id, ReviewItem.decided_at.is_not(None))
            .group_by(ReviewItem.decision)
        )
    }
    measures = db.session.scalars(
        sa.select(Measure).where(Measure.person_id == person.id).order_by(Measure.id.desc()).limit(HISTORY)
    ).all()
    return Author(person, person.trust, decided.get("removed", 0), decided.get("kept", 0), measures)


def context(shown: Shown | None) -> str:
    """The question that an answer or a comment stands under, its first words."""
    if shown is None or shown.document == str(shown.target):
        return ""
    parent = targets.parse(shown.document)
    text_of = targets.kind_of(parent).text_of
    return text_of(parent.number)[:CONTEXT_CHARS] if text_of else ""


def text_now(target: Target) -> str:
    """What the post says now."""
    text_of = targets.kind_of(target).text_of
    return text_of(target.number) if text_of else ""


def _said(item_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    rows = db.session.execute(
        sa.select(Report.item_id, Report.source, Report.reason)
        .where(Report.item_id.in_(item_ids))
        .order_by(Report.id)
    )
    for item_id, source, reason in rows:
        found.setdefault(item_id, []).append((source, reason))
    return found


def _names(ids: Sequence[int | None]) -> dict[int, str]:
    wanted = {i for i in ids if i is not None}
    rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return {row.id: row.name for row in rows}
