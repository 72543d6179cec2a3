"""Ask for a mark, take it, follow a bad one up, forget the words."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, consents, text
from forum.core.db import db, upsert
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.text import N_
from forum.notifications import actions as notifications
from forum.notifications import mailing
from forum.support import actions as cases
from forum.support.models import Case
from forum.support.satisfaction import asking, choices, policy, queries
from forum.support.satisfaction.models import Satisfaction
from forum.threads.models import Question


def ask_due() -> int:
    """Ask customers whose case ended a while ago, once. By the clock. Returns how many mails were written."""
    if not choices.ASK.value:
        return 0
    told = 0
    for case, question in queries.to_ask(timedelta(hours=choices.AFTER_HOURS.value)):
        row = _row(case, question)
        row.asked_at = clock.now()
        if not consents.given(case.customer_id, "satisfaction") or not mailing.wants(
            case.customer_id, question.document
        ):
            continue
        notifications.tell(
            case.customer_id,
            "how_was_it",
            f"/my/cases/{case.id}/mark",
            mail_as="how_was_it",
            about=question.document,
            mail_only={"mark_url": asking.address(case)},
            title=question.title,
        )
        told += 1
    return told


def give(case: Case, by: Person, mark: int | None, words: str = "") -> Satisfaction:
    """The customer's mark and words; once. Raises `Invalid`, `NotAllowed`, `Conflict` when she gave one already."""
    ensure(policy.can_mark(by, case))
    words = text.clean(words).strip()
    errors = {}
    if mark not in policy.MARKS:
        errors["mark"] = N_("Choose one of these.")
    if len(words) > policy.WORDS_MAX:
        errors["note"] = N_("This is too long.")
    if errors:
        raise Invalid(N_("Some of it could not be used."), errors)
    question = db.session.get_one(Question, case.question_id)
    row = _row(case, question)
    if row.mark is not None:
        raise Conflict(N_("You told us already. Thank you."))
    row.mark, row.words, row.given_at = mark, words, clock.now()
    db.session.flush()
    audit.record(by, "marked", f"case:{case.id}", mark=mark)
    if row.mark is not None and row.mark <= policy.BAD:
        _follow_up(row, case, question, by)
    return row


def _follow_up(row: Satisfaction, case: Case, question: Question, by: Person) -> None:
    if not choices.FOLLOW_UP.value or not question.public:
        return
    if case.closed_at is None:
        cases.reopen(case, by=None, because="not satisfied")
        made = case
    else:
        made = cases.follow_up(case, "not satisfied", by=by)
    row.follow_up_id = made.id
    if row.words and row.words not in made.note:
        made.note = f"{made.note}\n\n{row.words}".strip()
    if made.claimed_by_id:
        notifications.tell(made.claimed_by_id, "bad_mark", f"/desk/cases/{made.id}", title=question.title)


def forget_words() -> int:
    """Delete what customers wrote a year ago; the marks stay. By the clock."""
    before = clock.now() - timedelta(days=policy.KEPT_DAYS)
    old = sa.update(Satisfaction).where(Satisfaction.given_at < before, Satisfaction.words != "")
    return int(db.session.execute(old.values(words="")).rowcount)  # type: ignore[attr-defined]


def _row(case: Case, question: Question) -> Satisfaction:
    insert = upsert(Satisfaction.__table__).values(
        case_id=case.id,
        customer_id=case.customer_id,
        agent_id=case.claimed_by_id or case.last_reply_by_id,
        topic_id=question.topic_id,
        words="",
    )
    db.session.execute(insert.on_conflict_do_nothing())
    return db.session.scalars(
        sa.select(Satisfaction).where(Satisfaction.case_id == case.id).with_for_update()
    ).one()
