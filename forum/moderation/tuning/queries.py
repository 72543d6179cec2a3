"""Reads of weights, trials and expected searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import GUEST, Viewer
from forum.moderation.tuning import policy
from forum.moderation.tuning.models import ExpectedSearch, WeightChange, WeightTrial
from forum.search import documents
from forum.search.documents import ShownDocument
from search_index import tuning
from search_index.tuning import InForce

HISTORY_SHOWN = 20
TRIALS_SHOWN = 10


class ChangeRow(NamedTuple):
    """One change: `lines` are (weight, before, after)."""

    id: int
    at: datetime
    by: str
    because: str
    lines: list[tuple[str, float, float]]
    undoes_id: int | None
    trial_id: int | None


class TrialRow(NamedTuple):
    """One trial in the list."""

    id: int
    at: datetime
    by: str
    state: str
    weights: dict[str, Any]


class ExpectedRow(NamedTuple):
    """An expected search, its document and the question it came from; None for what not everybody may read."""

    row: ExpectedSearch
    shown: ShownDocument | None
    source: ShownDocument | None


class Expected(NamedTuple):
    """Words, and all documents that answer them; `sources`: the questions that they come from."""

    words: str
    lang: str
    relevant: dict[str, int]
    sources: frozenset[str]


def in_force() -> InForce:
    """What the table says: the last change."""
    row = db.session.execute(
        sa.select(WeightChange.id, WeightChange.weights).order_by(WeightChange.id.desc()).limit(1)
    ).first()
    return InForce(tuning.of(row.weights), row.id) if row else InForce()


def change(number: int, viewer: Viewer) -> WeightChange:
    """One change. Raises `NotFound`."""
    ensure(policy.can_see(viewer))
    found = db.session.get(WeightChange, number)
    if found is None:
        raise NotFound()
    return found


def history(viewer: Viewer) -> list[ChangeRow]:
    """The last changes, the newest first."""
    ensure(policy.can_see(viewer))
    chosen = sa.select(WeightChange, Person.name).outerjoin(Person, Person.id == WeightChange.by_id)
    rows = db.session.execute(chosen.order_by(WeightChange.id.desc()).limit(HISTORY_SHOWN))
    return [
        ChangeRow(
            row.id, row.at, name or "", row.because, differences(row.before, row.weights), row.undoes_id,
            row.trial_id,
        )
        for row, name in rows
    ]  # fmt: skip


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, float, float]]:
    """(weight, before, after) of those that differ, in the order of the page."""
    old, new = tuning.of(before), tuning.of(after)
    both = ((name, getattr(old, name), getattr(new, name)) for name in tuning.NAMES)
    return [(name, was, now) for name, was, now in both if was != now]


def trial(number: int, viewer: Viewer) -> WeightTrial:
    """One trial. Raises `NotFound`."""
    ensure(policy.can_see(viewer))
    found = db.session.get(WeightTrial, number)
    if found is None:
        raise NotFound()
    return found


def trials(viewer: Viewer) -> list[TrialRow]:
    """The last trials, the newest first."""
    ensure(policy.can_see(viewer))
    columns = (WeightTrial.id, WeightTrial.at, Person.name, WeightTrial.state, WeightTrial.weights)
    chosen = sa.select(*columns).outerjoin(Person, Person.id == WeightTrial.by_id)
    rows = db.session.execute(chosen.order_by(WeightTrial.id.desc()).limit(TRIALS_SHOWN))
    return [TrialRow(row.id, row.at, row.name or "", row.state, row.weights) for row in rows]


def trials_ahead() -> int:
    """Trials that wait or run."""
    waiting = WeightTrial.state.in_(("waiting", "running"))
    return db.session.scalar(sa.select(sa.func.count()).select_from(WeightTrial).where(waiting)) or 0


def expected_count() -> int:
    """How many expected searches there are."""
    return db.session.scalar(sa.select(sa.func.count()).where(ExpectedSearch.removed_at.is_(None))) or 0


def expected(viewer: Viewer, page: int, only: str = "") -> Page[ExpectedRow]:
    """The expected searches: those nobody confirmed first, or only those ("new")."""
    ensure(policy.can_see(viewer))
    chosen = sa.select(ExpectedSearch).where(ExpectedSearch.removed_at.is_(None))
    if only == "new":
        chosen = chosen.where(ExpectedSearch.confirmed_at.is_(None))
    chosen = chosen.order_by(ExpectedSearch.confirmed_at.is_not(None), ExpectedSearch.id.desc())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(chosen.order_by(None).subquery())) or 0
    found = paginate(
        lambda limit, offset: db.session.scalars(chosen.limit(limit).offset(offset)).all(), page, total=total
    )
    return found.map(_with_documents)


def expected_one(number: int, viewer: Viewer) -> ExpectedRow:
    """One of them. Raises `NotFound`, also for what was taken out."""
    ensure(policy.can_see(viewer))
    row = db.session.get(ExpectedSearch, number)
    if row is None or row.removed_at is not None:
        raise NotFound()
    return _with_documents([row])[0]


def _with_documents(rows: Sequence[ExpectedSearch]) -> list[ExpectedRow]:
    shown = documents.show({name for row in rows for name in (row.document, row.source) if name}, GUEST)
    return [ExpectedRow(row, shown.get(row.document), shown.get(row.source)) for row in rows]


def regression_set() -> list[Expected]:
    """What a trial asks: each wording once, with all public documents that answer it."""
    rows = db.session.scalars(
        sa.select(ExpectedSearch)
        .where(ExpectedSearch.removed_at.is_(None))
        .order_by(ExpectedSearch.id)
        .limit(policy.EXPECTED_MAX)
    ).all()
    public = documents.show([row.document for row in rows], GUEST)
    by_words: dict[tuple[str, str], list[ExpectedSearch]] = defaultdict(list)
    for row in rows:
        if row.document in public:
            by_words[row.normal, row.lang].append(row)
    return [
        Expected(
            same[0].words,
            lang,
            {row.document: 1 for row in same},
            frozenset(row.source for row in same if row.source),
        )
        for (_normal, lang), same in by_words.items()
    ]
