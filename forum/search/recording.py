"""What is remembered of searches and visits, without names or addresses: what was looked for, what was opened, what
came of it. Pages only read: all this is queued and written a moment later (`core.afterwards`).

A page of results gives its search an id and puts ``s=<id>-<position>`` on its links, so that a visit knows the search
it came from and the place it was shown at.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask, Response, request
from flask_login import current_user

from forum.core import afterwards, clock, events
from forum.core.db import db, upsert
from forum.core.roles import GUEST
from forum.search import documents, signals
from forum.search.models import Hit, SearchDay, SearchRecord
from forum.search.visitors import is_machine, visitor
from forum.search.wording import normal

__all__ = ["Came", "came_from", "new_search_id", "opens", "outcome", "record", "visitor"]

QUERY_MAX = 300  # characters of a search that are kept
SEARCHES_DAYS = 90  # how long searches are kept; then only counts of the day are
HITS_DAYS = 60  # single visits; the sums stay
OUTCOMES = ("opened", "helped", "not_helped", "asked", "solved", "escalated")

_CAME = re.compile(r"([0-9a-f]{16})(?:-(\d{1,3}))?")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,24}")
_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){6,}")  # telephone, card, order and account numbers


class Came(NamedTuple):
    """From which search, and from which place in it (1 is the top)."""

    search_id: str
    position: int | None


def came_from(raw: str | None) -> Came | None:
    """Read the ``s`` of an address or form; None when it is none of ours."""
    match = _CAME.fullmatch(raw or "")
    return Came(match[1], int(match[2]) if match[2] else None) if match else None


def new_search_id() -> str:
    """A random id: it says nothing about who searched."""
    return secrets.token_hex(8)


def without_names(words: str) -> str:
    """The words of a search as they are kept: mail addresses and long numbers are left out, and the rest is cut."""
    return _NUMBER.sub("(number)", _MAIL.sub("(mail)", words))[:QUERY_MAX]


def record(
    search_id: str, words: str, lang: str, total: int, shown: Sequence[str], asking: bool = False
) -> None:
    """Remember a search of this request's visitor; machines and staff leave no searches."""
    if is_machine() or (current_user.is_authenticated and current_user.is_staff):
        return
    found = {
        "id": search_id,
        "at": clock.now(),
        "visitor": visitor(),
        "query": without_names(words),
        "normal": normal(without_names(words)),
        "lang": lang,
        "total": total,
        "shown": list(shown),
        "asking": asking,
        "outcome": "",
        "ended_on": "",
        "opened": [],
        "reformulated": False,
    }
    afterwards.later("search", (found, current_user.id if current_user.is_authenticated else None))


@afterwards.writer("search")
def _write_searches(payloads: list[tuple[dict[str, Any], int | None]]) -> None:
    rows = [found for found, _ in payloads]
    db.session.execute(upsert(SearchRecord.__table__).values(rows).on_conflict_do_nothing())
    for found, person_id in payloads:
        if person_id is not None:
            # Above us, support keeps a customer's trail, if she agreed. The id is not written here.
            events.emit(
                "search.made",
                person_id=person_id,
                search_id=found["id"],
                query=found["query"],
                at=found["at"],
            )


def outcome(search_id: str | None, came_of_it: str, document: str = "") -> None:
    """Say in the current transaction what came of a search: see `OUTCOMES`. An unknown or empty id is no error.

    `search_id` may be a whole ``s`` ("<id>-<position>"). `document`: the one that helped, or the question asked.
    """
    if came_of_it not in OUTCOMES:
        raise ValueError(f"not an outcome: {came_of_it!r}")
    came = came_from(search_id)
    if came is None:
        return
    change = sa.update(SearchRecord).where(SearchRecord.id == came.search_id).values(outcome=came_of_it)
    if came_of_it == "opened":
        change = change.where(SearchRecord.outcome == "")
    if document:
        change = change.values(ended_on=document)
    if came_of_it == "helped":  # looked at before anything was known: look again
        again = sa.case((SearchRecord.credited == "", None), else_=SearchRecord.credited)
        change = change.values(credited=again)
    db.session.execute(change.execution_options(synchronize_session=False))


# -- visits --------------------------------------------------------------------------------------------------


class _Visit(NamedTuple):
    document: str
    visitor: str
    at: datetime
    came: Came | None
    person_id: int | None


DocumentOf = Callable[[Mapping[str, Any]], str | None]
_pages: dict[str, DocumentOf] = {}


def opens(endpoint: str, document_of: DocumentOf) -> None:
    """Say that a good answer of `endpoint` is a visit of a document: `document_of(view_args)` names it.

    ``opens("knowledge.show", lambda args: f"article:{args['article_id']}")``. Pages kept for guests count as well.
    """
    _pages[endpoint] = document_of


def set_up(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_visited)


def _visited(response: Response) -> Response:
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
        visit = _Visit(document, visitor(), clock.now(), came_from(request.args.get("s")), person_id)
        afterwards.later("hit", visit)
    return response


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
        if visit.person_id is not None:
            events.emit(
                "document.opened",
                person_id=visit.person_id,
                document=visit.document,
                title=shown[visit.document].title,
                at=visit.at,
            )


def _opened_from(visit: _Visit, came: Came) -> None:
    """Note on the search what was opened from it: only on the visitor's own."""
    found = db.session.execute(
        sa.select(SearchRecord).where(
            SearchRecord.id == came.search_id, SearchRecord.visitor == visit.visitor
        )
    ).scalar()
    if found is None:
        return
    pair = [visit.document, came.position]
    if pair not in found.opened and len(found.opened) < 50:
        found.opened = [*found.opened, pair]
    if not found.outcome:
        found.outcome = "opened"


def forget_old() -> int:
    """Delete searches and single visits that are older than they need be; of searches, counts of the day stay."""
    now = clock.now()
    old = SearchRecord.at < now - timedelta(days=SEARCHES_DAYS)
    _count_days(db.session.execute(sa.select(*_COUNTED).where(old).execution_options(yield_per=1000)))
    visits = sa.delete(Hit).where(Hit.day < (now - timedelta(days=HITS_DAYS)).date())
    gone: list[Any] = [db.session.execute(each) for each in (sa.delete(SearchRecord).where(old), visits)]
    return sum(each.rowcount for each in gone)


_COUNTED = (SearchRecord.at, SearchRecord.lang, SearchRecord.total, SearchRecord.outcome)


def _count_days(rows: Iterable[Any]) -> None:
    sums: dict[tuple[date, str], Counter[str]] = defaultdict(Counter)
    for at, lang, total, came_of_it in rows:
        asked = came_of_it in ("asked", "solved", "escalated")
        opened = came_of_it in ("opened", "helped", "not_helped")
        sums[at.date(), lang].update(
            searches=1, found_none=int(total == 0), opened=int(opened), asked=int(asked)
        )
    for (day, lang), counts in sums.items():
        table = SearchDay.__table__
        more = {name: table.c[name] + count for name, count in counts.items()}
        statement = upsert(table).values(day=day, lang=lang, **counts)
        db.session.execute(statement.on_conflict_do_update(index_elements=["day", "lang"], set_=more))
