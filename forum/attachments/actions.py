"""Bring a file, put it where it belongs, forget it."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.attachments import checking, files, policy
from forum.attachments.forgetting import BATCH, forget
from forum.attachments.models import WAITING, Attachment
from forum.core import clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_

log = logging.getLogger(__name__)
NOT_SAVED = N_("We could not save or read right now. Please try again in a moment.")


def bring(data: bytes, name: str, by: Person | None, place: str = WAITING) -> Attachment:
    """Check and keep a file in the current transaction; pictures are drawn anew.

    `place`: "private:34"; who may read that place may have the file. Raises `Invalid` (errors: "files").
    """
    checked = checking.check(data, name)
    made = Attachment(
        key=secrets.token_hex(16),
        place=place,
        by_id=by.id if by else None,
        name=checked.name,
        kind=checked.kind,
        size=len(checked.data),
        created_at=clock.now(),
    )
    try:
        files.write(made.key, checked.data)
    except OSError:  # a full disk: the form is shown again, with its words
        log.exception("could not keep a file of %d bytes", made.size)
        raise Invalid(errors={checking.FIELD: NOT_SAVED}) from None
    db.session.add(made)
    db.session.flush()
    return made


def put(attachment: Attachment, place: str, by: Viewer) -> None:
    """A waiting file comes to its place. Raises `NotAllowed` for somebody else's."""
    if attachment.place != place:
        ensure(policy.can_take(by, attachment))
        attachment.place = place
        if attachment.by_id is None:
            attachment.by_id = by.id


def forget_unused() -> int:
    """Delete files whose words never came, and files on the disk that no row names. Returns how many."""
    lost = _forget_lost()
    old = clock.now() - timedelta(hours=policy.WAITING_HOURS)
    waiting = db.session.scalars(
        sa.select(Attachment.id).where(Attachment.place == WAITING, Attachment.created_at < old)
    ).all()
    forget(waiting)
    return len(waiting) + lost


def _forget_lost() -> int:
    before = clock.now() - timedelta(hours=policy.ORPHAN_HOURS)
    keys = list(files.older_than(before.timestamp()))
    lost = 0
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        known = set(db.session.scalars(sa.select(Attachment.key).where(Attachment.key.in_(part))))
        for key in set(part) - known:
            files.delete(key)
            lost += 1
    return lost
