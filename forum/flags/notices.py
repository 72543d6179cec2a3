"""Whoever flagged is told what became of it; moderators, that two colleagues disagree."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.targets import Shown, Target
from forum.flags import policy
from forum.flags.models import Flag
from forum.notifications import actions as notifications


def tell_author(flag: Flag, by: Person | None, kind: str, because: str = "") -> None:
    """Tell the author of `flag`, unless she did it herself or may no longer see the text."""
    author = _person(flag.by_id)
    if author is None or (by is not None and author.id == by.id):
        return
    shown = _shown(flag, author)
    if shown is not None:
        notifications.tell(
            author.id, kind, shown.url, title=shown.title, who=by.name if by else "", because=because
        )


def disputed(flag: Flag, by: Person) -> None:
    """Moderators decide; whoever flagged learns that somebody disagrees."""
    tell_author(flag, by, "flag_disputed", because=flag.disputed_because)
    moderators = db.session.scalars(
        sa.select(Person)
        .where(Person.role.in_(("moderator", "admin")), Person.id.not_in([by.id, flag.by_id]))
        .order_by(Person.id)
        .limit(policy.MODERATORS_TOLD_MAX)
    ).all()
    shown = _shown(flag, by)
    if shown is None:
        return
    url = f"/flags/{shown.target}#flag-{flag.id}"
    for person in [each for each in moderators if policy.settles(each, shown.topic_id)]:
        notifications.tell(
            person.id, "flag_to_settle", url, title=shown.title, who=by.name, because=flag.disputed_because
        )


def upheld(flag: Flag, by: Person) -> None:
    """Whoever disputed it learns that it stays."""
    doubter = _person(flag.disputed_by_id)
    if doubter is None or doubter.id == by.id:
        return
    shown = _shown(flag, doubter)
    if shown is not None:
        notifications.tell(doubter.id, "flag_upheld", shown.url, title=shown.title, who=by.name)


def _shown(flag: Flag, viewer: Person) -> Shown | None:
    try:
        return targets.show(Target(flag.target_kind, flag.target_id), viewer)
    except NotFound:
        return None


def _person(person_id: int | None) -> Person | None:
    return db.session.get(Person, person_id) if person_id is not None else None
