"""Listening to what people do while they ask. People of the company, machines and browsers that
ask not to be counted (Global Privacy Control) leave nothing."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from flask import current_app, has_request_context
from flask_login import current_user

from forum.core import afterwards, clock, consents, events
from forum.insights import actions
from forum.search.recording import visitor
from forum.search.visitors import is_machine


def listen() -> None:
    """Subscribe."""
    events.on("asking.suggested")(suggested)
    events.on("suggestion.read")(read)
    events.on("suggestion.rejected")(rejected)
    events.on("suggestion.solved")(solved)
    events.on("asking.joined")(joined)
    events.on("asking.posted")(posted)


def suggested(story: str, withheld: bool, **_values: Any) -> None:
    """Something fits what is written; it is shown, or withheld."""
    if _counts():
        afterwards.later("asking", ("begun", story, (_asker(), withheld, clock.now())))


def read(story: str, **_values: Any) -> None:
    """One of them is read in place."""
    if _counts():
        afterwards.later("asking", ("read", story, None))


def rejected(story: str = "", question_id: int | None = None, **_values: Any) -> None:
    """One of them was tried in vain; told again with the question, it is the same one."""
    if story and question_id is None and _counts():
        afterwards.later("asking", ("rejected", story, None))


def solved(story: str, document: str, **_values: Any) -> None:
    """One of them solved it."""
    if _counts():
        actions.said_solved(story, document)


def joined(story: str, question_id: int, **_values: Any) -> None:
    """She has the same trouble as somebody else: no question of her own."""
    if _counts():
        actions.asked(story, _asker(), question_id, joined=True)


def posted(story: str, question_id: int, **_values: Any) -> None:
    """She asked anyway."""
    if _counts():
        actions.asked(story, _asker(), question_id)


@afterwards.writer("asking")
def _write(payloads: list[tuple[str, str, tuple[str, bool, datetime] | None]]) -> None:
    for what, story, begun in payloads:
        if begun is not None:
            actions.begin(story, *begun)
        else:
            actions.count(story, what)


def _counts() -> bool:
    staff = current_user.is_authenticated and current_user.is_staff
    return has_request_context() and not staff and not is_machine() and not consents.withheld()


def _asker() -> str:
    """An id of the visitor for this day and for these rows alone: it can't be found in any other table."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.digest(key, f"asking {clock.now().date()} {visitor()}".encode(), "sha256").hex()[:16]
