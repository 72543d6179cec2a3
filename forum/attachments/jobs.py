"""Files go from the disk once it is committed that nothing names them."""

from __future__ import annotations

from collections.abc import Sequence

from forum.attachments import files
from forum.core import jobs


@jobs.handles("forget attachments", batch=20)
def forget(claimed: Sequence[jobs.Claimed]) -> None:
    """Twice is once."""
    for job in claimed:
        for key in job.payload["keys"]:
            files.delete(key)
