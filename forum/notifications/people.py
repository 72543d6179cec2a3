"""People can be followed: told of their new questions and answers."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts import queries
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications import follows
from forum.notifications.follows import Named


def register() -> None:
    """Say how they are called."""
    follows.register("person", _look_up)


def _look_up(numbers: Sequence[int], _viewer: Viewer) -> dict[int, Named]:
    """Those with an account in use; suspended and erased ones have no news."""
    found = db.session.execute(
        sa.select(Person.id, Person.name).where(Person.id.in_(numbers), queries.active()).order_by(Person.id)
    )
    return {number: Named(name, f"/people/{number}") for number, name in found}
