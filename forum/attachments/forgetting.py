"""Files go with what they were sent with."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.attachments.models import Attachment
from forum.core import jobs
from forum.core.db import db

BATCH = 500


def forget(numbers: Sequence[int]) -> None:
    """Delete files in the current transaction; what lies on the disk goes when it is committed."""
    for start in range(0, len(numbers), BATCH):
        part = list(numbers[start : start + BATCH])
        keys = list(db.session.scalars(sa.select(Attachment.key).where(Attachment.id.in_(part))))
        if keys:
            db.session.execute(sa.delete(Attachment).where(Attachment.id.in_(part)))
            jobs.enqueue("forget attachments", {"keys": keys})
