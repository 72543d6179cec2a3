"""Visits: one visitor opening one document on one day, from which search and place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import Response, request
from flask_login import current_user

from forum.core import afterwards, clock, consents, events
from forum.core.db import db, upsert
from forum.core.roles import GUEST
from forum.search import documents, signals
from forum.search.models import Hit
from forum.search.recording import guests
from forum.search.recording.searches import Came, came_from, own
from forum.search.visitors import is_machine, visitor

OPENED_MAX = 50  # documents of one search that are kept


class _Visit(NamedTuple):
    document: str
    visitor: str
    at: datetime
    came: Came | None
    person_id: int | None
    guest: str = ""  # who agreed to be told of; see `guests`
    told: bool = True  # False: the request asked for less (`consents.withheld`), no feature above hears of it


DocumentOf = Callable[[Mapping[str, Any]], str | None]
_pages: dict[str, DocumentOf] = {}


def opens(endpoint: str, document_of: DocumentOf) -> None:
    """Say that a good answer of `endpoint` is a visit of a document: `document_of(view_args)` names it.

    ``opens("knowledge.show", lambda args: f"article:{args['article_id']}")``. Pages kept for guests count as well.
    """
    _pages[endpoint] = document_of


def visited(response: Response) -> Response:
    """Count what was opened by this request, and hand the answer on."""
    document_of = _pages.get(request.endpoint or "")
    if document_of is None or request.method != "GET" or response.status_code != 200:
        return response
    if request.headers.get("HX-Request") == "true" or is_machine():
        return response
    person_id: int | None = None
    if current_user.is_authenticated:
        if current_user.is_staff:
            return response
        person_id = current_user.id
    document = document_of(request.view_args or {})
    if document is not None:
        came = came_from(request.args.get("s"))
        afterwards.later("hit", _visit(document, came, person_id))
    return response


def read_in_place(document: str, search_id: str) -> None:
    """Count a document as opened that was read beside the ask form, where search `search_id` had found it."""
    if is_machine() or (current_user.is_authenticated and current_user.is_staff):
        return
    person_id = current_user.id if current_user.is_authenticated else None
    afterwards.later("hit", _visit(document, came_from(search_id), person_id))


def _visit(document: str, came: Came | None, person_id: int | None) -> _Visit:
    told = not consents.withheld()
    known = guests.guest() if told and person_id is None else ""
    return _Visit(document, visitor(), clock.now(), came, person_id, known, told)


@afterwards.writer("hit")
def _write_visits(visits: list[_Visit]) -> None:
    """Count each visitor once for a document and day; the author's own visits and hidden documents not at all."""
    shown = documents.show([visit.document for visit in visits], GUEST)
    counted = [
        visit
        for visit in visits
        if visit.document in shown
        and (visit.person_id is None or visit.person_id != shown[visit.document].author_id)
    ]
    if not counted:
        return
    first = {(v.document, v.visitor, v.at.date()): v for v in reversed(counted)}
    rows = [
        {
            "document": document,
            "visitor": who,
            "day": day,
            "search_id": visit.came.search_id if visit.came else None,
            "position": visit.came.position if visit.came else None,
        }
        for (document, who, day), visit in first.items()
    ]
    table = Hit.__table__
    statement = upsert(table).values(rows).on_conflict_do_nothing()
    new = db.session.execute(statement.returning(table.c.document, table.c.visitor, table.c.day)).all()
    signals.add_hits([(n.document, first[n.document, n.visitor, n.day].at.timestamp()) for n in new])
    for visit in counted:
        if visit.came is not None:
            _opened_from(visit, visit.came)
        if visit.told and (visit.person_id is not None or visit.guest):
            events.emit(
                "document.opened",
                person_id=visit.person_id,
                guest=visit.guest,
                document=visit.document,
                title=shown[visit.document].title,
                at=visit.at,
            )


def _opened_from(visit: _Visit, came: Came) -> None:
    """Note on the search what was opened from it: only on the visitor's own.

    The place is the one we showed it at, whatever the address says: what comes from far down counts more, and an
    address is easily written. What we never showed has none.
    """
    found = own(came.search_id, visit.visitor)
    if found is None:
        return
    place = found.shown.index(visit.document) + 1 if visit.document in found.shown else None
    pair = [visit.document, place]
    if pair not in found.opened and len(found.opened) < OPENED_MAX:
        found.opened = [*found.opened, pair]
    if found.outcome in ("", "gave_up"):  # somebody came back to the results: it was not over
        found.outcome, found.settled_at = "opened", None
