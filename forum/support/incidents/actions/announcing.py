"""Saying that something is wrong, and how it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, jobs
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.support.incidents import notices, policy, queries
from forum.support.incidents.actions.gathering import free
from forum.support.incidents.models import (
    STATES,
    Incident,
    IncidentQuestion,
    IncidentUpdate,
)

FIXED_JOB = "incident fixed"


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
    notices.announced(made, by)
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
    if state != "fixed":
        notices.news(incident, by)


def withdraw(incident: Incident, by: Person) -> None:
    """It was announced by mistake: nobody but staff sees it, nobody is told, its questions are free again."""
    ensure(policy.can_work(by))
    incident.withdrawn_at = incident.changed_at = clock.now()
    for question_id in db.session.scalars(
        sa.select(IncidentQuestion.question_id).where(IncidentQuestion.incident_id == incident.id)
    ).all():
        free(incident.id, question_id, by)
    notices.withdrawn(incident)
    audit.record(by, "withdrew", f"incident:{incident.id}")


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
