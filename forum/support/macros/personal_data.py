"""What macros keep about a person: who wrote them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.quotes.models import Quote
from forum.support.macros.models import Macro


def _export(person_id: int) -> list[dict[str, Any]]:
    mine = sa.or_(Macro.owner_id == person_id, Macro.author_id == person_id)
    return [
        {"title": macro.title, "body": macro.body, "own": macro.owner_id == person_id}
        for macro in db.session.scalars(sa.select(Macro).where(mine).order_by(Macro.id))
    ]


def _erase(person_id: int) -> None:
    own = sa.select(Macro.id).where(Macro.owner_id == person_id)
    quoting = sa.delete(Quote).where(Quote.post_kind == "macro", Quote.post_id.in_(own))
    db.session.execute(quoting.execution_options(synchronize_session=False))
    db.session.execute(sa.delete(Macro).where(Macro.owner_id == person_id))
    mine = sa.update(Macro).where(Macro.author_id == person_id)
    db.session.execute(mine.values(author_id=None).execution_options(synchronize_session=False))


ENTRIES = (
    Kept(
        "macro",
        N_("Texts for replies that you wrote as a member of staff."),
        N_("So that you and colleagues need not write the same twice."),
        None,
        _export,
        _erase,
        seen_by=STAFF,
    ),
)
