"""What the ledger of consents keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.consents import Consent
from forum.core.db import db
from forum.core.personal_data import Kept
from forum.core.text import N_


def _lines(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)
    return [
        {
            "purpose": line.purpose,
            "given": line.given,
            "text_version": line.version,
            "at": line.at.isoformat(),
            "how": line.how,
            "text": line.shown,
        }
        for line in db.session.scalars(chosen)
    ]


def _erase(person_id: int) -> None:
    db.session.execute(sa.delete(Consent).where(Consent.person_id == person_id))


LEDGER = Kept(
    table="consent",
    what=N_("What you agreed to, and what you ended: when, how, and which text you saw."),
    why=N_("So that you and we can see later what you chose."),
    days=None,
    export=_lines,
    erase=_erase,
)
