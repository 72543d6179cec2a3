"""The filter's work that waits: learning."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import jobs
from forum.spam import actions


@jobs.handles(actions.LEARN, batch=50)
def learn(_claimed: Sequence[jobs.Claimed]) -> None:
    """Fit the weights once for all decisions so far."""
    actions.learn()
