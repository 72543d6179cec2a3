"""What every end of a flag does, and what a flag costs its document: kept with it, for the log."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import clock, targets
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import standing
from forum.flags.models import Flag
from forum.search import signals


def close(flag: Flag, outcome: str, by: Person | None, because: str) -> None:
    """It counts no more; the trust comes back with the next search."""
    flag.closed_at, flag.closed_by_id, flag.outcome, flag.because = (
        clock.now(),
        by.id if by else None,
        outcome,
        because,
    )
    db.session.flush()
    flag.trust_at_end = trust_of(flag.document)
    changed(flag)


def changed(flag: Flag) -> None:
    """Tell search and the text's own feature."""
    db.session.flush()
    signals.changed(flag.document)
    targets.changed(target_of(flag))


def trust_of(document: str) -> float:
    """What the open flags leave of a document's trust, as this transaction sees them."""
    return float(standing.of_documents([document])[document]["trust"])


def target_of(flag: Flag) -> Target:
    """What it is on."""
    return Target(flag.target_kind, flag.target_id)
