"""Make entries, points, levels and badges what the facts say; set a level by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, trust
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.reputation import badges, facts, notices, policy, standing
from forum.reputation.models import EarnedBadge, ReputationEntry, Standing

BATCH = 200  # people looked at in one go
SWEEP_MAX = 600  # people the clock looks at in one run: some seconds' work


def recompute(person_ids: Iterable[int]) -> int:
    """Make everything about these people what the facts say; twice changes nothing. Returns how many rows changed."""
    wanted = sorted(set(person_ids))
    changed = 0
    for start in range(0, len(wanted), BATCH):
        part = _locked(wanted[start : start + BATCH])
        changed += _entries(part) + _badges(part) + _levels(part)
    return changed


def sweep() -> int:
    """Look at people whose level time may have changed, and at those nobody looked at yet. Returns how many."""
    due = sa.select(Standing.person_id).where(Standing.look_again_at <= clock.now())
    never = sa.select(Person.id).where(
        Person.erased_at.is_(None), ~sa.exists().where(Standing.person_id == Person.id)
    )
    people = list(
        db.session.scalars(due.order_by(Standing.look_again_at, Standing.person_id).limit(SWEEP_MAX))
    )
    people += db.session.scalars(never.order_by(Person.id).limit(max(0, SWEEP_MAX - len(people))))
    recompute(people)
    return len(people)


def pin(person: Person, level: int | None, by: Viewer, because: str) -> None:
    """Set a level by hand, whatever is earned; None: what is earned counts again. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_pin(by, person.id))
    if level is not None and not 0 <= level <= trust.HIGHEST:
        raise Invalid(N_("Choose a level."), {"level": N_("Choose a level.")})
    recompute([person.id])
    row = db.session.get_one(Standing, person.id)
    row.pinned_level, row.pinned_because = level, because
    row.pinned_by_id, row.pinned_at = (None, None) if level is None else (by.id, clock.now())
    before = person.trust_level
    person.trust_level = row.level if level is None else level
    audit.record(
        by,
        "unpinned the trust of" if level is None else "pinned the trust of",
        f"person:{person.id}",
        because,
        was=before,
        now=person.trust_level,
    )


def _locked(person_ids: Sequence[int]) -> list[int]:
    """Of these people those who have not left, kept still: two workers at once would write the same entries twice."""
    there = (Person.id.in_(person_ids), Person.erased_at.is_(None))
    chosen = sa.select(Person.id).where(*there).order_by(Person.id)
    return list(db.session.scalars(chosen.with_for_update(key_share=True)))


def _entries(person_ids: Sequence[int]) -> int:
    e = ReputationEntry
    wanted = {
        (f.person_id, f.kind, f.fact): {
            "thing": f.thing,
            "points": policy.POINTS[f.kind],
            "by_id": f.by_id,
            "topic_id": f.topic_id,
            "at": f.at,
        }
        for f in facts.of(person_ids)
    }
    rows = db.session.execute(
        sa.select(e.id, e.person_id, e.kind, e.fact, e.thing, e.points, e.by_id, e.topic_id, e.at).where(
            e.person_id.in_(person_ids)
        )
    )
    stale: list[int] = []
    for row in rows:
        key = (row.person_id, row.kind, row.fact)
        values = {n: getattr(row, n) for n in ("thing", "points", "by_id", "topic_id", "at")}
        if wanted.get(key) == values:
            del wanted[key]
        else:
            stale.append(row.id)
    _delete(e, stale)
    _insert(e, [{"person_id": p, "kind": k, "fact": f, **values} for (p, k, f), values in wanted.items()])
    return len(stale) + len(wanted)


def _badges(person_ids: Sequence[int]) -> int:
    b = EarnedBadge
    earned = {(x.person_id, x.badge, x.tier): x for x in badges.of(person_ids)}
    rows = db.session.execute(
        sa.select(b.id, b.person_id, b.badge, b.tier, b.at, b.thing).where(b.person_id.in_(person_ids))
    ).all()
    had = {(row.person_id, row.badge, row.tier) for row in rows}
    stale: list[int] = []
    for row in rows:
        before = badges.Earned(*row[1:])
        key = before[:3]
        if key not in earned:
            notices.badge_gone(before)
        if earned.get(key) == before:
            del earned[key]
        else:
            stale.append(row.id)
    _delete(b, stale)
    _insert(b, [x._asdict() for x in earned.values()])
    for key, new in earned.items():
        if key not in had:
            notices.badge_earned(new)
    return len(stale) + len(earned)


def _levels(person_ids: Sequence[int]) -> int:
    """Points and levels into `standing`, and the level in force onto the person."""
    counted = standing.of(person_ids)
    found = {
        row.person_id: row
        for row in db.session.scalars(sa.select(Standing).where(Standing.person_id.in_(person_ids)))
    }
    chosen = sa.select(Person.id, Person.trust_level, Person.vouched_at).where(Person.id.in_(person_ids))
    rows = db.session.execute(chosen).all()
    in_force = {row.id: row.trust_level for row in rows}
    vouched = {row.id for row in rows if row.vouched_at is not None}
    changed = 0
    for number, hers in counted.items():
        row = found.get(number)
        if row is None:
            row = Standing(person_id=number, points=0, level=0, pinned_because="")
            db.session.add(row)
        reached = max(
            standing.level(hers),
            trust.VOUCHED if number in vouched and hers.clean_days >= trust.SANCTION_DAYS else 0,
        )
        before = (row.points, row.level)
        row.points, row.level, row.look_again_at = hers.points, reached, standing.look_again_at(hers)
        level = reached if row.pinned_level is None else row.pinned_level
        if in_force[number] != level:
            person = db.session.get_one(Person, number)
            person.trust_level = level
            if level > in_force[number]:
                notices.level_reached(number, level)
        changed += before != (row.points, row.level)
    db.session.flush()
    return changed


def _delete(model: Any, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), BATCH):
        db.session.execute(sa.delete(model).where(model.id.in_(ids[start : start + BATCH])))


def _insert(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(model), list(rows))
