"""A person's own last sign-ins and refusals, read from the log."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.actions.noting import REFUSED, SECOND_REFUSED, SIGNED_IN
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.roles import Viewer

SHOWN = 10


class Sign(NamedTuple):
    """One line: when, whether it was refused and why, how (keys of `noting.HOW`), by which provider, with which browser."""

    at: datetime
    refused: bool
    how: list[str]
    why: str
    provider: str
    browser: str
    system: str


def last_of(viewer: Viewer) -> list[Sign]:
    """The viewer's own, newest first: one query."""
    rows = db.session.execute(
        sa.select(AuditEntry.at, AuditEntry.did, AuditEntry.detail)
        .where(
            AuditEntry.target == f"person:{viewer.id}",
            AuditEntry.did.in_((SIGNED_IN, REFUSED, SECOND_REFUSED)),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(SHOWN)
    )
    return [
        Sign(
            at,
            did != SIGNED_IN,
            list(said.get("how", [])),
            *(str(said.get(name, "")) for name in ("why", "provider", "browser", "system")),
        )
        for at, did, said in rows
    ]
