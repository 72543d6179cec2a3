""" "Tried, did not help": what a member says of an answer, apart from a vote.

It says nothing against whoever wrote the answer: it may be right, for another case. It is a verdict on the text as it
stands (`Verdict`, of a kind of target that the register says can be tried), once a person; taken back, it is gone.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, targets
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.core.text import N_
from forum.votes import policy, queries
from forum.votes.models import Verdict


def say(target: Target, by: Person) -> Shown:
    """`by` tried it without success; twice is once. Raises `NotFound`, `NotAllowed`."""
    shown = targets.show(target, by)
    ensure(policy.can_vote(by, shown), N_("You can't judge what you wrote yourself."))
    row = upsert(Verdict.__table__).values(
        target_kind=target.kind,
        target_id=target.number,
        revision_id=shown.revision_id or 0,
        visitor=queries.voter(by, ""),
        helped=False,
        topic_id=shown.topic_id,
        lang=shown.lang,
        at=clock.now(),
    )
    db.session.execute(row.on_conflict_do_nothing())
    targets.changed(target)
    return shown


def take_back(target: Target, by: Viewer) -> Shown:
    """Say nothing of the kind any more. Twice is once. Raises `NotFound`."""
    shown = targets.show(target, by)
    db.session.execute(
        sa.delete(Verdict).where(
            Verdict.target_kind == target.kind,
            Verdict.target_id == target.number,
            Verdict.visitor == queries.voter(by, ""),
        )
    )
    targets.changed(target)
    return shown


def count(target: Target, revision_id: int) -> int:
    """How many people tried that revision without success. One query."""
    return int(
        db.session.scalar(
            sa.select(sa.func.count()).where(
                Verdict.target_kind == target.kind,
                Verdict.target_id == target.number,
                Verdict.revision_id == revision_id,
                Verdict.helped.is_(False),
            )
        )
        or 0
    )


def by(viewer: Viewer, kind: str, number: Any, revision: Any) -> sa.ColumnElement[bool]:
    """The condition that the viewer said it of the text as it stands; `number` and `revision` are columns of the target."""
    return sa.exists().where(
        Verdict.target_kind == kind,
        Verdict.target_id == number,
        Verdict.revision_id == revision,
        Verdict.visitor == queries.voter(viewer, ""),
        Verdict.helped.is_(False),
    )
