"""Counting clocks anew, after an admin changed hours or a promise: in the worker, there may be thousands."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import jobs
from forum.support.promise import actions


@jobs.handles("promise.count", batch=20)
def count_anew(claimed: Sequence[jobs.Claimed]) -> None:
    """Once for all changes that wait."""
    wanted = {job.payload["topic"] for job in claimed}
    for topic_id in [None] if None in wanted else sorted(wanted):
        actions.count_anew(topic_id)
