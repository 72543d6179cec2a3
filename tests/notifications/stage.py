"""What stories about notices need again and again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, consents, jobs
from forum.core.db import db
from forum.notifications import actions, digests
from forum.notifications.models import Notice
from forum.notifications.times import Clock
from tests import mails
from tests.factories import site
from tests.pages import Browser


def inbox(app: Askwell, of: Person, path: str = "/my/notices") -> str:
    """The words of somebody's inbox."""
    return Browser(app).sign_in(of).get(path).text


def new(app: Askwell, of: Person) -> list[str]:
    """Kinds of the notices that somebody has not read, oldest first."""
    with app.app_context():
        mine = db.session.query(Notice).filter_by(person_id=of.id, read_at=None).order_by(Notice.id)
        return [notice.kind for notice in mine]


def vote(app: Askwell, by: Person, target: str, value: int = 1) -> None:
    """Somebody presses the vote button, or takes the vote back with 0."""
    from forum.core import targets
    from forum.votes import actions as votes

    with site(app):
        votes.vote(targets.parse(target), db.session.get_one(Person, by.id), value)


def chosen(app: Askwell, of: Person, **rows: str) -> None:
    """Somebody chose how the mails of some rows come."""
    with site(app):
        actions.choose(of.id, {row: (True, mail) for row, mail in rows.items()}, staff=True)


def digests_on(app: Askwell, of: Person) -> None:
    """Somebody turned digests on: nobody gets one before."""
    with site(app):
        consents.set(of.id, "digest", True)


def has_clock(app: Askwell, of: Person, **values: Any) -> None:
    """Somebody chose a zone, an hour of digests, quiet hours."""
    with site(app):
        actions.change_times(of.id, Clock(**values))


def digests_at(app: Askwell, moment: datetime) -> None:
    """The worker's look at the clock at that moment, and what comes of it."""
    with clock.moved(moment - clock.now()), site(app):
        digests.queue_due()
        db.session.commit()
        while jobs.run_once(digests.JOB):
            pass


def next_week(app: Askwell) -> None:
    """All digests that wait go."""
    digests_at(app, clock.now() + timedelta(days=7, minutes=1))


def texts(app: Askwell, to: Person) -> list[str]:
    """Texts of the mails that wait for somebody, oldest first."""
    return [mail["text"] for mail in mails.waiting(app, to.email or "")]
