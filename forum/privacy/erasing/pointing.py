"""Whatever still points at an account points at a row without a name afterwards, under another number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import Base, db

#: Sealed: changed by `core.audit.forget_who` alone.
_APART = {"audit_entry"}


def columns() -> Iterator[sa.Column[Any]]:
    """Every column of every table that points at a person."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if any(key.column.table.name == "person" for key in column.foreign_keys):
                yield column


def nobody(called: str) -> int:
    """A new row without a name, an address or a way in. Returns its number."""
    now = clock.now()
    made = Person(name=called, mention_key="", role="customer", created_at=now, erased_at=now)
    made.mention_key = ""  # no @ leads there
    db.session.add(made)
    db.session.flush()
    return made.id


def turn(number: int, instead: int) -> None:
    """Let all that points at `number` point at `instead`, and delete the row. In the current transaction."""
    for column in columns():
        if column.table.name not in _APART:
            db.session.execute(sa.update(column.table).where(column == number).values({column.name: instead}))
    person = Person.__table__
    db.session.execute(sa.delete(person).where(person.c.id == number))  # type: ignore[arg-type]
    db.session.expire_all()
