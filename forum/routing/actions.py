"""Look for people, invite them, take invitations back; what people say to them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.policy import may_write
from forum.core import audit, clock, consents
from forum.core.db import db, upsert
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.routing import choices, finding, notices, policy, queries
from forum.routing.models import Fit, Invitation, InvitationChoice, RoutedQuestion
from forum.routing.queries.waiting import Candidate
from forum.threads import queries as threads
from forum.threads.models import Question
from search_index import SearchUnavailable

log = logging.getLogger(__name__)

MATCHED_AT_ONCE = 20  # questions a run: a search each
INVITED_AT_ONCE = 50
WAIT_HOURS = 6  # nobody had room this week, or could be found: look again


def match_new() -> int:
    """Look for people who could answer the questions that came in. Returns for how many."""
    now = clock.now()
    found = queries.unmatched(now, MATCHED_AT_ONCE)
    for question in found:
        try:
            match(question, now)
        except SearchUnavailable as away:
            log.warning("nobody can be looked for: %s", away)
            return 0
    return len(found)


def match(question: Question, now: datetime) -> None:
    """Write down who could answer it, anew. Raises `SearchUnavailable`."""
    fits = finding.fitting(question)
    db.session.execute(sa.delete(Fit).where(Fit.question_id == question.id))
    for each in fits:
        db.session.add(
            Fit(question_id=question.id, person_id=each.person, score=each.score, similar=list(each.similar))
        )
    row = upsert(RoutedQuestion.__table__).values(question_id=question.id, matched_at=now, next_at=now)
    db.session.execute(
        row.on_conflict_do_update(index_elements=["question_id"], set_={"matched_at": now, "next_at": now})
    )


def invite_due() -> int:
    """Invite people to the questions that waited long enough. Returns how many people."""
    if not choices.INVITING.value:
        return 0
    now = clock.now()
    return sum(invite(number, now) for number in queries.due(now, choices.HOURS.value, INVITED_AT_ONCE))


def invite(question_id: int, now: datetime) -> int:
    """Invite as many as there is room for; nobody when it was answered meanwhile. Returns how many."""
    question = threads.locked_question(question_id)
    routed = db.session.get_one(RoutedQuestion, question_id)
    if not db.session.scalar(sa.select(Question.id).where(Question.id == question_id, queries.unanswered())):
        return 0
    room = _room(question_id, now)
    chosen: list[Candidate] = []
    for each in queries.candidates(question, now, choices.PER_WEEK.value) if room > 0 else ():
        if len(chosen) < room and may_write(each.person) and threads.may_see(each.person, question_id):
            chosen.append(each)
    for each in chosen:
        _invite_one(question, each, now)
    routed.next_at = now + timedelta(hours=WAIT_HOURS)
    return len(chosen)


def _room(question_id: int, now: datetime) -> int:
    """How many more may be asked: as long as few were, and those who were do not react."""
    all_, waiting = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(
                Invitation.declined_at.is_(None),
                Invitation.invited_at > now - timedelta(hours=policy.AGAIN_HOURS),
            ),
        ).where(Invitation.question_id == question_id)
    ).one()
    return min(policy.INVITED_MAX - int(waiting), policy.ASKED_MAX - int(all_))


def _invite_one(question: Question, candidate: Candidate, now: datetime) -> None:
    made = Invitation(
        question_id=question.id,
        person_id=candidate.person.id,
        topic_id=question.topic_id,
        similar=candidate.similar,
        invited_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(None, "invited to answer", question.document, invitation=made.id)
    notices.invited(made, question)


def decline(invitation: Invitation, by: Viewer, reason: str) -> None:
    """Not this one; `reason` "field" is remembered for the topic, "time" is not. Somebody else is asked instead.

    Raises `Invalid`, `NotAllowed` (not hers, over).
    """
    ensure(policy.can_decline(by, invitation))
    if reason not in policy.REASONS:
        raise Invalid(N_("Choose one of these."), {"reason": N_("Choose one of these.")})
    invitation.declined_at, invitation.declined_because = clock.now(), reason
    notices.withdrawn([invitation])
    db.session.execute(
        sa.update(RoutedQuestion)
        .where(RoutedQuestion.question_id == invitation.question_id)
        .values(next_at=clock.now())
    )


def choose(by: Viewer, per_week: int) -> None:
    """How many invitations `by` takes in a week; 0 ends them, and takes back those that stand. Raises `Invalid`."""
    if by.id is None:
        raise NotFound()
    ensure(policy.can_be_invited(by))
    if per_week not in policy.OFFERED_PER_WEEK:
        raise Invalid(N_("Choose one of these."))
    row = upsert(InvitationChoice.__table__).values(person_id=by.id, per_week=per_week)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_={"per_week": per_week}))
    consents.note(by.id, "invitations", per_week > 0)
    if per_week == 0:
        _withdraw(Invitation.person_id == by.id)


def answered(question_id: int, answer_id: int, by_id: int) -> Invitation | None:
    """An answer came: whoever was invited and wrote it is credited (returned); what the others got is taken back."""
    mine = db.session.scalars(
        sa.select(Invitation).where(
            Invitation.question_id == question_id,
            Invitation.person_id == by_id,
            Invitation.answered_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    ).one_or_none()
    if mine is not None:
        mine.answered_at, mine.answer_id = clock.now(), answer_id
        mine.declined_at, mine.declined_because = None, ""
        db.session.flush()
    withdraw(question_id)
    return mine


def withdraw(question_id: int) -> None:
    """Take back the invitations to a question that wait; nobody is told."""
    _withdraw(Invitation.question_id == question_id)


def _withdraw(which: sa.ColumnElement[bool]) -> None:
    stand = (
        Invitation.declined_at.is_(None), Invitation.answered_at.is_(None), Invitation.withdrawn_at.is_(None)
    )  # fmt: skip
    gone = db.session.scalars(sa.select(Invitation).where(which, *stand).order_by(Invitation.id)).all()
    for invitation in gone:
        invitation.withdrawn_at = clock.now()
    notices.withdrawn(gone)


def forget_old() -> int:
    """Delete what nobody learns from any more: fits of questions that are past, invitations of a year ago."""
    now = clock.now()
    past = now - timedelta(days=policy.LOOK_BACK_DAYS)
    old = sa.select(Question.id).where(Question.created_at < past)
    db.session.execute(sa.delete(Fit).where(Fit.question_id.in_(old)))
    db.session.execute(sa.delete(RoutedQuestion).where(RoutedQuestion.question_id.in_(old)))
    gone = db.session.execute(
        sa.delete(Invitation).where(
            Invitation.invited_at < now - timedelta(days=policy.KEPT_DAYS), Invitation.answer_id.is_(None)
        )
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
