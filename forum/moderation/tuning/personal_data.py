"""What tuning keeps about a person: who tried and changed weights, who looked after expected searches."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import ADMINS, Kept
from forum.core.text import N_
from forum.moderation.tuning import policy
from forum.moderation.tuning.models import ExpectedSearch, WeightChange, WeightTrial


def _changes(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.select(WeightChange).where(WeightChange.by_id == person_id).order_by(WeightChange.id)
    return [
        {"at": row.at.isoformat(), "because": row.because, "weights": row.weights}
        for row in db.session.scalars(chosen)
    ]


def _trials(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.select(WeightTrial).where(WeightTrial.by_id == person_id).order_by(WeightTrial.id)
    return [
        {"at": row.at.isoformat(), "weights": row.weights, "against": row.against, "judged": row.judged}
        for row in db.session.scalars(chosen)
    ]


def _expected(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.select(ExpectedSearch).where(ExpectedSearch.by_id == person_id).order_by(ExpectedSearch.id)
    return [
        {"at": row.changed_at.isoformat(), "words": row.words, "document": row.document}
        for row in db.session.scalars(chosen)
    ]


def _forget(table: type[WeightChange] | type[WeightTrial] | type[ExpectedSearch], person_id: int) -> None:
    db.session.execute(sa.update(table).where(table.by_id == person_id).values(by_id=None))


ENTRIES = (
    Kept(
        "weight_change",
        N_("Changes of the search weights that you saved, and why."),
        N_("So that colleagues know why results stand as they do."),
        None,
        _changes,
        lambda person_id: _forget(WeightChange, person_id),
        seen_by=ADMINS,
    ),
    Kept(
        "weight_trial",
        N_("Search weights that you tried out."),
        N_("So that the result is there when you come back."),
        policy.TRIAL_DAYS,
        _trials,
        lambda person_id: _forget(WeightTrial, person_id),
        seen_by=ADMINS,
    ),
    Kept(
        "expected_search",
        N_("Expected searches that you wrote, confirmed or removed."),
        N_("So that colleagues know whom to ask about them."),
        None,
        _expected,
        lambda person_id: _forget(ExpectedSearch, person_id),
        seen_by=ADMINS,
    ),
)
