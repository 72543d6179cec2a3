"""Answers that are taken once: the challenge of a passkey, the state of a sign-in elsewhere, an order to sign out."""

from __future__ import annotations

from forum.accounts.second.models import UsedChallenge
from forum.core import clock
from forum.core.db import db, upsert


def take(name: str) -> bool:
    """Note that this was answered, in the current transaction; False when it was before. Two at once can't both have it."""
    table = UsedChallenge.__table__
    insert = upsert(table).values(nonce=name, at=clock.now()).on_conflict_do_nothing()
    # The row that was written is asked for: what PostgreSQL's driver counts says nothing (-1) of such a statement.
    return db.session.scalar(insert.returning(table.c.nonce)) is not None
