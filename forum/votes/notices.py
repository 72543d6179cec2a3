"""Whoever wrote something learns that others found it helpful: how many, never who."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.notifications.actions import take_back, tell
from forum.votes.models import Vote

KIND = "voted"


def vote_of(target: Target, by: Viewer) -> int | None:
    """The vote that stands, before it is changed: its number names it in notices, and nobody behind it."""
    mine = sa.select(Vote.id).where(
        Vote.target_kind == target.kind, Vote.target_id == target.number, Vote.person_id == by.id
    )
    return db.session.scalar(mine)


def voted(shown: Shown, by: Viewer, before: int | None, helpful: bool) -> None:
    """Tell of a vote that came, once; take back what was told of one that went. Many are one line."""
    thing = str(shown.target)
    now = vote_of(shown.target, by)
    if before is not None and (now != before or not helpful):
        take_back(KIND, thing, vote=before)
    if not helpful or now is None or now == before or shown.author_id is None:
        return
    tell(
        shown.author_id,
        KIND,
        shown.url,
        group=f"votes:{thing}",
        thing=thing,
        title=shown.title,
        vote=now,
    )


def still(_person: Person, values: dict[str, Any]) -> bool:
    """The vote was not taken back or turned round."""
    standing = sa.select(Vote.id).where(Vote.id == values["vote"], Vote.value > 0)
    return db.session.scalar(standing) is not None
