"""Telling readers, one post a job."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import jobs
from forum.quotes import notices
from forum.quotes.actions import TELL


@jobs.handles(TELL, batch=10)
def tell(claimed: Sequence[jobs.Claimed]) -> None:
    """Tell the readers of each post."""
    for job in claimed:
        notices.told_before(int(job.payload["quote"]), int(job.payload["by"]))
