"""What somebody wants to see of the desk: a view, narrowed down; read from an address and kept under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.roles import Viewer
from forum.support.models import PRIORITIES, STATES, Case, CaseTag
from forum.threads.models import Question
from forum.topics import queries as topics

OWED = ("new", "open")  # states in which a person of ours has to answer
VIEWS = ("open", "mine", "unassigned", "due", "overdue", "waiting", "resolved", "closed")
ALL = "all"  # open and closed: what a search looks through
WORDS_MAX = 8  # of a search inside the queue
VALUE_CHARS = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """`view`: one of VIEWS or "all"; `topic`: a slug; `holder`: me | none | a person's number; `q`: words or a number."""

    view: str = "open"
    topic: str = ""
    state: str = ""
    priority: str = ""
    tag: str = ""
    holder: str = ""
    lang: str = ""
    q: str = ""

    @classmethod
    def of(cls, sent: Mapping[str, Any]) -> Wanted:
        """What an address says; unknown values don't matter. Words without a view look through everything."""
        values = {f.name: " ".join(str(sent.get(f.name) or "").split())[:VALUE_CHARS] for f in fields(cls)}
        if values["view"] not in (*VIEWS, ALL):
            values["view"] = ALL if values["q"] else "open"
        if values["state"] not in STATES:
            values["state"] = ""
        if values["priority"] not in PRIORITIES:
            values["priority"] = ""
        return cls(**values)

    def values(self) -> dict[str, Any]:
        """What an address needs to say the same."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name))}

    @property
    def narrowed(self) -> bool:
        """Is it more than a view?"""
        return any(name != "view" for name in self.values())


def is_overdue(state: str, due_at: datetime | None) -> bool:
    """Is the moment past by which a person should have answered? While it waits for the customer, it is not."""
    return state in OWED and due_at is not None and due_at < clock.now()


def of_view(view: str, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """What the cases of a view have in common."""
    still_open = Case.closed_at.is_(None)
    overdue = sa.and_(Case.state.in_(OWED), Case.due_at < clock.now())
    conditions: dict[str, list[sa.ColumnElement[bool]]] = {
        "all": [],
        "open": [still_open],
        "mine": [still_open, Case.claimed_by_id == viewer.id],
        "unassigned": [still_open, Case.claimed_by_id.is_(None)],
        "due": [still_open, Case.state.in_(OWED), Case.due_at >= clock.now()],
        "overdue": [still_open, overdue],
        "waiting": [still_open, Case.state == "waiting"],
        "resolved": [still_open, Case.state == "resolved"],
        "closed": [Case.closed_at.is_not(None)],
    }
    return conditions[view]


def conditions_of(wanted: Wanted, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """What a case (joined with its question) must be like to be shown."""
    found = of_view(wanted.view, viewer)
    if wanted.topic:
        topic = next((t.id for t in topics.all() if t.slug == wanted.topic), 0)
        found.append(Question.topic_id.in_(topics.below(topic)))
    if wanted.state:
        found.append(Case.state == wanted.state)
    if wanted.priority:
        found.append(Case.priority == PRIORITIES[wanted.priority])
    if wanted.lang:
        found.append(Question.lang == wanted.lang)
    if wanted.holder == "none":
        found.append(Case.claimed_by_id.is_(None))
    elif wanted.holder:
        number = viewer.id if wanted.holder == "me" else _number(wanted.holder)
        found.append(Case.claimed_by_id == (number or 0))
    if wanted.tag:
        tagged = sa.select(CaseTag.case_id).where(CaseTag.tag == wanted.tag.casefold())
        found.append(Case.id.in_(tagged))
    return found + _with_words(wanted.q)


def _with_words(text: str) -> list[sa.ColumnElement[bool]]:
    number = _number(text.lstrip("#"))
    if number is not None:
        return [sa.or_(Case.id == number, Case.question_id == number)]
    named = sa.select(Person.id)
    return [
        sa.or_(
            Question.title.icontains(word, autoescape=True),
            Case.customer_id.in_(named.where(Person.name.icontains(word, autoescape=True))),
        )
        for word in text.split()[:WORDS_MAX]
    ]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None
