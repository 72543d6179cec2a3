"""Keep a mail before anything is done with it; forget it long after."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock, jobs
from forum.core.db import db, upsert
from forum.support.inbound import policy
from forum.support.inbound.models import InboundMail

JOB = "inbound mail"
HEAD_BYTES = 64 * 1024  # where the headers that name a message stand
KEPT_OF_TOO_LARGE = 1024 * 1024


def receive(raw: bytes, via: str, size: int | None = None) -> int | None:
    """Keep a mail in the current transaction, to be dealt with by the worker; None when it is here already.

    `size`: bytes of the whole message when `raw` is only its beginning.
    """
    size = max(size or 0, len(raw))
    kept = raw if size <= policy.BYTES_MAX else raw[:KEPT_OF_TOO_LARGE]
    row = upsert(InboundMail.__table__).values(
        key=key_of(raw), arrived_at=clock.now(), via=via, size=size, state="waiting", reason="", raw=kept,
        from_address="", from_name="", subject="", text="", files=[], not_kept=[], about="", became="",
    )  # fmt: skip
    made = row.on_conflict_do_nothing(index_elements=["key"]).returning(InboundMail.__table__.c.id)
    number: int | None = db.session.execute(made).scalar()
    if number is not None:
        jobs.enqueue(JOB, {"id": number})
    return number


def key_of(raw: bytes) -> str:
    """What makes two deliveries the same mail: what its writer gave it, not what servers on its way added."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    digest = hashlib.sha256()
    for name in (b"message-id", b"from", b"date"):
        found = re.search(rb"(?im)^" + name + rb":((?:.*)(?:\n[ \t].*)*)", head[:HEAD_BYTES])
        digest.update(b" ".join(found[1].split()) if found else b"")
        digest.update(b"\0")
    digest.update(body.rstrip(b"\n"))
    return digest.hexdigest()


def forget_old() -> int:
    """Delete what was dealt with long enough ago, messages and all."""
    old = clock.now() - timedelta(days=policy.KEPT_DAYS)
    return int(db.session.execute(sa.delete(InboundMail).where(InboundMail.handled_at < old)).rowcount)  # type: ignore[attr-defined]
