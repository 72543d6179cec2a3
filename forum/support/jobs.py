"""What the desk does after something happened to a case: its rules, then giving it to whoever's turn it is.

After the deed, in a transaction of its own: whatever goes wrong here, the case is there.
"""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import jobs
from forum.core.db import db
from forum.support import actions, choices
from forum.support.models import Case
from forum.support.rules import actions as rules


@jobs.handles("case", batch=20)
def _happened(claimed: Sequence[jobs.Claimed]) -> None:
    for job in claimed:
        case = db.session.get(Case, int(job.payload["case"]))
        if case is None:
            continue
        rules.apply(case, str(job.payload["when"]))
        if job.payload["when"] == "opened" and choices.ASSIGN.value == "round robin":
            actions.give(case)
