"""Files go with the rows that named them."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import jobs
from forum.pictures import files
from forum.pictures.actions import FORGET_JOB


@jobs.handles(FORGET_JOB, batch=50)
def forget(claimed: Sequence[jobs.Claimed]) -> None:
    """Delete the files of pictures that people took away; twice is once."""
    for job in claimed:
        files.delete(str(job.payload["key"]))
