"""How votes and verdicts count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import GUEST, Viewer
from forum.core.targets import Shown, Target
from forum.votes.models import Verdict, Vote


@dataclass(frozen=True, slots=True)
class Totals:
    """Verdicts on the current revision."""

    helped: int = 0
    not_helped: int = 0


def mine(viewer: Viewer, wanted: Sequence[Target]) -> dict[Target, int]:
    """The viewer's votes on these targets: 1 or -1. One query; none for guests."""
    if viewer.id is None or not wanted:
        return {}
    rows = db.session.execute(
        sa.select(Vote.target_kind, Vote.target_id, Vote.value).where(
            Vote.person_id == viewer.id, _among(Vote, wanted)
        )
    )
    return {Target(kind, number): value for kind, number, value in rows}


def score(target: Target) -> int:
    """The sum of all votes on a target."""
    return int(
        db.session.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(Vote.value), 0)).where(
                Vote.target_kind == target.kind, Vote.target_id == target.number
            )
        )
        or 0
    )


def tally(target: Target) -> tuple[int, int]:
    """How many voted for a target, and how many against it. One query."""
    up, down = db.session.execute(
        sa.select(
            sa.func.count().filter(Vote.value > 0),
            sa.func.count().filter(Vote.value < 0),
        ).where(Vote.target_kind == target.kind, Vote.target_id == target.number)
    ).one()
    return int(up), int(down)


def my_verdict(target: Target, revision_id: int | None, viewer: Viewer, visitor: str) -> bool | None:
    """What this reader said of the current revision: helped, not helped, or None for nothing yet. One query."""
    return db.session.scalar(
        sa.select(Verdict.helped).where(
            Verdict.target_kind == target.kind,
            Verdict.target_id == target.number,
            Verdict.revision_id == (revision_id or 0),
            Verdict.visitor == voter(viewer, visitor),
        )
    )


def said_by(viewer: Viewer, target: Target, revision_id: int | None) -> sa.ColumnElement[bool]:
    """The condition of the verdict that somebody signed in gave on this revision."""
    return sa.and_(
        Verdict.target_kind == target.kind,
        Verdict.target_id == target.number,
        Verdict.revision_id == (revision_id or 0),
        Verdict.visitor == voter(viewer, ""),
    )


def totals(shown: Sequence[Shown]) -> dict[Target, Totals]:
    """Verdicts on the current revisions of these targets; those without any are left out. One query."""
    if not shown:
        return {}
    current = {s.target: s.revision_id or 0 for s in shown}
    rows = db.session.execute(
        sa.select(
            Verdict.target_kind,
            Verdict.target_id,
            Verdict.revision_id,
            sa.func.count().filter(Verdict.helped.is_(True)),
            sa.func.count().filter(Verdict.helped.is_(False)),
        )
        .where(_among(Verdict, list(current)))
        .group_by(Verdict.target_kind, Verdict.target_id, Verdict.revision_id)
    )
    return {
        Target(kind, number): Totals(helped, not_helped)
        for kind, number, revision, helped, not_helped in rows
        if current[Target(kind, number)] == revision
    }


def of_revision(target: Target, revision_id: int) -> Totals:
    """Verdicts on one revision of a target, whether it is the current one or not. One query."""
    helped, not_helped = db.session.execute(
        sa.select(
            sa.func.count().filter(Verdict.helped.is_(True)),
            sa.func.count().filter(Verdict.helped.is_(False)),
        ).where(
            Verdict.target_kind == target.kind,
            Verdict.target_id == target.number,
            Verdict.revision_id == revision_id,
        )
    ).one()
    return Totals(int(helped), int(not_helped))


def signals_of(documents: Iterable[str]) -> dict[str, dict[str, int]]:
    """The source of `helped` and `not_helped` for `forum.search.signals`. Two queries a kind."""
    wanted = [_target(d) for d in documents]
    shown = targets.show_many([t for t in wanted if t is not None], GUEST)
    counted = totals([s for t, s in shown.items() if targets.kind_of(t).verdicts])
    return {
        str(t): {"helped": counted[t].helped, "not_helped": counted[t].not_helped}
        if t in counted
        else {"helped": 0, "not_helped": 0}
        for t in shown
    }


def voter(viewer: Viewer, visitor: str) -> str:
    """Who counts as one reader: a person with an account, else the visitor of this day."""
    return f"p{viewer.id}" if viewer.id is not None else visitor


def _among(model: Any, wanted: Sequence[Target]) -> sa.ColumnElement[bool]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for target in wanted:
        numbers[target.kind].append(target.number)
    return sa.or_(
        *(sa.and_(model.target_kind == kind, model.target_id.in_(found)) for kind, found in numbers.items())
    )


def _target(document: str) -> Target | None:
    try:
        return targets.parse(document)
    except NotFound:
        return None
