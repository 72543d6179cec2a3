"""What the moderators' pages call things."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.accounts.actions import noting
from forum.core.text import N_
from forum.moderation.verbs import VERBS

DEEDS = {
    "closure": (N_("Close"), N_("Takes no new answers.")),
    "reopening": (N_("Reopen"), N_("Takes answers again.")),
    "hiding": (N_("Hide"), N_("Only whoever wrote it and moderators see it.")),
    "showing": (N_("Show again"), N_("Everybody sees it again.")),
    "deletion": (N_("Delete"), N_("Only moderators see it.")),
    "restoration": (N_("Restore"), N_("As it was before.")),
}

DONE = {
    "closure": N_("Closed. Whoever asked is told why."),
    "reopening": N_("Open again."),
    "hiding": N_("Hidden. Whoever wrote it is told why."),
    "showing": N_("Everybody sees it again."),
    "deletion": N_("Deleted. Whoever wrote it is told why."),
    "restoration": N_("Restored."),
}

GAP_ENDS = {
    "phrasing": N_("A phrasing of an article"),
    "synonym": N_("A synonym"),
    "article": N_("A new article"),
    "promotion": N_("An answer put first"),
    "other": N_("Something else"),
}

#: Reasons that the program writes as codes.
CODES = {
    "promise": N_("the promise lapsed"),
    "asked": N_("the customer asked for a person"),
    "agent": N_("an agent put it there"),
}


def reason(because: str) -> str:
    """Why something was done: in the words of whoever did it, or ours for a code of ours."""
    return str(_(CODES[because])) if because in CODES else because


def of_sign_in(detail: dict[str, Any]) -> str:
    """How somebody came, or why not, and with which browser; "" of other deeds."""
    parts = [str(_(noting.HOW[word])) for word in detail.get("how", ()) if word in noting.HOW]
    if detail.get("why") in noting.WHY:
        parts.append(str(_(noting.WHY[detail["why"]])))
    if parts or "browser" in detail:
        parts += [str(detail[name]) for name in ("provider", "browser", "system") if detail.get(name)]
    return " · ".join(parts)


def verb(did: str) -> str:
    """A verb of the log in the reader's language; one that is not known here as it was written."""
    return str(_(did)) if did in VERBS else did


GAP_STATES = {"open": N_("Open"), "watched": N_("Being watched"), "proved": N_("Proved")}


def gap_state(state: str) -> str:
    """What the list of such gaps is called."""
    return str(_(GAP_STATES[state]))


def gap_end(how: str) -> str:
    """How a gap was closed."""
    return str(_(GAP_ENDS[how])) if how in GAP_ENDS else how


def deed_name(deed: str) -> str:
    """What the button says."""
    return str(_(DEEDS[deed][0]))


def deed_meaning(deed: str) -> str:
    """What it does, in a sentence."""
    return str(_(DEEDS[deed][1]))


def deed_done(deed: str) -> str:
    """What the next page says."""
    return str(_(DONE[deed]))


#: The usual reasons: what the author is told, in her language, unless the moderator says it in words of her own.
USUAL_REASONS = {
    "spam": N_("It advertises. This is a place to help each other with our products."),
    "abuse": N_("It hurts somebody. Please say what is wrong with a thing, not with a person."),
    "off-topic": N_("It is not about what is asked here."),
    "personal data": N_("It shows personal data that is nobody's business here."),
    "duplicate": N_("The same was posted before. Please keep to one place."),
    "fine": N_("It keeps to the rules."),
}

WAYS = {
    "keep": (N_("Keep it"), N_("Everybody sees it; whoever reported it is thanked.")),
    "hide": (N_("Hide it"), N_("Only whoever wrote it and moderators see it.")),
    "delete": (N_("Delete it"), N_("Only moderators see it; in a month its words are gone.")),
}

MEASURES = {
    "warning": N_("Warning"),
    "silence": N_("Silence"),
    "suspension": N_("Suspension"),
    "hiding": N_("Post hidden"),
    "deletion": N_("Post deleted"),
    "closure": N_("Question closed"),
}

SANCTIONS = {
    "warning": N_("Warn: a sentence that stays on record"),
    "silence": N_("Silence: may read and sign in, not write"),
    "suspension": N_("Suspend: may not sign in"),
}


def usual_reasons() -> list[tuple[str, str]]:
    """(code, sentence) for the choice of a reason."""
    return [(code, str(_(sentence))) for code, sentence in USUAL_REASONS.items()]


def way_options(ways: list[str]) -> list[tuple[str, str]]:
    """(code, words) for the choice of what becomes of a post."""
    return [(way, f"{_(WAYS[way][0])}: {_(WAYS[way][1])}") for way in ways]


def sanction_options(kinds: list[str]) -> list[tuple[str, str]]:
    """(code, words) for the choice of what to do about its author."""
    return [("", str(_("Nothing")))] + [(kind, str(_(SANCTIONS[kind]))) for kind in kinds]


def day_options(days: tuple[int, ...], no_end: bool = False) -> list[tuple[int, str]]:
    """(days, words) for the choice of how long."""
    ends = [(0, str(_("Without an end")))] if no_end else []
    return [(n, str(ngettext("%(num)s day", "%(num)s days", n))) for n in days] + ends


def measure_name(kind: str) -> str:
    """What a measure is called."""
    return str(_(MEASURES[kind])) if kind in MEASURES else kind
