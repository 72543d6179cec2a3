"""The trail: with a customer's consent, what she searched and opened in the last 24 hours, for her to send along.

It listens to what search and threads tell, on their way, in their transactions. Without consent nothing is stored.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, render_template, request
from flask_login import current_user

from forum.accounts.models import Person
from forum.core import afterwards, clock, events, panels
from forum.core.access import viewer
from forum.core.db import db
from forum.support import actions, queries
from forum.support.models import Case, TrailLine
from forum.threads.models import Question

LINES_MAX = 200  # of one person: a day of searching, not a log
SENT_DAYS = 90  # lines sent along are forgotten so long after their case is closed
TEXT_MAX = 300


def _agreed(person_id: int) -> bool:
    agreed = sa.select(Person.trail_consent_at).where(Person.id == person_id)
    return db.session.scalar(agreed) is not None


def _keep(
    person_id: int,
    kind: str,
    text: str,
    document: str = "",
    at: datetime | None = None,
    question_id: int | None = None,
) -> None:
    if not _agreed(person_id):
        return
    count = db.session.scalar(sa.select(sa.func.count()).where(TrailLine.person_id == person_id)) or 0
    if count < LINES_MAX:
        line = TrailLine(
            person_id=person_id,
            at=at or clock.now(),
            kind=kind,
            text=text[:TEXT_MAX],
            document=document,
            question_id=question_id,
        )
        db.session.add(line)


@events.on("search.made")
def searched(person_id: int, query: str, at: datetime, **_rest: Any) -> None:
    """She searched."""
    _keep(person_id, "search", query, at=at)


@events.on("document.opened")
def opened(person_id: int, document: str, title: str, at: datetime, **_rest: Any) -> None:
    """She opened a result."""
    _keep(person_id, "open", title, document, at)


@events.on("suggestion.rejected")
def rejected(person_id: int, document: str, title: str, question_id: int | None = None, **_rest: Any) -> None:
    """She read a suggestion while asking: it did not help. Said in the form of her question, it goes along with it."""
    if person_id is not None and question_id is not None:
        _keep(person_id, "rejected", title, document, question_id=question_id)
    elif person_id is not None:
        afterwards.later("trail", (person_id, "rejected", title, document, clock.now()))


@events.on("verdict.given")
def judged(person_id: int | None, document: str, title: str, helped: bool, **_rest: Any) -> None:
    """She said of a document that it did not help."""
    if person_id is not None and not helped:
        _keep(person_id, "not_helped", title, document)


@afterwards.writer("trail")
def _write(payloads: list[Any]) -> None:
    for person_id, kind, text, document, at in payloads:
        _keep(person_id, kind, text, document, at)


@events.on("question.asked")
def send_along(question_id: int, **_rest: Any) -> None:
    """She posted a question with the form's lines ticked: attach them. Other ways of asking have no such form."""
    if has_request_context() and current_user.is_authenticated and request.form.get("trail_shown"):
        question = db.session.get_one(Question, question_id)
        actions.send_trail(question, by=current_user, line_ids=ticked())


def ticked() -> list[int]:
    """The lines that the form's sender left ticked."""
    return [int(n) for n in request.form.getlist("trail") if n.isascii() and n.isdigit()][:LINES_MAX]


@panels.fills("ask")
def beside_the_ask_form(**_values: Any) -> str | None:
    """Her lines, each to be struck, or nothing when she did not agree to keep any."""
    if not current_user.is_authenticated or current_user.trail_consent_at is None:
        return None
    return render_template("support/_trail_form.html", lines=queries.unsent_trail(viewer()))


@panels.fills("my_data")
def on_my_data() -> str:
    """The switch, and what is kept right now."""
    return render_template("support/_trail_consent.html", lines=queries.unsent_trail(viewer()))


def forget_old() -> int:
    """Delete lines older than a day that were not sent, and sent ones long after their case."""
    now = clock.now()
    unsent = sa.delete(TrailLine).where(
        TrailLine.question_id.is_(None), TrailLine.at < now - timedelta(hours=queries.TRAIL_HOURS)
    )
    done = sa.select(Case.question_id).where(Case.closed_at < now - timedelta(days=SENT_DAYS))
    sent = sa.delete(TrailLine).where(
        TrailLine.question_id.in_(done), TrailLine.at < now - timedelta(days=SENT_DAYS)
    )
    return sum(int(db.session.execute(old).rowcount) for old in (unsent, sent))  # type: ignore[attr-defined, misc]
