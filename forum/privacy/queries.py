"""What may be kept about people, and how much of it there is of one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import personal_data
from forum.core.db import Base, db
from forum.core.personal_data import Kept


def kept() -> list[Kept]:
    """All that may be kept about somebody, by table; the account itself first."""
    return sorted(personal_data.everything(), key=lambda entry: (entry.table != "person", entry.table))


def counts(person_id: int) -> dict[str, int]:
    """{table: rows about this person}. One query; before it those that find out by what else she is known."""
    tables = {entry.table: entry for entry in personal_data.everything()}
    known: dict[Any, Any] = {}
    columns = []
    for name, entry in tables.items():
        if entry.mine is not None and entry.known_by is not None:
            if entry.known_by not in known:
                known[entry.known_by] = entry.known_by(person_id)
            mine: sa.ColumnElement[bool] | None = entry.mine(known[entry.known_by])
        else:
            mine = _of_person(name, person_id)
        if mine is not None:
            counted = sa.select(sa.func.count()).select_from(Base.metadata.tables[name]).where(mine)
            columns.append(counted.scalar_subquery().label(name))
    found = {name: int(n) for name, n in db.session.execute(sa.select(*columns)).one()._mapping.items()}
    for name, entry in tables.items():
        if name not in found:
            found[name] = len(entry.export(person_id))
    return found


def other_admins(person_id: int) -> int:
    """How many other people can run the site."""
    chosen = sa.select(sa.func.count()).where(
        Person.role == "admin",
        Person.id != person_id,
        Person.erased_at.is_(None),
        Person.suspended_at.is_(None),
        Person.email.is_not(None),
    )
    return int(db.session.scalar(chosen) or 0)


def _of_person(name: str, person_id: int) -> sa.ColumnElement[bool] | None:
    table = Base.metadata.tables[name]
    if name == "person":
        return table.c.id == person_id
    pointing = [
        column == person_id
        for column in table.c
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    ]
    return sa.or_(*pointing) if pointing else None
