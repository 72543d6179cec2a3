"""What each factor gives to the score of a result: as long as its bar, and in a few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.moderation.tuning import saying
from forum.search.finding import FoundItem
from search_index.explaining import BOOST_PARTS, TEXT_PARTS


class Bar(NamedTuple):
    """One factor. `share`: what it gives to the score, of the most that one gives on this page (0 to 1); None: it
    does not add, it multiplies or takes away."""

    name: str
    share: float | None
    said: str


def points(item: FoundItem) -> dict[str, float]:
    """Factor to what it adds to the score; together they are the score, as long as the evidence is below its bound."""
    why: Mapping[str, Any] = item.result.why or {}
    text = sum(why.get(name, 0.0) for name in TEXT_PARTS)
    trust = why.get("trust", 1.0)
    given = {name: trust * why.get(name, 0.0) for name in TEXT_PARTS}
    return given | {name: trust * text * why.get(name, 0.0) for name in BOOST_PARTS}


def most(items: Iterable[FoundItem]) -> float:
    """The most that one factor gives to one of these: the whole length of a bar."""
    return max((value for item in items for value in points(item).values()), default=0.0) or 1.0


def shares(item: FoundItem, longest: float) -> dict[str, float]:
    """Name of the factor to the length of its bar, 0 to 1."""
    return {
        str(_(saying.FACTORS[name])): round(max(0.0, value) / longest, 3)
        for name, value in points(item).items()
    }


def of(item: FoundItem, longest: float) -> list[Bar]:
    """The factors that do something, in the order in which they are counted."""
    lengths = shares(item, longest)
    told = []
    for name, value in points(item).items():
        if value:
            title = str(_(saying.FACTORS[name]))
            told.append(Bar(title, lengths[title] if value > 0 else None, _said(item, name)))
    why: Mapping[str, Any] = item.result.why
    if why.get("trust", 1.0) < 1 or item.result.unsafe:
        told.append(Bar(str(_(saying.FACTORS["trust"])), None, saying.factor(item, "trust")))
    if item.result.promoted:
        told.insert(0, Bar(str(_("Put first")), None, str(_("a moderator put it first for these words"))))
    return told


def _said(item: FoundItem, name: str) -> str:
    why: Mapping[str, Any] = item.result.why
    if name == "by_words":
        return ", ".join(
            f"{_(saying.FIELDS[field]) if field in saying.FIELDS else field} {round(share * 100)} %"
            for field, share in list(why.get("fields", {}).items())[:3]
        )
    if name == "by_meaning":
        return f"{round(100 * why['cosine'])} %"
    if name == "hits":
        count = round(item.signals.hits)
        said = ngettext("%(visits)s recent visit", "%(visits)s recent visits", count, visits=count)
        return str(said)
    if name == "helpful":
        helped = item.signals.helped
        return str(
            _("it helped %(helped)s of %(asked)s", helped=helped, asked=helped + item.signals.not_helped)
        )
    return ""
