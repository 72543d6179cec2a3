"""Reads of measures and appeals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
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
from forum.moderation.discipline import policy as discipline
from forum.moderation.discipline.models import Appeal, CleanUp, Measure
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question

POSTS = 20  # of a person, on the page about her account


class Decided(NamedTuple):
    """A measure as the person concerned sees it."""

    measure: Measure
    appeal: Appeal | None
    in_force: bool
    may_appeal: bool


class AppealRow(NamedTuple):
    """An appeal that waits, or was decided."""

    appeal: Appeal
    measure: Measure
    person: Person
    by: str
    may_decide: bool


def person(person_id: int, viewer: Viewer) -> Person:
    """Somebody as moderators see her. Raises `NotFound`."""
    ensure(policy.can_moderate(viewer))
    found = db.session.get(Person, person_id)
    if found is None or found.erased_at is not None:
        raise NotFound()
    return found


def measures(person_id: int) -> Sequence[Measure]:
    """All that was decided about somebody, the newest first."""
    chosen = sa.select(Measure).where(Measure.person_id == person_id).order_by(Measure.id.desc()).limit(100)
    return db.session.scalars(chosen).all()


def of_person(person_id: int) -> list[Decided]:
    """What was decided about somebody, as she may read it: the newest first."""
    rows = db.session.execute(
        sa.select(Measure, Appeal)
        .outerjoin(Appeal, Appeal.measure_id == Measure.id)
        .where(Measure.person_id == person_id)
        .order_by(Measure.id.desc())
        .limit(100)
    )
    now = clock.now()
    return [
        Decided(
            r.Measure,
            r.Appeal,
            discipline.in_force(r.Measure, now),
            r.Appeal is None and discipline.can_appeal(r.Measure),
        )
        for r in rows
    ]


def decided(measure_id: int) -> Decided:
    """One measure, for whoever holds its signed address. Raises `NotFound`."""
    measure = db.session.get(Measure, measure_id)
    if measure is None:
        raise NotFound()
    appeal = db.session.scalars(sa.select(Appeal).where(Appeal.measure_id == measure_id)).one_or_none()
    in_force = discipline.in_force(measure, clock.now())
    return Decided(measure, appeal, in_force, appeal is None and discipline.can_appeal(measure))


def standing_suspension(person_id: int) -> Measure | None:
    """The suspension that keeps somebody out now."""
    m = Measure
    chosen = sa.select(m).where(m.person_id == person_id, m.kind == "suspension", m.ended_at.is_(None))
    return db.session.scalars(chosen.order_by(m.id.desc()).limit(1)).first()


def appeals(viewer: Viewer, page: int, done: bool = False) -> Page[AppealRow]:
    """What people say to decisions: those that wait, the oldest first; or those decided, the newest first."""
    ensure(policy.can_moderate(viewer))
    chosen = (
        sa.select(Appeal, Measure, Person)
        .join(Measure, Measure.id == Appeal.measure_id)
        .join(Person, Person.id == Measure.person_id)
        .where(Appeal.decided_at.is_not(None) if done else Appeal.decided_at.is_(None))
        .order_by(Appeal.id.desc() if done else Appeal.id)
    )
    found = paginate(lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page)
    ids = {r.Measure.by_id for r in found if r.Measure.by_id is not None}
    names = {
        r.id: r.name for r in db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    }
    return found.map(
        lambda rows: [
            AppealRow(
                r.Appeal, r.Measure, r.Person, names.get(r.Measure.by_id, ""),
                discipline.can_decide(viewer, r.Appeal, r.Measure),
            )
            for r in rows
        ]
    )  # fmt: skip


def posts_of(person_id: int, viewer: Viewer, limit: int = POSTS) -> list[tuple[Shown, datetime, str]]:
    """Her newest questions, answers and comments that stand: what, when, the first words. Six queries."""
    ensure(policy.can_moderate(viewer))
    found: list[tuple[datetime, Target, str]] = []
    for model, text in ((Question, Question.excerpt), (Answer, Answer.body), (Comment, Comment.body)):
        rows = db.session.execute(
            sa.select(model.id, model.created_at, sa.func.substr(text, 1, 180).label("text"))
            .where(model.author_id == person_id, model.hidden_at.is_(None), model.deleted_at.is_(None))
            .order_by(model.id.desc())
            .limit(limit)
        )
        found += [(r.created_at, Target(model.__tablename__, r.id), r.text) for r in rows]
    found.sort(key=lambda each: (each[0], each[1]), reverse=True)
    shown = targets.show_many([target for _at, target, _text in found[:limit]], viewer)
    return [(shown[target], at, text) for at, target, text in found[:limit] if target in shown]


def clean_ups(person_id: int) -> Sequence[CleanUp]:
    """What was taken away of hers at once, the newest first."""
    chosen = sa.select(CleanUp).where(CleanUp.person_id == person_id).order_by(CleanUp.id.desc()).limit(20)
    return db.session.scalars(chosen).all()
