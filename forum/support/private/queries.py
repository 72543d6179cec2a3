"""Reads of the private compartment: for whoever asked, and staff."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.attachments.models import Attachment, path
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support.models import TrailLine
from forum.support.private import policy
from forum.support.private.models import PrivateFile, PrivateMessage
from forum.threads import queries as threads
from forum.threads.models import Question

SHOWN_MAX = 200  # newest messages of one question; a compartment is a talk, not an archive


class FileView(NamedTuple):
    """A file of a message."""

    name: str
    path: str
    size: int
    picture: bool


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
    files: list[FileView] = field(default_factory=list)


class LineView(NamedTuple):
    """One line of the trail that was sent along with the question."""

    kind: str
    text: str
    document: str
    at: datetime


class Beside(NamedTuple):
    """What stands beside a question for its asker and staff alone, oldest first."""

    messages: list[MessageView]
    trail: list[LineView]


def messages(question_id: int, viewer: Viewer) -> list[MessageView]:
    """All that was said in private on a question, oldest first. One query beside that of the question.

    Raises `NotFound` for everybody but staff and whoever asked it.
    """
    question = threads.question(question_id, viewer)
    if not policy.can_see(viewer, question):
        raise NotFound()
    return of_question(question_id)


def of_question(question_id: int) -> list[MessageView]:
    """The same, for callers that asked the policy themselves."""
    return beside(question_id).messages


def beside(question_id: int) -> Beside:
    """Messages with their files, and the trail that was sent along: one query, since pages have few left. No policy."""
    rows = db.session.execute(
        sa.union_all(_messages(question_id), _files(question_id), _lines(question_id))
    ).all()
    files: dict[int, list[FileView]] = defaultdict(list)
    for r in sorted((r for r in rows if r.what == "file"), key=lambda r: r.id):
        files[r.number].append(FileView(r.name, path(r.id, r.name), r.size, r.text == "webp"))
    return Beside(
        [_view(r, files[r.id]) for r in sorted(rows, key=lambda r: r.id) if r.what == "message"],
        [
            LineView(r.name, r.text, r.more, r.at)
            for r in sorted(rows, key=lambda r: (r.at, r.id))
            if r.what == "line"
        ],
    )


def _row(what: str, **columns: Any) -> sa.Select[Any]:
    return sa.select(sa.literal(what, sa.Text).label("what"), *(c.label(n) for n, c in columns.items()))


def _newest(question_id: int) -> sa.Select[int]:
    mine = sa.select(PrivateMessage.id).where(PrivateMessage.question_id == question_id)
    return mine.order_by(PrivateMessage.id.desc()).limit(SHOWN_MAX)


def _messages(question_id: int) -> sa.Select[Any]:
    m = PrivateMessage
    return (
        _row(
            "message",
            id=m.id,
            number=m.by_id,
            name=Person.name,
            one=m.staff,
            two=m.needs,
            size=m.html_version,
            text=m.body,
            more=m.body_html,
            at=m.created_at,
        )
        .join_from(m, Person, Person.id == m.by_id)
        .where(m.id.in_(_newest(question_id)))
    )


def _files(question_id: int) -> sa.Select[Any]:
    a = Attachment
    return (
        _row(
            "file",
            id=a.id,
            number=PrivateFile.message_id,
            name=a.name,
            one=sa.false(),
            two=sa.false(),
            size=a.size,
            text=a.kind,
            more=sa.literal("", sa.Text),
            at=a.created_at,
        )
        .join_from(PrivateFile, a, a.id == PrivateFile.attachment_id)
        .where(PrivateFile.message_id.in_(_newest(question_id)))
    )


def _lines(question_id: int) -> sa.Select[Any]:
    t = TrailLine
    return _row(
        "line",
        id=t.id,
        number=t.person_id,
        name=t.kind,
        one=sa.false(),
        two=sa.false(),
        size=sa.literal(0, sa.Integer),
        text=t.text,
        more=t.document,
        at=t.at,
    ).where(t.question_id == question_id)


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


def _view(r: Any, files: list[FileView]) -> MessageView:
    html = r.more if r.size == markdown.VERSION else markdown.render_post(r.text)
    return MessageView(r.id, r.number, r.name, bool(r.one), bool(r.two), r.text, html, r.at, files)
