"""Telling all whom an incident concerns that it is fixed; and the answers that go to all its questions. By the worker."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.core import clock, jobs
from forum.core.db import db, upsert
from forum.notifications import actions as notifications
from forum.support.incidents import actions, policy, queries
from forum.support.incidents.models import Incident, IncidentPerson
from forum.threads.models import Question


@jobs.handles(actions.FIXED_JOB)
def tell_all(claimed: Sequence[jobs.Claimed]) -> None:
    """Tell those who were not told of this fix yet, some at a time: mark and mail in one transaction, so each once."""
    for job in claimed:
        if _tell_some(job.payload["incident"], job.payload["fix"]):
            jobs.enqueue(actions.FIXED_JOB, job.payload)


@jobs.handles(actions.REPLY_JOB, batch=5)
def reply(claimed: Sequence[jobs.Claimed]) -> None:
    """Answer one gathered question each."""
    for job in claimed:
        said = job.payload
        actions.reply_to_one(said["question"], said["body"], said["by"], said["key"])


def _tell_some(number: int, fix: int) -> bool:
    """True when there are more to tell."""
    incident = db.session.get(Incident, number)
    if incident is None or incident.withdrawn_at or incident.state != "fixed" or incident.fixes != fix:
        return False  # it was called fixed too early: another fix will be told of
    concerned = queries.concerned(number)
    told = queries.told(number, fix)
    left = [person_id for person_id in sorted(concerned) if person_id not in told]
    now = clock.now()
    for person_id in left[: policy.TOLD_AT_ONCE]:
        row = upsert(IncidentPerson.__table__).values(
            incident_id=number, person_id=person_id, since=now, joined=False, told_fix=fix
        )
        db.session.execute(
            row.on_conflict_do_update(
                index_elements=["incident_id", "person_id"],
                set_={"told_fix": fix, "helped": None, "said_at": None},
            )
        )
        _tell(incident, person_id, concerned[person_id])
    return len(left) > policy.TOLD_AT_ONCE


def _tell(incident: Incident, person_id: int, question_ids: Sequence[int]) -> None:
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active:
        return
    joined = queries.person(incident.id, person)
    through = [db.session.get(Question, each) for each in question_ids]
    if not (joined and joined.joined) and not any(q and policy.may_be_told(person, q) for q in through):
        return  # what led here was taken away meanwhile
    title = incident.title_in(person.language or "en")
    notifications.tell(
        person_id,
        "incident_fixed",
        f"{incident.path}#verdict",
        mail_as="incident_fixed",
        title=title,
        said=queries.last_words(incident.id, person.language or "en"),
    )
