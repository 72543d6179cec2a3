"""Whoever flagged is told what became of it."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import targets
from forum.core.errors import NotFound
from forum.core.targets import Target
from forum.flags.models import Flag
from forum.notifications import actions as notifications


def tell_author(flag: Flag, by: Person | None, kind: str, because: str = "") -> None:
    """Tell the author of `flag`, unless she did it herself or may no longer see the text."""
    author = _person(flag.by_id)
    if author is None or (by is not None and author.id == by.id):
        return
    try:
        shown = targets.show(Target(flag.target_kind, flag.target_id), author)
    except NotFound:
        return
    notifications.tell(
        author.id, kind, shown.url, title=shown.title, who=by.name if by else "", because=because
    )


def _person(person_id: int) -> Person | None:
    from forum.core.db import db

    return db.session.get(Person, person_id)
