"""Mails that came in, mails that wait to go out, and addresses that none reach. Staff only."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.jobs import Job
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.sending import KIND
from forum.notifications.models import MailChoice
from forum.support.inbound import policy
from forum.support.inbound.models import STATES, InboundMail
from forum.threads import queries as threads
from forum.threads.models import Question

LINE_CHARS = 200
LISTED = 50


class Row(NamedTuple):
    """A mail in a list."""

    id: int
    arrived_at: datetime
    state: str
    reason: str
    from_address: str
    from_name: str
    subject: str
    text: str
    became: str


class Outgoing(NamedTuple):
    """A mail of ours that did not go out yet, or was given up."""

    id: int
    to: str
    subject: str
    attempts: int
    last_error: str
    run_at: datetime
    failed_at: datetime | None


class Bounced(NamedTuple):
    """A person whom no mail reaches."""

    person_id: int
    name: str
    email: str
    at: datetime
    said: str
    times: int


def mails(viewer: Viewer, state: str, page: int) -> Page[Row]:
    """The mails of a state, newest first; review: oldest first."""
    ensure(policy.can_review(viewer))
    m = InboundMail
    columns = (
        m.id, m.arrived_at, m.state, m.reason, m.from_address, m.from_name, m.subject,
        sa.func.substr(m.text, 1, LINE_CHARS).label("text"), m.became,
    )  # fmt: skip
    order = (m.arrived_at, m.id) if state == "review" else (m.arrived_at.desc(), m.id.desc())
    wanted = sa.select(*columns).where(m.state == state).order_by(*order)

    def fetch(limit: int, offset: int) -> list[Row]:
        return [Row(*row) for row in db.session.execute(wanted.limit(limit).offset(offset))]

    return paginate(fetch, page)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many mails there are of each state."""
    ensure(policy.can_review(viewer))
    found = db.session.execute(
        sa.select(InboundMail.state, sa.func.count().label("number")).group_by(InboundMail.state)
    )
    known: dict[str, int] = {row.state: row.number for row in found}
    return {state: known.get(state, 0) for state in STATES}


def mail(number: int, viewer: Viewer) -> InboundMail:
    """One mail. Raises `NotFound`."""
    ensure(policy.can_review(viewer))
    found = db.session.get(InboundMail, number)
    if found is None:
        raise NotFound()
    return found


def outgoing(viewer: Viewer) -> list[Outgoing]:
    """Mails of ours that a server did not take yet: given up ones first, then those that are tried again."""
    ensure(policy.can_review(viewer))
    payload = Job.payload
    rows = db.session.execute(
        sa.select(
            Job.id, payload["to"].as_string(), payload["subject"].as_string(),
            Job.attempts, Job.last_error, Job.run_at, Job.failed_at,
        )
        .where(Job.kind == KIND, Job.attempts > 0, Job.last_error != "")
        .order_by(Job.failed_at.is_(None), Job.id)
        .limit(LISTED)
    )  # fmt: skip
    return [Outgoing(*row) for row in rows]


def bounced(viewer: Viewer) -> list[Bounced]:
    """People whom mail does not reach, the newest first."""
    ensure(policy.can_review(viewer))
    rows = db.session.execute(
        sa.select(
            Person.id, Person.name, Person.email, MailChoice.bounced_at, MailChoice.bounce, MailChoice.bounces
        )
        .join(MailChoice, MailChoice.person_id == Person.id)
        .where(MailChoice.bounced_at.is_not(None), Person.email.is_not(None))
        .order_by(MailChoice.bounced_at.desc())
        .limit(LISTED)
    )
    return [Bounced(*row) for row in rows]  # type: ignore[arg-type]


def bounce_of(person_id: int, viewer: Viewer) -> str:
    """What a mail server said when it could not deliver to her; "" while mail reaches her."""
    ensure(policy.can_review(viewer))
    return (
        db.session.scalar(
            sa.select(MailChoice.bounce).where(
                MailChoice.person_id == person_id, MailChoice.bounced_at.is_not(None)
            )
        )
        or ""
    )


def person_of(found: InboundMail, viewer: Viewer) -> Person | None:
    """Whom the address that it came to is signed for; else who has the address that it says it is from."""
    ensure(policy.can_review(viewer))
    if found.person_id is not None:
        return db.session.get(Person, found.person_id)
    return accounts.by_email(found.from_address) if "@" in found.from_address else None


def question_of(found: InboundMail, viewer: Viewer) -> Question | None:
    """The question that it belongs to, if this viewer may see it."""
    number = found.about.partition(":")[2]
    try:
        return threads.question(int(number), viewer=viewer) if number else None
    except NotFound:
        return None
