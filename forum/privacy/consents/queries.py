"""Purposes as one person finds them, and her lines of the ledger."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import consents, stretches
from forum.core.consents import Consent, Purpose
from forum.core.db import db
from forum.core.stretches import Cursor, Stretch

LINES = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A purpose, whether it holds for her, and the last line of the ledger about it."""

    purpose: Purpose
    given: bool
    last: Consent | None

    @property
    def changed_since(self) -> bool:
        """Did the text change since she said yes to it?"""
        return self.given and self.last is not None and self.last.version != self.purpose.version


def standing(person: Person) -> list[Standing]:
    """All purposes that concern her: one query for the ledger, and what the switches of features take."""
    latest = consents.latest(person.id)
    found = []
    for each in consents.purposes():
        if not each.concerns(person):
            continue
        last = latest.get(each.name)
        if each.read is not None:
            said = each.read(person.id)
        else:
            said = None if last is None else last.given
        found.append(Standing(each, each.default if said is None else said, last))
    return found


def lines(person_id: int, cursor: Cursor | None) -> Stretch[Consent]:
    """Her ledger, the newest first."""
    wanted = sa.select(Consent).where(Consent.person_id == person_id)
    back = cursor is not None and cursor.way == "before"
    if cursor is not None:
        wanted = wanted.where(Consent.id > cursor.id if back else Consent.id < cursor.id)
    order = Consent.id.asc() if back else Consent.id.desc()
    rows = list(db.session.scalars(wanted.order_by(order).limit(LINES + 1)))
    return stretches.cut(rows[::-1] if back else rows, LINES, cursor, lambda row: (0, row.id))
