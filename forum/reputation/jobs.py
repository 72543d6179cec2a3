"""Counting anew, many asked-for looks in one go."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import jobs
from forum.reputation import actions, looking


@jobs.handles(looking.JOB, batch=100)
def recompute(claimed: Sequence[jobs.Claimed]) -> None:
    """Whom the facts speak of is found now, not when the look was asked for."""
    people = {int(job.payload["person"]) for job in claimed if "person" in job.payload}
    questions = {int(job.payload["question"]) for job in claimed if "question" in job.payload}
    actions.recompute(people | looking.about_question(questions))
