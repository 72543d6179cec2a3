"""What others were told of posts that go with their author: lines of inboxes, and mails that wait."""

from __future__ import annotations

import json

import sqlalchemy as sa

from forum.core import sending
from forum.core.db import db
from forum.core.jobs import Job
from forum.notifications.models import Notice
from forum.notifications.saying import MAIL_JOB, MANY_JOB
from forum.privacy.erasing.identity import as_in_json
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question

_KINDS = (sending.KIND, MAIL_JOB, MANY_JOB)
_AT_ONCE = 400
TITLE_MIN = 8  # letters: "Help" is what many questions are called


def forget(person_id: int) -> None:
    """Delete all that was told of her posts, in the current transaction. Ask before they are removed: mails quote titles."""
    things, titles = [], []
    for number, title in db.session.execute(
        sa.select(Question.id, Question.title).where(Question.author_id == person_id).order_by(Question.id)
    ):
        things.append(f"question:{number}")
        titles.append(title)
    for kind, model in (("answer", Answer), ("comment", Comment)):
        numbers = sa.select(model.id).where(model.author_id == person_id).order_by(model.id)
        things += [f"{kind}:{number}" for number in db.session.scalars(numbers)]
    for start in range(0, len(things), _AT_ONCE):
        part = things[start : start + _AT_ONCE]
        db.session.execute(sa.delete(Notice).where(sa.or_(Notice.thing.in_(part), Notice.about.in_(part))))
    forms = [form for title in titles if len(title) >= TITLE_MIN for form in as_in_json(title)]
    for start in range(0, len(forms), 50):
        held = sa.cast(Notice.values, sa.Text)
        quoting = [held.contains(f'"{form}"', autoescape=True) for form in forms[start : start + 50]]
        db.session.execute(sa.delete(Notice).where(sa.or_(*quoting)))
    words = [json.dumps(word)[1:-1] for word in titles if len(word) >= TITLE_MIN] + [
        f'"{thing}"' for thing in things
    ]
    for job in db.session.scalars(sa.select(Job).where(Job.kind.in_(_KINDS)).order_by(Job.id)).all():
        said = json.dumps(job.payload)
        if any(word in said for word in words):
            db.session.delete(job)
    db.session.flush()
