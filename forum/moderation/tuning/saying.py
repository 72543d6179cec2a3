"""Factors of a result, and what sets two results apart, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from forum.core.text import N_
from forum.moderation.tuning.words import GROUPS, WEIGHTS, number, signed, weight_meaning, weight_name
from forum.search.finding import FoundItem
from search_index import explaining

__all__ = ["GROUPS", "WEIGHTS", "number", "sentences", "signed", "verdict", "weight_meaning", "weight_name"]

#: factor of `explaining.apart`: its name
FACTORS = {
    "by_words": N_("Words"),
    "by_meaning": N_("Meaning"),
    "by_past": N_("Past searches"),
    "hits": N_("Visits"),
    "helpful": N_("Readers' verdicts"),
    "solved": N_("Solved"),
    "pinned": N_("Pinned"),
    "limit": N_("Bound of the evidence"),
    "trust": N_("Flags"),
}
FIELDS = {
    "title": N_("title"),
    "phrasings": N_("phrasings"),
    "summary": N_("summary"),
    "body": N_("text"),
    "solution": N_("solution"),
    "answers": N_("answers"),
    "tags": N_("tags"),
    "learned": N_("past searches"),
}
ALIKE = 0.005  # of a logarithm: half a percent is no difference


class Line(NamedTuple):
    """One factor of two results. `times`: by how much it puts one before the other; `for_first`: which."""

    name: str
    first: str
    second: str
    times: str
    for_first: bool | None


def factor(item: FoundItem, name: str) -> str:
    """One factor of one result, in words and numbers."""
    why: Mapping[str, Any] = item.result.why
    if name == "by_words":
        return _words(why)
    if name == "by_meaning":
        return str(
            _(
                "%(part)s: its meaning is near (cosine %(cosine)s, 1 is the same)",
                part=number(why["by_meaning"]),
                cosine=number(why["cosine"]),
            )
        )
    if name == "by_past":
        if not why["by_past"]:
            return str(_("0: no search like this ended here"))
        return str(_("%(part)s: searches like this ended here", part=number(why["by_past"])))
    if name == "hits":
        visits = round(item.signals.hits, 1)
        said = ngettext(
            "%(visits)s recent visit", "%(visits)s recent visits", math.ceil(visits), visits=number(visits)
        )
        return f"+{number(why['hits'])}: {said}"
    if name == "helpful":
        helped, asked = item.signals.helped, item.signals.helped + item.signals.not_helped
        if not asked:
            return str(_("0: nobody said whether it helped"))
        return (
            f"{signed(why['helpful'])}: {_('it helped %(helped)s of %(asked)s', helped=helped, asked=asked)}"
        )
    if name in ("solved", "pinned"):
        said = {
            "solved": (_("solved"), _("not solved")),
            "pinned": (pgettext("document", "pinned"), _("not pinned")),
        }[name]
        return f"+{number(why[name])}: {said[0]}" if why[name] else f"0: {said[1]}"
    if name == "limit":
        return str(_("together +%(boost)s", boost=number(why["boost"])))
    return _trust(item, why)


def _words(why: Mapping[str, Any]) -> str:
    if not why["by_words"]:
        return str(_("0: it has none of these words"))
    fields = ", ".join(
        f"{_(FIELDS[name]) if name in FIELDS else name} {round(share * 100)} %"
        for name, share in list(why.get("fields", {}).items())[:3]
    )
    said = _(
        "%(part)s: words weigh %(bm25f)s, times %(closeness)s for standing close together",
        part=number(why["by_words"]),
        bm25f=number(why["bm25f"]),
        closeness=number(why["closeness"]),
    )
    return f"{said} ({fields})" if fields else str(said)


def _trust(item: FoundItem, why: Mapping[str, Any]) -> str:
    if item.result.unsafe:
        return str(_("flagged unsafe: shown last"))
    if why["trust"] < 1:
        return str(_("× %(trust)s: flagged by colleagues", trust=number(why["trust"])))
    return str(_("× 1: no open flag"))


def sentences(item: FoundItem) -> list[tuple[str, str]]:
    """(factor, what it is) of one result: those that do something."""
    why: Mapping[str, Any] = item.result.why
    told = [name for name in FACTORS if name not in ("limit", "trust") and why.get(name)]
    if why.get("trust", 1) < 1 or item.result.unsafe:
        told.append("trust")
    lines = [(str(_(FACTORS[name])), factor(item, name)) for name in told]
    if item.result.promoted:
        lines.insert(0, (str(_("Put first")), str(_("a moderator put it first for these words"))))
    return lines


class Verdict(NamedTuple):
    """Two results beside each other: `lines` by how much they decide, and what that means in sentences."""

    lines: list[Line]
    sentences: list[str]


def verdict(first: FoundItem, second: FoundItem) -> Verdict:
    """Why the first stands above the second."""
    parts = explaining.apart(first.result.why, second.result.why)
    parts["trust"] += _unsafe(second) - _unsafe(first)
    told = {name: value for name, value in parts.items() if name != "limit" or abs(value) > ALIKE}
    lines = [
        Line(
            str(_(FACTORS[name])), factor(first, name), factor(second, name),
            number(round(math.exp(min(20.0, abs(value))), 2)) if abs(value) > ALIKE else "",
            None if abs(value) <= ALIKE else value > 0,
        )
        for name, value in sorted(told.items(), key=lambda each: -abs(each[1]))
    ]  # fmt: skip
    titles = first.document.title, second.document.title
    if first.result.promoted:
        return Verdict(lines, _put_first(*titles, sum(parts.values()), second.result.promoted))
    return Verdict(lines, _in_sentences(*titles, parts))


def _put_first(first: str, second: str, whole: float, both: bool) -> list[str]:
    if both:
        return [str(_("A moderator put both first for these words; what they score does not count."))]
    said = [
        str(
            _(
                "“%(first)s” stands above “%(second)s”: a moderator put it first for these words.",
                first=first,
                second=second,
            )
        )
    ]
    if whole < 0:
        said.append(str(_("Without that, “%(second)s” would stand first.", second=second)))
    return said


def _unsafe(item: FoundItem) -> float:
    return math.log(1e6) if item.result.unsafe else 0.0


def _in_sentences(first: str, second: str, parts: Mapping[str, float]) -> list[str]:
    whole = sum(parts.values())
    if whole < 0:
        return _in_sentences(second, first, {name: -value for name, value in parts.items()})
    names = sorted(parts, key=lambda name: -parts[name])
    best, worst = names[0], names[-1]
    if whole <= ALIKE and parts[best] <= ALIKE:
        return [str(_("Both score the same: the older one stands first."))]
    times = number(round(math.exp(min(20.0, whole)), 2))
    said = [
        str(
            _(
                "“%(first)s” stands above “%(second)s”: its score is %(times)s times as high.",
                first=first,
                second=second,
                times=times,
            )
        ),
        str(
            _(
                "What decides: %(factor)s, × %(times)s.",
                factor=_(FACTORS[best]),
                times=number(round(math.exp(min(20.0, parts[best])), 2)),
            )
        ),
    ]
    if whole - parts[best] < 0:
        said.append(str(_("Without that, “%(second)s” would stand first.", second=second)))
    if parts[worst] < -ALIKE:
        said.append(
            str(
                _(
                    "For “%(second)s” speaks: %(factor)s, × %(times)s. That is not enough.",
                    second=second,
                    factor=_(FACTORS[worst]),
                    times=number(round(math.exp(min(20.0, -parts[worst])), 2)),
                )
            )
        )
    return said
