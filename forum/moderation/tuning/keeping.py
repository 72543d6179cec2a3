"""The table says which weights hold; the file beside the signals is what searches read. This keeps them in step."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from forum.core.db import db
from forum.flags import standing
from forum.moderation.tuning import queries
from forum.search import signals
from forum.search.engine import store
from search_index import tuning


def mend() -> bool:
    """By the clock: a lost or an older file is written anew, and trust with it. Returns whether it was."""
    said, was = queries.in_force(), store().in_force
    if not signals.weigh_again(said):
        return False
    if any(getattr(said.tuning, name) != getattr(was.tuning, name) for name in tuning.FLAGS):
        for document in standing.flagged():
            signals.changed(document)
        db.session.commit()
    return True


def check() -> str:
    """For `doctor` and `/readyz`: what is wrong with the weights, and what to do."""
    try:
        said, holds = queries.in_force(), store().in_force
    except DBAPIError:  # no database, or one without tables yet: the checks of both say so
        db.session.rollback()
        return ""
    if said == holds:
        return ""
    return (
        f"Searches use weights of change {holds.version}, the last one saved is {said.version}: "
        "start the worker, which mends that within 15 seconds."
    )
