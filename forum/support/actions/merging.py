"""One customer, several questions, one case."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import audit
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.support import notices, policy
from forum.support.actions.reopening import reopen
from forum.support.actions.states import set_state
from forum.support.models import Case, CaseNote, CaseTag
from forum.threads.models import Question

MERGED = "merged"


def merge(cases: Sequence[Case], into: Case, by: Viewer) -> None:
    """Go on with `cases` inside `into`: they are closed and say where; notes and tags go along, the history stays.

    The customer is told once. Raises `NotAllowed`, `Invalid` unless all are open and of one customer.
    """
    ensure(policy.can_work(by))
    cases = [case for case in cases if case.id != into.id]
    if not cases or not all(policy.can_merge(by, case, into) for case in cases):
        raise Invalid(N_("Only open cases of one customer can be merged."))
    for case in cases:
        case.merged_into_id = into.id
        # What was merged into it before goes along: nothing points at a closed case.
        db.session.execute(
            sa.update(Case).where(Case.merged_into_id == case.id).values(merged_into_id=into.id)
        )
        set_state(case, "closed", by=by, because=MERGED, logged=False)
        audit.record(by, "merged", f"case:{case.id}", into=into.id)
        audit.record(by, "took in", f"case:{into.id}", case=case.id)
        _take_along(case, into)
        into.priority = max(into.priority, case.priority)
        if case.due_at and into.due_at and case.first_reply_at is None:
            into.due_at = min(into.due_at, case.due_at)
    db.session.flush()
    notices.merged(
        into,
        db.session.get_one(Question, into.question_id),
        [db.session.get_one(Question, case.question_id) for case in cases],
    )


def split(case: Case, by: Viewer) -> None:
    """Make a merged case its own again."""
    ensure(policy.can_split(by, case))
    reopen(case, by=by, because="split off")


def _take_along(case: Case, into: Case) -> None:
    for written in db.session.scalars(sa.select(CaseNote).where(CaseNote.case_id == case.id)):
        written.case_id = into.id
    for word in db.session.scalars(sa.select(CaseTag.tag).where(CaseTag.case_id == case.id)):
        db.session.merge(CaseTag(case_id=into.id, tag=word))
