"""Weights, factors and differences in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from forum.core.text import N_
from forum.search.finding import FoundItem
from search_index import explaining

#: Groups of the form: (heading, weights).
GROUPS = (
    (N_("What readers did"), ("hits", "many_hits", "helpful", "few_votes", "solved", "pinned")),
    (N_("What colleagues flagged"), ("inaccurate", "outdated", "incomplete")),
    (N_("What the texts say"), ("words", "title", "sentence", "neighbours", "learned")),
)

#: weight: (name, what it does)
WEIGHTS = {
    "hits": (N_("Visits"), N_("What a document gains that many open. Visits fade: half of it in 30 days.")),
    "many_hits": (N_("Many visits"), N_("So many recent visits are the most that counts.")),
    "helpful": (
        N_("Helped"),
        N_("What it gains when readers say it helped, and loses when they say it did not."),
    ),
    "few_votes": (N_("Few votes"), N_("With so many votes their share counts half, with fewer less.")),
    "solved": (N_("Solved"), N_("What a question gains by an accepted solution.")),
    "pinned": (N_("Pinned"), N_("What an article gains that is pinned to its topic.")),
    "inaccurate": (N_("Flagged inaccurate"), N_("What is left of the score under an open flag.")),
    "outdated": (N_("Flagged outdated"), N_("What is left of the score under an open flag.")),
    "incomplete": (N_("Flagged incomplete"), N_("What is left of the score under an open flag.")),
    "words": (N_("Words against meaning"), N_("How much the words typed count beside what was meant.")),
    "title": (N_("Title"), N_("What it gains when the title says what was searched.")),
    "sentence": (N_("One sentence"), N_("What it gains when one sentence holds all that was searched.")),
    "neighbours": (
        N_("Neighbours"),
        N_("What it gains when words that were typed side by side stand side by side."),
    ),
    "learned": (N_("Past searches"), N_("How far the searches are believed that ended here satisfied.")),
}

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


def weight_name(name: str) -> str:
    """What a weight is called."""
    return str(_(WEIGHTS[name][0])) if name in WEIGHTS else name


def weight_meaning(name: str) -> str:
    """What it does, in a sentence."""
    return str(_(WEIGHTS[name][1]))


def number(value: float) -> str:
    """A weight or a score, as the reader writes numbers; never in powers of ten."""
    digits = 1 if abs(value) >= 10 else 3 if abs(value) >= 0.1 else 4
    return str(format_decimal(round(value, digits), format="#,##0.####"))


def signed(value: float) -> str:
    """A difference, with its sign."""
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{number(abs(value))}"


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
        said = {"solved": (_("solved"), _("not solved")), "pinned": (_("pinned"), _("not pinned"))}[name]
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
    return [(str(_(FACTORS[name])), factor(item, name)) for name in told]


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
    return Verdict(lines, _in_sentences(first.document.title, second.document.title, parts))


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
