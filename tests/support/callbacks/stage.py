"""Dan's case, and the times that Ana offers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, jobs, sending
from forum.core.db import db
from forum.core.jobs import Job
from forum.support import actions
from forum.support.callbacks.models import Callback, CallSlot
from forum.threads.models import Question
from tests.factories import site
from tests.mails import waiting
from tests.support.stage import question_of

PHONE = "+46 70 123 45 67"


def case_of(
    app: Askwell, person: Person, title: str = "Screen stays black after the update"
) -> tuple[int, int]:
    """(case, question) of a question that a person of the company looks at."""
    question = question_of(app, person, title, hours_ago=30)
    with site(app):
        return actions.escalate(db.session.get_one(Question, question), "promise").id, question


def slot_of(
    app: Askwell, agent: Person, hours: float = 24, minutes: int = 20, topics: tuple[int, ...] = ()
) -> int:
    """A time that the agent offers, so many hours from now; its number."""
    with site(app):
        at = clock.now() + timedelta(hours=hours)
        slot = CallSlot(
            agent_id=agent.id, starts_at=at, minutes=minutes, topic_ids=list(topics), offered_at=clock.now()
        )
        db.session.add(slot)
        db.session.flush()
        return slot.id


def calls(app: Askwell) -> list[dict[str, Any]]:
    """All booked calls, oldest first."""
    with app.app_context():
        rows = db.session.query(Callback).order_by(Callback.id)
        return [{c.name: getattr(call, c.name) for c in call.__table__.columns} for call in rows]


def mails(app: Askwell, to: str) -> list[dict[str, Any]]:
    """Mails that wait to be sent to an address, oldest first."""
    return waiting(app, to)


def entries(app: Askwell, to: str) -> list[tuple[str, Any]]:
    """(method, event) of the calendar entries sent to an address, as a mail program reads them."""
    found = []
    for payload in mails(app, to):
        if not payload.get("invitation"):
            continue
        message = sending.compose(payload, "Askwell <askwell@example.com>")
        (part,) = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
        calendar = Calendar.from_ical(part.get_content())
        assert part.get_param("method") == calendar["method"]
        (event,) = calendar.walk("VEVENT")
        found.append((str(calendar["method"]), event))
    return found


def begins(event: Any) -> datetime:
    moment: datetime = event.decoded("dtstart")
    return moment


def forget_jobs(app: Askwell) -> None:
    with site(app):
        db.session.query(Job).delete()


__all__ = ["PHONE", "begins", "calls", "case_of", "entries", "forget_jobs", "jobs", "mails", "slot_of"]
