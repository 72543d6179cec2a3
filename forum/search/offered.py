"""Searches of others, offered while typing: never so that somebody's secret shows.

Words are offered when, on one day, at least `VISITORS_MIN` visitors searched with them (ids of visitors change every
day, so over several days nobody can tell five people from one who comes back), when some of them were satisfied, and when
all that is left of a search without mail addresses and numbers stands in texts that everybody can read. What the searches
ended on must be there for whoever is typing: hiding it ends the offer at once.

The worker gathers them (`gather`, by the schedule); each process reads the few thousand there are at most into memory.
"""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from forum.config import LANGUAGES
from forum.core import clock
from forum.core.db import db
from forum.core.roles import GUEST
from forum.search import documents
from forum.search.engine import engine
from forum.search.models import OfferedSearch, SearchRecord
from search_index import SearchUnavailable, analysis, stop_words

VISITORS_MIN = 5  # on one day
SATISFIED_MIN = 2  # visitors who found it, on any day
DAYS = 90
OFFERED_MAX = 5_000
WORDS_MAX = 80  # characters: longer ones nobody completes
DOCUMENTS_MAX = 3  # of those it ended on, the most frequent
READ_SECONDS = 15.0  # how old a process's copy may be
SATISFIED = ("helped", "solved", "satisfied")
LEFT_OUT = re.compile(r"\((?:mail|number)\)|@|\d[\d .-]{2,}\d")  # an address or number, or where one stood


class Offer(NamedTuple):
    """Words to search with, and the documents that must be there for them to be shown."""

    words: str
    lang: str
    visitors: int
    documents: tuple[str, ...]


def key_of(words: str) -> str:
    """The same for searches that say the same in other forms; unlike `wording.normal` it leaves out nothing but the
    words that say nothing, so that no word is offered which fewer visitors typed."""
    typed = analysis.query_words(words, LANGUAGES, WORDS_MAX)
    telling = [word for word in typed if word.raw not in stop_words.EVERY] or typed
    return " ".join(sorted({word.forms[0] for word in telling}))


# -- gathering -----------------------------------------------------------------------------------------------


@dataclass
class _Searched:
    days: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    satisfied: set[str] = field(default_factory=set)
    ended: Counter[str] = field(default_factory=Counter)


def gather() -> int:
    """Decide anew what is offered; gives back how many. Caller commits."""
    try:
        found = _gathered()
    except SearchUnavailable:
        return 0  # later: without the index nobody knows which words are public
    columns = (OfferedSearch.lang, OfferedSearch.key, OfferedSearch.words, OfferedSearch.visitors, OfferedSearch.documents)  # fmt: skip
    before = sorted(tuple(row) for row in db.session.execute(sa.select(*columns)))
    rows = sorted((o.lang, key_of(o.words), o.words, o.visitors, list(o.documents)) for o in found)
    if rows != before:
        db.session.execute(sa.delete(OfferedSearch))
        names = ("lang", "key", "words", "visitors", "documents")
        if rows:
            db.session.execute(sa.insert(OfferedSearch), [dict(zip(names, row, strict=True)) for row in rows])
    current_app.extensions.pop("offered_searches", None)
    return len(rows)


def _gathered() -> list[Offer]:
    since = clock.now() - timedelta(days=DAYS)
    recent = (SearchRecord.at > since, ~SearchRecord.asking, SearchRecord.normal != "")
    visitors = sa.func.count(SearchRecord.visitor.distinct())
    often = sa.select(SearchRecord.normal).where(*recent).group_by(SearchRecord.normal)
    normals = db.session.scalars(
        often.having(visitors >= VISITORS_MIN).order_by(visitors.desc()).limit(OFFERED_MAX)
    ).all()
    searched: dict[tuple[str, str], _Searched] = defaultdict(_Searched)
    columns = (
        SearchRecord.query, SearchRecord.lang, SearchRecord.at, SearchRecord.visitor,
        SearchRecord.outcome, SearchRecord.ended_on, SearchRecord.opened,
    )  # fmt: skip
    for start in range(0, len(normals), 200):
        mine = SearchRecord.normal.in_(normals[start : start + 200])
        for words, lang, at, who, came_of_it, ended_on, opened in db.session.execute(
            sa.select(*columns).where(mine, *recent)
        ):
            if len(words) > WORDS_MAX or LEFT_OUT.search(words):
                continue
            one = searched[lang, key_of(words)]
            one.days[at.date()].add(who)
            one.forms[" ".join(words.split())].add(who)
            ended = ended_on or (opened[-1][0] if opened else "")
            if came_of_it in SATISFIED and ended:
                one.satisfied.add(who)
                one.ended[ended] += 1
    offers = [each for (lang, _), one in sorted(searched.items()) if (each := _offer(lang, one))]
    return _public(offers)


