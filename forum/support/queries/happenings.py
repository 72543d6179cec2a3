"""What is going on in a case: who writes, what happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.drafts import Draft
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import Case, CaseWriting

WRITING_SECONDS = 120  # after the last sign of it, somebody is taken to have stopped writing
HISTORY_MAX = 200


class HistoryRow(NamedTuple):
    """A deed on a case; `name` is empty when the desk itself did it."""

    at: datetime
    did: str
    because: str
    detail: dict[str, Any]
    name: str | None


def writing(case: Case, viewer: Viewer) -> list[str]:
    """Names of colleagues who are writing a reply right now: their draft was just saved, or they said so. One query."""
    if not policy.can_work(viewer):
        return []
    since = clock.now() - timedelta(seconds=WRITING_SECONDS)
    said = sa.select(CaseWriting.person_id).where(CaseWriting.case_id == case.id, CaseWriting.at >= since)
    drafted = sa.select(Draft.person_id).where(
        Draft.place.in_(drafts_of(case.id)), Draft.saved_at >= since, sa.cast(Draft.fields, sa.String) != "{}"
    )
    who = sa.select(Person.name).where(Person.id.in_(said.union(drafted)), Person.id != (viewer.id or 0))
    return list(db.session.scalars(who.order_by(Person.name)))


def drafts_of(case_id: int) -> tuple[str, ...]:
    """The places where drafts of a reply are kept: public and private ones."""
    return (f"case:{case_id}", f"case:{case_id}:private")


def history(case: Case, viewer: Viewer) -> list[HistoryRow]:
    """What happened to a case, oldest first, from the log. Staff only."""
    if not policy.can_work(viewer):
        return []
    rows = db.session.execute(
        sa.select(AuditEntry.at, AuditEntry.did, AuditEntry.because, AuditEntry.detail, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.by_id)
        .where(AuditEntry.target == f"case:{case.id}")
        .order_by(AuditEntry.id.desc())
        .limit(HISTORY_MAX)
    )
    return [HistoryRow(*row) for row in rows][::-1]
