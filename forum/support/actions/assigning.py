"""Whose a case is, how urgent, and the words on it."""

from __future__ import annotations

import re
from datetime import timedelta

import sqlalchemy as sa

from forum import hours
from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.roles import Viewer, is_staff
from forum.core.text import N_, clean
from forum.support import notices, policy
from forum.support.actions.states import set_state
from forum.support.models import HIGH, LOW, NORMAL, URGENT, Case, CaseNote, CaseTag

TAG_CHARS = 40
TAGS_MAX = 12  # on one case: more tell nothing
#: How much of the promised time is left for a case of a priority.
DUE_SHARE = {URGENT: 0.25, HIGH: 0.5, NORMAL: 1.0, LOW: 2.0}
_PARTS = re.compile(r"[,\s]+")


def assign(case: Case, to: Person, by: Viewer | None, note: str = "") -> None:
    """Give the case to somebody of the company, with a note for them; `by` none: the desk itself. Twice is once.

    Raises `NotAllowed`, `Conflict` when somebody else holds it, `Invalid` for somebody who can't work it.
    """
    if by is not None:
        if policy.can_work(by) and case.closed_at is None and not policy.can_assign(by, case):
            raise Conflict(holder=case.claimed_by_id)
        ensure(policy.can_assign(by, case))
    if not is_staff(to) or not to.is_active:
        raise Invalid(N_("Choose somebody of the team."))
    note = clean(note).strip()
    if case.claimed_by_id == to.id and not note:
        return
    before, case.claimed_by_id = case.claimed_by_id, to.id
    if before != to.id:
        case.claimed_at = clock.now()
    db.session.flush()
    if note and by is not None and by.id is not None:
        db.session.add(CaseNote(case_id=case.id, by_id=by.id, body=note, at=clock.now()))
    handed = before is not None and by is not None and before == by.id
    audit.record(by, "handed over" if handed else "assigned", f"case:{case.id}", given=to.id, previous=before)
    if case.state == "new":
        set_state(case, "open", by=by, logged=False)
    if by is None or by.id != to.id:
        notices.assigned(case, to, by)


def prioritise(case: Case, priority: int, by: Viewer | None) -> None:
    """Say how urgent it is (0 low to 3 urgent); an unanswered case is due sooner or later accordingly."""
    ensure(by is None or policy.can_arrange(by, case))
    if priority not in DUE_SHARE:
        raise Invalid(N_("Choose one of these."))
    before = case.priority
    if priority == before:
        return
    case.priority = priority
    if case.due_at is not None and case.first_reply_at is None and case.due_at > case.opened_at:
        promised = hours.between(case.opened_at, case.due_at) / timedelta(hours=1) / DUE_SHARE[before]
        case.due_at = hours.deadline(case.opened_at, promised * DUE_SHARE[priority])
    db.session.flush()
    audit.record(by, "set the priority of", f"case:{case.id}", before=before, after=priority)


def words_of_tags(text: str) -> list[str]:
    """Tags of what somebody typed: small letters, apart by commas or spaces, each once. Raises `Invalid`."""
    found = list(dict.fromkeys(part.lstrip("#").casefold() for part in _PARTS.split(clean(text)) if part))
    if any(len(tag) > TAG_CHARS for tag in found):
        raise Invalid(N_("This is too long."))
    return [tag for tag in found if tag]


def tag(case: Case, words: str, by: Viewer | None) -> list[str]:
    """Put tags on the case; those that are there stay. Returns the new ones."""
    ensure(by is None or policy.can_arrange(by, case))
    there = set(db.session.scalars(sa.select(CaseTag.tag).where(CaseTag.case_id == case.id)))
    new = [word for word in words_of_tags(words) if word not in there]
    if len(there) + len(new) > TAGS_MAX:
        raise Invalid(N_("These are too many tags."))
    for word in new:
        db.session.merge(CaseTag(case_id=case.id, tag=word))
    if new:
        audit.record(by, "tagged", f"case:{case.id}", ", ".join(new))
    return new


def untag(case: Case, word: str, by: Viewer) -> None:
    """Take a tag off."""
    ensure(policy.can_arrange(by, case))
    gone = db.session.execute(sa.delete(CaseTag).where(CaseTag.case_id == case.id, CaseTag.tag == word))
    if gone.rowcount:  # type: ignore[attr-defined]
        audit.record(by, "took a tag off", f"case:{case.id}", word)
