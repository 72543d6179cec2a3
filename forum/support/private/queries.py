"""Reads of the private compartment: for whoever asked, and staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.attachments.models import Attachment
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support.private import policy
from forum.support.private.models import PrivateFile, PrivateMessage
from forum.threads import queries as threads
from forum.threads.models import Question

SHOWN_MAX = 200  # newest messages of one question; a compartment is a talk, not an archive


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message for its reader, with its files."""

    id: int
    by_id: int
    name: str
    staff: bool
    needs: bool
    body: str
    html: str
    created_at: datetime
    files: list[Attachment] = field(default_factory=list)


def messages(question_id: int, viewer: Viewer) -> list[MessageView]:
    """All that was said in private on a question, oldest first. Two queries, one when there are no files.

    Raises `NotFound` for everybody but staff and whoever asked it.
    """
    question = threads.question(question_id, viewer)
    if not policy.can_see(viewer, question):
        raise NotFound()
    return of_question(question_id)


def of_question(question_id: int) -> list[MessageView]:
    """The same, for callers that asked the policy themselves."""
    rows = db.session.execute(
        sa.select(PrivateMessage, Person.name)
        .join(Person, Person.id == PrivateMessage.by_id)
        .where(PrivateMessage.question_id == question_id)
        .order_by(PrivateMessage.id.desc())
        .limit(SHOWN_MAX)
    ).all()[::-1]
    found = files_of([row.PrivateMessage.id for row in rows if row.PrivateMessage.files])
    return [_view(row.PrivateMessage, row.name, found[row.PrivateMessage.id]) for row in rows]


def files_of(message_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """The files of messages; no query for none."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if message_ids:
        for number, attachment in db.session.execute(
            sa.select(PrivateFile.message_id, Attachment)
            .join(Attachment, Attachment.id == PrivateFile.attachment_id)
            .where(PrivateFile.message_id.in_(list(message_ids)))
            .order_by(Attachment.id)
        ):
            found[number].append(attachment)
    return found


def posted(by_id: int, form_key: str | None) -> PrivateMessage | None:
    """What the same form of the same person brought before."""
    if not form_key:
        return None
    return db.session.scalars(
        sa.select(PrivateMessage).where(PrivateMessage.by_id == by_id, PrivateMessage.form_key == form_key)
    ).one_or_none()


def may_see_files(question_id: int, viewer: Viewer) -> bool:
    """For `attachments.places`: who may have the files of "private:<question>"."""
    question = db.session.get(Question, question_id)
    if question is None or not policy.can_see(viewer, question):
        return False
    try:
        threads.question(question_id, viewer)
    except NotFound:
        return False
    return True


def _view(message: PrivateMessage, name: str, files: list[Attachment]) -> MessageView:
    current = message.html_version == markdown.VERSION
    return MessageView(
        message.id,
        message.by_id,
        name,
        message.staff,
        message.needs,
        message.body,
        message.body_html if current else markdown.render_post(message.body),
        message.created_at,
        files,
    )