def _offer(lang: str, one: _Searched) -> Offer | None:
    most = max(len(who) for who in one.days.values())
    if most < VISITORS_MIN or len(one.satisfied) < SATISFIED_MIN or not one.ended:
        return None
    words = min(one.forms, key=lambda form: (-len(one.forms[form]), len(form), form))
    ended = sorted(one.ended, key=lambda document: (-one.ended[document], document))
    return Offer(words, lang, most, tuple(ended[:DOCUMENTS_MAX]))


def _public(offers: Sequence[Offer]) -> list[Offer]:
    """Those whose words stand in public texts, and which lead to what everybody may see."""
    found = []
    for start in range(0, len(offers), 100):
        part = offers[start : start + 100]
        shown = documents.show([document for each in part for document in each.documents], GUEST)
        for each in part:
            if all(d in shown for d in each.documents) and not unknown(each):
                found.append(each)
    return found


def unknown(offer: Offer) -> bool:
    """Does it say a word that no public text has (now)? Raises `SearchUnavailable`."""
    return bool(engine().unknown(offer.words, tuple(LANGUAGES)))


# -- reading -------------------------------------------------------------------------------------------------


class _Known(NamedTuple):
    until: float
    offers: list[Offer]
    words: list[str]  # as typed, sorted
    numbers: list[int]  # of the offers they stand in


def matching(prefix: str, lang: str, limit: int) -> list[Offer]:
    """Those that go on as typed, the reader's language first, then by how many searched with them."""
    typed = [term.term for term in analysis.words(prefix[:WORDS_MAX])]
    known = _known() if typed else None
    if known is None or not known.offers:
        return []
    numbers: set[int] | None = None
    for word in typed:
        having = set(_having(known, word))
        numbers = having if numbers is None else numbers & having
        if not numbers:
            return []
    same = analysis.fold(" ".join(prefix.split()).lower())
    found = [known.offers[n] for n in sorted(numbers or ())]
    first = [each for each in found if each.lang == lang]
    others = (each for each in found if each.lang != lang) if len(first) <= limit else ()
    new = (each for each in (*first, *others) if analysis.fold(each.words.lower()) != same)
    return list(islice(new, limit))


def _having(known: _Known, prefix: str) -> Sequence[int]:
    return known.numbers[bisect_left(known.words, prefix) : bisect_left(known.words, prefix + "\U0010ffff")]


def _known() -> _Known:
    found: _Known | None = current_app.extensions.get("offered_searches")
    if found is not None and found.until > time.monotonic():
        return found
    columns = (OfferedSearch.words, OfferedSearch.lang, OfferedSearch.visitors, OfferedSearch.documents)
    most = sa.select(*columns).order_by(OfferedSearch.visitors.desc(), OfferedSearch.words)
    offers = [
        Offer(row.words, row.lang, row.visitors, tuple(row.documents)) for row in db.session.execute(most)
    ]
    words = sorted({(t.term, n) for n, each in enumerate(offers) for t in analysis.words(each.words)})
    until = time.monotonic() + READ_SECONDS
    found = _Known(until, offers, [word for word, _ in words], [number for _, number in words])
    current_app.extensions["offered_searches"] = found
    return found
