"""A newer text mends what was flagged: said when it is written, in force when the public reads it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import notices
from forum.flags.actions.closing import close
from forum.flags.models import Flag, Mending


def mark_mended(target: Target, revision: int, flag_ids: Iterable[int]) -> int:
    """Say which open flags a waiting text of the target mends; said again, the last word counts. Returns how many.

    Numbers of other texts' flags and of closed ones are left out. Called by the feature that keeps the texts.
    """
    db.session.execute(
        sa.delete(Mending).where(Mending.target_kind == target.kind, Mending.revision_id == revision)
    )
    known = db.session.scalars(_open_on(target).where(Flag.id.in_(set(flag_ids)))).all()
    db.session.add_all(
        Mending(flag_id=one.id, target_kind=target.kind, revision_id=revision) for one in known
    )
    db.session.flush()
    return len(known)


def clear_by_revision(target: Target, by: Person, revision: int, because: str = "") -> int:
    """The public reads a newer text: close the open flags that it mends. Returns how many there were.

    Those that `mark_mended` named; all of them where it named none. `revision`: the id of the revision, for the
    log. Called by the feature that published it.
    """
    named = db.session.scalars(
        sa.select(Mending.flag_id).where(Mending.target_kind == target.kind, Mending.revision_id == revision)
    ).all()
    wanted = _open_on(target).order_by(Flag.id)
    found = db.session.scalars(wanted.where(Flag.id.in_(named)) if named else wanted).all()
    for one in found:
        close(one, "mended", by, because)
        audit.record(
            by,
            "mended what was flagged on",
            str(target),
            because,
            flag=one.id,
            revision=revision,
            trust=one.trust_at_end,
        )
        notices.tell_author(one, by, "flag_mended", because=because)
    return len(found)


def _open_on(target: Target) -> sa.Select[Flag]:
    return sa.select(Flag).where(
        Flag.target_kind == target.kind, Flag.target_id == target.number, Flag.closed_at.is_(None)
    )
