"""Votes that moderators took out, and the way back: the same votes, of the same moments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from forum.core import clock, events, targets
from forum.core.db import db, upsert
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.notifications.actions import take_back
from forum.votes import notices
from forum.votes.models import Vote, VoteAside

_COLUMNS = ("target_kind", "target_id", "person_id", "value", "at")


def set_aside(vote_ids: Iterable[int], why: str) -> int:
    """Take these votes out; returns how many there were. Whoever wrote what they were on loses what they gave."""
    votes = db.session.execute(
        sa.select(Vote.id, *(getattr(Vote, name) for name in _COLUMNS))
        .where(Vote.id.in_(set(vote_ids)))
        .order_by(Vote.id)
        .with_for_update()
    ).all()
    for vote in votes:
        row = {name: getattr(vote, name) for name in _COLUMNS}
        db.session.execute(sa.insert(VoteAside).values(why=why, **row))
        db.session.execute(sa.delete(Vote).where(Vote.id == vote.id))
        take_back(notices.KIND, f"{vote.target_kind}:{vote.target_id}", vote=vote.id)
        _tell(Target(vote.target_kind, vote.target_id), vote.person_id, 0)
    return len(votes)


def put_back(why: str) -> int:
    """Undo `set_aside`: each vote as it was, or as its voter changed it meanwhile. Returns how many count again."""
    asides: Sequence[VoteAside] = db.session.scalars(
        sa.select(VoteAside).where(VoteAside.why == why).order_by(VoteAside.id).with_for_update()
    ).all()
    done = 0
    for aside in asides:
        row = {name: getattr(aside, name) for name in _COLUMNS}
        db.session.delete(aside)
        db.session.flush()
        if aside.value:
            statement = upsert(Vote.__table__).values(**row)
            db.session.execute(statement.on_conflict_do_nothing())
            _tell(Target(aside.target_kind, aside.target_id), aside.person_id, aside.value)
            done += 1
    return done


def changed(target: Target, by: Viewer, value: int) -> bool:
    """Keep a new word of a voter whose vote is set aside; False when none is."""
    found: Any = db.session.execute(
        sa.update(VoteAside)
        .where(
            VoteAside.target_kind == target.kind,
            VoteAside.target_id == target.number,
            VoteAside.person_id == by.id,
            VoteAside.value != value,
        )
        .values(value=value, at=clock.now())
    )
    if found.rowcount:
        return True
    same = sa.select(VoteAside.id).where(
        VoteAside.target_kind == target.kind,
        VoteAside.target_id == target.number,
        VoteAside.person_id == by.id,
    )
    return db.session.scalar(same) is not None


def _tell(target: Target, by_id: int, value: int) -> None:
    author_of = targets.kind_of(target).author_of
    author_id = author_of(target.number) if author_of is not None else None
    targets.changed(target)
    events.emit("vote.given", target=target, author_id=author_id, by_id=by_id, value=value)
