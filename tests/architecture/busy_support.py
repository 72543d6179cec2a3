"""Calls and an incident of a busy site, for counting what their pages ask the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.support.callbacks.models import Callback, CallSlot
from forum.support.incidents import actions as incidents
from forum.support.incidents.models import IncidentPerson
from forum.support.models import Case
from forum.threads.models import Question


def fill(people: dict[str, int], questions: Sequence[Question]) -> dict[str, str]:
    """{name: address} of the pages that show most of them."""
    now = clock.now()
    ana = db.session.get_one(Person, people["ana"])
    cases = db.session.query(Case).filter(Case.closed_at.is_(None)).order_by(Case.id).all()
    for number, case in enumerate(cases):
        for hours in (1, 2):
            at = now + timedelta(hours=number * 3 + hours)
            slot = CallSlot(agent_id=ana.id, starts_at=at, minutes=30, topic_ids=[], offered_at=now)
            db.session.add(slot)
        db.session.flush()
        db.session.add(
            Callback(
                slot_id=slot.id, case_id=case.id, customer_id=case.customer_id, phone="+4670123456",
                uid=f"call-{number}", booked_at=now,
            )
        )  # fmt: skip
    title = {"en": "Everything is slow", "sv": "Allt är långsamt"}
    incident = incidents.announce(ana, title, {"en": "We look."}, "card order", [questions[0].topic_id], True)
    incidents.gather(incident, [question.id for question in questions], ana)
    db.session.add(IncidentPerson(incident_id=incident.id, person_id=people["bob"], since=now, joined=True))
    return {
        "incident": incident.path,
        "incident_work": f"/desk/incidents/{incident.id}",
        "call": f"/my/cases/{cases[0].id}/call",
    }
