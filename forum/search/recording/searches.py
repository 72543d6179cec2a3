"""Searches: what was looked for, what was shown, what came of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import has_request_context
from flask_login import current_user

from forum.core import afterwards, clock, consents, events
from forum.core.db import db, upsert
from forum.search.models import SearchRecord
from forum.search.recording import guests
from forum.search.visitors import is_machine, visitor
from forum.search.wording import normal
from search_index.query import without_long_numbers

QUERY_MAX = 300  # characters of a search that are kept
#: What may be said of a search while it lasts, and what is decided of the others when it is over (`settling`).
OUTCOMES = (
    "opened",
    "helped",
    "not_helped",
    "asked",
    "solved",
    "escalated",
    "refined",
    "satisfied",
    "gave_up",
)
ASKED_WITHIN = timedelta(minutes=30)  # of the last search: the question is about the same
SHOWN_MAX = 100  # places of one search that are kept

_CAME = re.compile(r"([0-9a-f]{16})(?:-(\d{1,3}))?")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,24}")


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
    return without_long_numbers(_MAIL.sub("(mail)", words))[:QUERY_MAX]


def record(
    search_id: str,
    words: str,
    lang: str,
    total: int,
    shown: Sequence[str],
    asking: bool = False,
    source: str = "",
) -> None:
    """Remember a search of this request's visitor; machines and staff leave no searches. `source`: see `SearchRecord`."""
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
        "source": source,
        "outcome": "",
        "ended_on": "",
        "opened": [],
        "reformulated": False,
        "refines": "",
    }
    person_id = current_user.id if current_user.is_authenticated else None
    if consents.withheld():  # counted as everybody's, told to nobody
        afterwards.later("search", (found, None, ""))
    else:
        afterwards.later("search", (found, person_id, "" if person_id else guests.guest()))


@afterwards.writer("search")
def _write_searches(payloads: list[tuple[dict[str, Any], int | None, str]]) -> None:
    rows = [found for found, _person, _guest in payloads]
    # The rows beside the statement, not in it: of one with all their values in it each number of rows is another.
    db.session.execute(upsert(SearchRecord.__table__).on_conflict_do_nothing(), rows)
    for found, person_id, guest in payloads:
        if person_id is not None or guest:
            # Above us, support keeps a customer's trail, if she agreed. The id is not written here.
            events.emit(
                "search.made",
                person_id=person_id,
                guest=guest,
                search_id=found["id"],
                query=found["query"],
                at=found["at"],
                asking=found["asking"],
            )


def shown_more(came: Came, offset: int, shown: Sequence[str]) -> None:
    """A further page of the same search: `shown` stood from place `offset` + 1 on."""
    if not is_machine() and offset + len(shown) <= SHOWN_MAX:
        afterwards.later("shown", (came.search_id, visitor(), offset, list(shown)))


@afterwards.writer("shown")
def _write_shown(payloads: list[tuple[str, str, int, list[str]]]) -> None:
    for search_id, who, offset, shown in payloads:
        found = own(search_id, who)
        if found is not None and len(found.shown) == offset:
            found.shown = [*found.shown, *shown]


def own(search_id: str, who: str) -> SearchRecord | None:
    """This visitor's search; somebody else's is nobody's business."""
    mine = SearchRecord.id == search_id, SearchRecord.visitor == who
    return db.session.execute(sa.select(SearchRecord).where(*mine)).scalar()


def outcome(search_id: str | None, came_of_it: str, document: str = "") -> None:
    """Say in the current transaction what came of a search: see `OUTCOMES`. An unknown or empty id is no error.

    `search_id` may be a whole ``s`` ("<id>-<position>"). `document`: the one that helped, or the question asked.
    """
    if came_of_it not in OUTCOMES:
        raise ValueError(f"not an outcome: {came_of_it!r}")
    came = came_from(search_id)
    if came is not None:
        _came_of(SearchRecord.id == came.search_id, came_of_it, document)


def _came_of(which: sa.ColumnElement[bool], came_of_it: str, document: str) -> None:
    change = sa.update(SearchRecord).where(which).values(outcome=came_of_it)
    if came_of_it == "opened":
        change = change.where(SearchRecord.outcome == "")
    if document:
        change = change.values(ended_on=document)
    if came_of_it == "helped":  # looked at before anything was known: look again
        again = sa.case((SearchRecord.credited == "", None), else_=SearchRecord.credited)
        change = change.values(credited=again)
    db.session.execute(change.execution_options(synchronize_session=False))


def asked(question_id: int, **_values: object) -> None:
    """Whoever asks had searched, wherever the way to the form led: her last search ended in this question."""
    if not has_request_context() or is_machine():
        return
    mine = (
        SearchRecord.visitor == visitor(),
        ~SearchRecord.asking,
        SearchRecord.at > clock.now() - ASKED_WITHIN,
    )
    last = sa.select(SearchRecord.id).where(*mine).order_by(SearchRecord.at.desc()).limit(1)
    found = db.session.scalar(last)
    if found is not None:
        still = SearchRecord.outcome.in_(("", "opened", "gave_up", "satisfied", "not_helped"))
        _came_of(sa.and_(SearchRecord.id == found, still), "asked", f"question:{question_id}")


def escalated(question_id: int, **_values: object) -> None:
    """The question that a search ended in became a case."""
    asked = SearchRecord.ended_on == f"question:{question_id}", SearchRecord.outcome == "asked"
    _came_of(sa.and_(*asked), "escalated", "")
