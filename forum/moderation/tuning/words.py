"""What weights are called, what they do, and how numbers are written."""

from __future__ import annotations

from flask_babel import format_decimal
from flask_babel import gettext as _

from forum.core.text import N_

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
