"""The mails that wait to be sent, as their readers would see them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum import Askwell
from forum.core import clock, jobs, sending
from forum.core.choices import SiteChoice
from forum.core.db import db
from forum.core.jobs import Job
from forum.notifications.choices import GRACE_MINUTES
from forum.notifications.saying import MAIL_JOB, MANY_JOB
from tests.factories import site


def write_notices(app: Askwell) -> None:
    """The minutes in which a deed may be undone are over: the worker tells followers and writes the mails of notices."""
    for kind in (MANY_JOB, MAIL_JOB):
        with site(app):
            db.session.execute(sa.update(Job).where(Job.kind == kind).values(run_at=clock.now()))
            db.session.commit()
            while jobs.run_once(kind):
                pass


def go_at_once(app: Askwell) -> None:
    """No mail waits for the minutes in which a deed may be undone: for stories with a worker of their own."""
    with site(app):
        db.session.add(SiteChoice(name=GRACE_MINUTES.name, value={"is": 0}))


def waiting(app: Askwell, to: str = "") -> list[dict[str, Any]]:
    """Payloads of the queued mails (to an address), oldest first, once those of notices are written."""
    write_notices(app)
    with site(app):
        found = db.session.scalars(
            sa.select(Job.payload).where(Job.kind == sending.KIND).order_by(Job.id)
        ).all()
    return [mail for mail in found if not to or mail["to"] == to]
