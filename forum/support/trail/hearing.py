"""The trail listens to what search, votes and threads tell, on their way, in their transactions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import has_request_context, request
from flask_login import current_user

from forum.core import afterwards, clock, consents, events
from forum.core.db import db
from forum.search.recording import guests as recorded_guests
from forum.support import actions
from forum.support.trail import guests
from forum.support.trail.keeping import LINES_MAX, Whose, keep
from forum.threads.models import Question

recorded_guests.known_by(guests.here)


def _whose(person_id: int | None) -> Whose:
    """Of a request: the person, else the guest of this browser."""
    return Whose(person_id, "" if person_id is not None or not has_request_context() else guests.here())


@events.on("search.made")
def searched(
    person_id: int | None, query: str, at: datetime, guest: str = "", asking: bool = False, **_rest: Any
) -> None:
    """She searched. What is looked for while she writes is her question itself, which staff read anyway."""
    if not asking:
        keep(Whose(person_id, guest), "search", query, at=at)


@events.on("document.opened")
def opened(
    person_id: int | None, document: str, title: str, at: datetime, guest: str = "", **_rest: Any
) -> None:
    """She opened a result."""
    keep(Whose(person_id, guest), "open", title, document, at)


@events.on("suggestion.rejected")
def rejected(
    person_id: int | None, document: str, title: str, question_id: int | None = None, **_rest: Any
) -> None:
    """She read a suggestion while asking: it did not help. Said in the form of her question, it goes along with it."""
    if consents.withheld():
        return
    if question_id is not None:
        keep(_whose(person_id), "rejected", title, document, question_id=question_id)
    else:
        whose = _whose(person_id)
        if whose.person_id is not None or whose.guest:
            afterwards.later("trail", (whose, "rejected", title, document, clock.now()))


@events.on("verdict.given")
def judged(person_id: int | None, document: str, title: str, helped: bool, **_rest: Any) -> None:
    """She said of a document that it helped, or that it did not."""
    if not consents.withheld():
        keep(_whose(person_id), "helped" if helped else "not_helped", title, document)


@afterwards.writer("trail")
def _write(payloads: list[Any]) -> None:
    for whose, kind, text, document, at in payloads:
        keep(whose, kind, text, document, at)


@events.on("question.asked")
def send_along(question_id: int, **_rest: Any) -> None:
    """She posted a question with the form's lines ticked: attach them. Other ways of asking have no such form."""
    if has_request_context() and current_user.is_authenticated:
        send_ticked(db.session.get_one(Question, question_id))


def send_ticked(question: Question) -> None:
    """Send along what the form of this request left ticked, if it showed the lines at all and the question is hers."""
    if not request.form.get("trail_shown") or question.author_id != current_user.id:
        return
    # Her form says who she was before she had an account, where a mail's link led to another browser.
    guest = guests.of(request.form.get("trail_of", "")) or guests.here()
    numbers = [int(n) for n in request.form.getlist("trail") if n.isascii() and n.isdecimal()]
    actions.send_trail(question, current_user, [n for n in numbers if n < 2**31][:LINES_MAX], guest)
