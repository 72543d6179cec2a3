"""What happens to incidents. Each deed writes its audit entry; people are told by a job, after it is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import uuid4

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, jobs
from forum.core.db import db, upsert
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.support import actions as cases
from forum.support import notices as case_notices
from forum.support import queries as case_queries
from forum.support.incidents import policy, queries
from forum.support.incidents.models import (
    STATES,
    Incident,
    IncidentPerson,
    IncidentQuestion,
    IncidentUpdate,
)
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.topics import queries as topics

FIXED_JOB = "incident fixed"
REPLY_JOB = "incident reply"
# Reasons in the history of a case: written in English, translated where they are read.
PART, NOT_PART = N_("part of an incident"), N_("not part of the incident after all")
FIXED = N_("the incident was fixed")
HELPED = N_("the incident was fixed, and the customer said that it helped")


def announce(
    by: Person,
    title: Mapping[str, str],
    body: Mapping[str, str],
    words: str = "",
    topic_ids: Sequence[int] = (),
    everywhere: bool = False,
) -> Incident:
    """Say that something is wrong: the public reads it at once. Raises `Invalid` without a title in any language."""
    ensure(policy.can_work(by))
    _check(title, body, words)
    now = clock.now()
    made = Incident(
        state="investigating",
        title=dict(title),
        body=dict(body),
        words=words,
        topic_ids=list(topic_ids),
        everywhere=everywhere,
        created_at=now,
        created_by_id=by.id,
        changed_at=now,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(by, "announced", f"incident:{made.id}")
    return made


def change(
    incident: Incident,
    by: Person,
    title: Mapping[str, str],
    body: Mapping[str, str],
    words: str,
    topic_ids: Sequence[int],
    everywhere: bool,
) -> None:
    """Say it in better words, or elsewhere."""
    ensure(policy.can_work(by))
    _check(title, body, words)
    incident.title, incident.body, incident.words = dict(title), dict(body), words
    incident.topic_ids, incident.everywhere = list(topic_ids), everywhere
    audit.record(by, "changed", f"incident:{incident.id}")


def update(incident: Incident, state: str, body: Mapping[str, str], by: Person) -> None:
    """Say how it goes. `state` "fixed": all it concerns are told, once, and asked whether it helped.

    Raises `Invalid` for an unknown state, or when nothing is said.
    """
    ensure(policy.can_work(by))
    if state not in STATES:
        raise Invalid(errors={"state": N_("Choose one of these.")})
    if any(len(words) > policy.BODY_CHARS for words in body.values()):
        raise Invalid(errors={"news": N_("This is too long.")})
    incident = queries.locked(incident.id)
    if state == incident.state and not any(body.values()):
        raise Invalid(errors={"news": N_("Say what is new.")})
    now, before = clock.now(), incident.state
    db.session.add(IncidentUpdate(incident_id=incident.id, at=now, by_id=by.id, state=state, body=dict(body)))
    incident.state, incident.changed_at = state, now
    audit.record(by, "updated", f"incident:{incident.id}", state=state)
    if state == "fixed" and before != "fixed":
        incident.fixed_at = now
        incident.fixes += 1
        jobs.enqueue(FIXED_JOB, {"incident": incident.id, "fix": incident.fixes})
    elif state != "fixed":
        incident.fixed_at = None
    db.session.flush()


def withdraw(incident: Incident, by: Person) -> None:
    """It was announced by mistake: nobody but staff sees it, nobody is told, its questions are free again."""
    ensure(policy.can_work(by))
    incident.withdrawn_at = incident.changed_at = clock.now()
    for question_id in db.session.scalars(
        sa.select(IncidentQuestion.question_id).where(IncidentQuestion.incident_id == incident.id)
    ).all():
        _free(incident.id, question_id, by)
    audit.record(by, "withdrew", f"incident:{incident.id}")


def gather(incident: Incident, question_ids: Sequence[int], by: Person) -> int:
    """Add questions of the same cause; their open cases wait together. Returns how many were added.

    Those that another incident has, and those that are not public, are left out. Raises `Conflict` when it is over.
    """
    ensure(policy.can_work(by))
    incident = queries.locked(incident.id)
    if not incident.open:
        raise Conflict(N_("This incident is over."))
    added = 0
    wanted = list(dict.fromkeys(question_ids))[: policy.GATHER_AT_ONCE_MAX]
    found = db.session.scalars(
        sa.select(Question.id).where(
            Question.id.in_(wanted), Question.hidden_at.is_(None), Question.deleted_at.is_(None)
        )
    ).all()
    for question_id in sorted(found):
        row = upsert(IncidentQuestion.__table__).values(
            question_id=question_id, incident_id=incident.id, added_at=clock.now(), added_by_id=by.id
        )
        new = db.session.execute(
            row.on_conflict_do_nothing().returning(IncidentQuestion.__table__.c.question_id)
        )
        if new.one_or_none() is None:
            continue
        added += 1
        case = case_queries.open_case_of(question_id)
        if case is not None:
            _let_wait(case, by)
    if added:
        audit.record(by, "gathered", f"incident:{incident.id}", questions=sorted(found))
    return added


def release(incident: Incident, question_id: int, by: Person) -> None:
    """It has another cause after all: its case goes back to the queue."""
    ensure(policy.can_work(by))
    _free(incident.id, question_id, by)
    audit.record(by, "released", f"incident:{incident.id}", question=question_id)


def case_opened(case_id: int) -> None:
    """A gathered question became a case: it waits with the others."""
    case = db.session.get_one(Case, case_id)
    incident = queries.open_incident_of(case.question_id)
    if incident is not None:
        _let_wait(case, None)


def reply_to_all(incident: Incident, body: str, by: Person) -> int:
    """Answer in every gathered thread that is not solved, as the company; written by the worker. Returns how many."""
    ensure(policy.can_work(by))
    if not body.strip() or len(body) > policy.BODY_CHARS:
        raise Invalid(errors={"answer": N_("Say it in at most 5,000 characters.")})
    key = str(uuid4())
    chosen = [row for row in queries.gathered(incident.id, by) if row.public and not row.solved]
    for row in chosen:
        jobs.enqueue(REPLY_JOB, {"question": row.id, "by": by.id, "body": body, "key": f"{key}-{row.id}"})
    audit.record(by, "replied to all", f"incident:{incident.id}", questions=len(chosen))
    return len(chosen)


def reply_to_one(question_id: int, body: str, by_id: int, key: str) -> None:
    """One of them, by the job; once, however often the job runs. Nothing if that person may not, or it is gone."""
    by = db.session.get(Person, by_id)
    question = db.session.get(Question, question_id)
    if by is None or not by.is_active or not policy.can_work(by) or question is None or not question.public:
        return
    if question.closed_at is None and not question.solved:
        threads.answer(question, by=by, body=body, form_key=key, staff=True)


def close_waiting(incident: Incident, by: Person) -> int:
    """It is fixed: close the cases that still wait for a word. Returns how many."""
    ensure(policy.can_work(by))
    if incident.state != "fixed":
        raise Conflict(N_("This incident still goes on."))
    closed = 0
    for row in queries.gathered(incident.id, by):
        if row.case_id is not None and row.closed_at is None and row.state in ("waiting", "resolved"):
            cases.set_state(db.session.get_one(Case, row.case_id), "closed", by=by, because=FIXED)
            closed += 1
    audit.record(by, "closed the cases of", f"incident:{incident.id}", cases=closed)
    return closed


def join(incident: Incident, by: Person) -> None:
    """ "I have this too": told when it is fixed. Twice is once."""
    ensure(policy.can_join(by, incident))
    row = upsert(IncidentPerson.__table__).values(
        incident_id=incident.id, person_id=by.id, since=clock.now(), joined=True, told_fix=0
    )
    db.session.execute(
        row.on_conflict_do_update(index_elements=["incident_id", "person_id"], set_={"joined": True})
    )


def leave(incident: Incident, by: Viewer) -> None:
    """Not any more: not told, unless through a question."""
    db.session.execute(
        sa.delete(IncidentPerson).where(
            IncidentPerson.incident_id == incident.id,
            IncidentPerson.person_id == by.id,
            IncidentPerson.told_fix == 0,
        )
    )


def judge(
    incident: Incident, by: Person, helped: bool, note: str = "", title: str = "", lang: str = "en"
) -> Question | None:
    """The word of somebody who was told that it is fixed.

    Yes: their gathered cases are closed. No: their gathered questions leave the incident and are in the queue again, with
    `note`; who has none asks with it (`title`, `lang`), and a person looks at that. Returns the first question that went
    back. Raises `Invalid` (note) when there is nothing to ask with.
    """
    row = queries.person(incident.id, by)
    ensure(row is not None and policy.can_judge(by, incident, row.told_fix))
    assert row is not None
    mine = queries.questions_of(incident.id, by.id)
    note = note.strip()
    if not helped and not mine and not note:
        raise Invalid(errors={"note": N_("Say what does not work, so that somebody can look at it.")})
    if len(note) > policy.NOTE_CHARS:
        raise Invalid(errors={"note": N_("This is too long.")})
    row.helped, row.said_at = helped, clock.now()
    audit.record(by, "judged", f"incident:{incident.id}", helped=helped)
    if helped:
        for question in mine:
            _close_by_word(question, by)
        return None
    for question in mine:
        _back_to_queue(incident, question, by, note)
    return mine[0] if mine else _ask_with(incident, by, note, title, lang)


def _close_by_word(question: Question, by: Person) -> None:
    case = case_queries.open_case_of(question.id)
    if case is not None:
        case.solved_it = True
        cases.set_state(case, "closed", by=by, because=HELPED)


def _back_to_queue(incident: Incident, question: Question, by: Person, note: str) -> None:
    case = case_queries.open_case_of(question.id)
    _free(incident.id, question.id, by)
    if case is None:
        case = cases.escalate(question, "asked", by=by, note=note)
    elif note and note not in case.note:
        case.note = f"{case.note}\n\n{note}".strip()
    case.solved_it = False
    case_notices.still_stuck(case, question)


def _ask_with(incident: Incident, by: Person, note: str, title: str, lang: str) -> Question:
    known = topics.by_id()
    topic = next((known[number] for number in incident.topic_ids if number in known), topics.all()[0])
    asked = threads.ask(by, topic, lang, title or incident.title_in(lang), note)
    cases.escalate(asked, "asked", by=by)
    return asked


def _let_wait(case: Case, by: Person | None) -> None:
    if case.state in ("new", "open"):
        cases.set_state(case, "waiting", by=by, because=PART)


def _free(number: int, question_id: int, by: Person) -> None:
    """The question belongs to it no more; what waited because of it is looked at again."""
    gone = db.session.execute(
        sa.delete(IncidentQuestion).where(
            IncidentQuestion.incident_id == number, IncidentQuestion.question_id == question_id
        )
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        return
    case = case_queries.open_case_of(question_id)
    if case is not None and case.state == "waiting":
        cases.set_state(case, "open" if case.claimed_by_id else "new", by=by, because=NOT_PART)


def _check(title: Mapping[str, str], body: Mapping[str, str], words: str) -> None:
    errors = {}
    if not any(title.values()):
        errors["title"] = N_("Say it in a few words, in one language at least.")
    if any(len(each) > policy.TITLE_CHARS for each in title.values()):
        errors["title"] = N_("This is too long.")
    if any(len(each) > policy.BODY_CHARS for each in body.values()):
        errors["body"] = N_("This is too long.")
    if len(words) > policy.WORDS_CHARS:
        errors["words"] = N_("This is too long.")
    if errors:
        raise Invalid(errors=errors)
