"""The worker deals with mails that were kept; in a lane of its own, so that a mail that is hard to read holds up nobody."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import jobs
from forum.core.db import db, may_write
from forum.support.inbound import actions, reading
from forum.support.inbound.models import InboundMail


@jobs.handles(actions.JOB, lane="inbound")
def _deal_with(claimed: Sequence[jobs.Claimed]) -> None:
    for job in claimed:
        number = int(job.payload["id"])
        actions.handle(number, read_kept(number), job.attempts)


def read_kept(mail_id: int) -> reading.Read | None:
    """What a kept mail says, without holding a transaction meanwhile; None when it can't be read."""
    token = may_write.set(False)
    try:
        raw = db.session.scalar(sa.select(InboundMail.raw).where(InboundMail.id == mail_id))
        db.session.rollback()
    finally:
        may_write.reset(token)
    try:
        return reading.read(raw) if raw else None
    except reading.Unreadable:
        return None
