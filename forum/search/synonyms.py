"""Synonyms that curators keep: read for each search, in force with the commit that changes them.

All groups stand in memory, by the first word of each member. `freshness` says in every process when they changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from forum.core import freshness
from forum.core.db import db
from forum.search.models import SynonymGroup
from forum.search.wording import normal

GROUPS_MAX = 8  # of one search


class _Member(NamedTuple):
    stems: frozenset[str]
    group: tuple[str, ...]


_Known = Mapping[str, Mapping[str, Sequence[_Member]]]  # language -> a stem of the member -> members


def for_words(words: str, lang: str) -> tuple[tuple[str, ...], ...]:
    """The groups of which a member occurs in a search, for a reader of `lang`."""
    known = freshness.kept("synonyms", _load)
    if not known:
        return ()
    stems = set(normal(words).split(" "))
    found: dict[tuple[str, ...], None] = {}
    for by_stem in (known.get(lang), known.get("")):
        for stem in sorted(stems) if by_stem else ():
            for member in by_stem.get(stem, ()) if by_stem else ():
                if member.stems <= stems:
                    found[member.group] = None
    return tuple(found)[:GROUPS_MAX]


def _load() -> _Known:
    known: dict[str, dict[str, list[_Member]]] = defaultdict(lambda: defaultdict(list))
    for lang, words in db.session.execute(sa.select(SynonymGroup.lang, SynonymGroup.words)):
        for word in words:
            stems = normal(word).split(" ")
            known[lang][stems[0]].append(_Member(frozenset(stems), tuple(words)))
    return known
