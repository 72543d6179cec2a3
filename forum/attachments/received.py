"""Files of the request at hand. They go along with its words, or wait for them: whoever must sign in first, or mend a
word, sends them again without choosing them again.

A form that takes files has a field "files"; those that wait already stand in it as "brought", by their keys.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, g, request
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.attachments import actions, checking, limits, queries
from forum.attachments.models import Attachment
from forum.core import forms, rate_limits
from forum.core.access import viewer
from forum.core.db import db, may_write
from forum.core.errors import Invalid, TooMany

FILES = checking.FIELD
BROUGHT = "brought"
_endpoints: set[str] = set()


def set_up(app: Flask) -> None:
    """Forms with files may be large, and what is kept of a form keeps them too."""
    app.before_request(_allow)
    forms.keeps_also(_fields)


def takes_files(*endpoints: str) -> None:
    """Say that the forms of these views have a field for files."""
    _endpoints.update(endpoints)


def take(by: Person, place: str) -> list[Attachment]:
    """The files of this request, brought to their place in the current transaction. Raises `Invalid` ("files")."""
    ready = queries.waiting(_keys(), by)
    fresh = _fresh()
    if len(ready) + len(fresh) > limits.COUNT.value:
        raise Invalid(errors={FILES: checking.TOO_MANY})
    _spend(len(fresh))
    for attachment in ready:
        actions.put(attachment, place, by)
    return ready + [actions.bring(data, name, by, place) for data, name in fresh]


def hold() -> list[Attachment]:
    """Keep the files of this request until its words are taken, committed; what was done before is taken back.

    For answers that show the form again. A file that can't be kept is left out; `problem` says why.
    """
    if "files_held" not in g:
        g.files_held = _hold() if request.method == "POST" else []
    return cast(list[Attachment], g.files_held)


def problem() -> str:
    """Why a file of this request was left out; empty when none was."""
    return str(g.get("files_problem", ""))


def _hold() -> list[Attachment]:
    fresh = _fresh()
    room = limits.COUNT.value
    if not fresh:
        return queries.waiting(_keys(), viewer())[:room]
    db.session.rollback()
    may_write.set(True)
    held = queries.waiting(_keys(), viewer())[:room]
    _spend(len(fresh))
    by: Any = viewer() if viewer().id is not None else None
    for data, name in fresh:
        try:
            if len(held) >= room:
                raise Invalid(errors={FILES: checking.TOO_MANY})
            held.append(actions.bring(data, name, by))
        except Invalid as error:
            g.files_problem = _(error.errors[FILES])
    db.session.commit()
    return held


def _fresh() -> list[tuple[bytes, str]]:
    """What was chosen in this form: read once, and no more than a file too many."""
    if request.endpoint not in _endpoints or request.method != "POST":
        return []
    if "files_sent" not in g:
        chosen = [sent for sent in request.files.getlist(FILES) if sent.filename]
        most = limits.bytes_max() + 1  # of a larger one it is enough to know that it is
        g.files_sent = [
            (sent.stream.read(most), sent.filename or "") for sent in chosen[: limits.COUNT.value + 1]
        ]
    return cast(list[tuple[bytes, str]], g.files_sent)


def _keys() -> list[str]:
    return request.form.getlist(BROUGHT)[: limits.COUNT.value]


def _fields() -> list[list[str]]:
    """For forms that are kept: the files by their keys, once each."""
    if not _fresh():
        return []
    known = set(_keys())
    try:
        return [[BROUGHT, held.key] for held in hold() if held.key not in known]
    except TooMany:  # the words are kept all the same
        g.files_held = []
        return []


def _spend(files: int) -> None:
    me = viewer()
    limit, subject = (limits.BRING_AS_GUEST, rate_limits.here()) if me.id is None else (limits.BRING, me.id)
    for _file in range(files):
        rate_limits.spend_later(limit, subject)


def _allow() -> None:
    if request.endpoint in _endpoints and (request.content_type or "").startswith("multipart/form-data"):
        # By the cookie, not by who it belongs to: a session that ended must not cost somebody their words.
        signed_in = "askwell_session" in request.cookies
        most = limits.REQUEST_MAX_MB if signed_in else limits.GUEST_REQUEST_MAX_MB
        request.max_content_length = most * 1024 * 1024
