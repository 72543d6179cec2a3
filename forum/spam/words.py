"""What the filter thought, in words for moderators."""

from __future__ import annotations

from math import exp

from flask_babel import gettext as _

from forum.core.text import N_
from forum.spam import policy

#: The forms that `reading` names with a colon.
FORMS: dict[str, str] = {
    ":a link": N_("a link"),
    ":little but links": N_("little but links"),
    ":a telephone number": N_("a telephone number"),
    ":a messenger": N_("an invitation to a messenger"),
    ":a mail address": N_("a mail address"),
    ":capitals": N_("mostly capital letters"),
    ":dressed-up letters": N_("dressed-up letters"),
    ":unseen characters": N_("unseen characters"),
    ":many pictures": N_("many small pictures"),
    ":letters of another script": N_("letters of another script"),
}


def feature(name: str) -> str:
    """One thing that spoke for spam: “loan app”, a telephone number, a link to example.com."""
    if not name.startswith(":"):
        return f"“{name}”"
    if name.startswith(":link to "):
        return str(_("a link to %(host)s", host=name.removeprefix(":link to ")))
    if name.endswith(" links"):
        return str(_("several links"))
    return str(_(FORMS[name]))


def why(words: list[str], signs: list[str]) -> list[str]:
    """Sentences: what in the text spoke for spam, and what else did."""
    said = list(dict.fromkeys(feature(name) for name in words))
    sentences = [str(_("What spoke for spam: %(what)s.", what=", ".join(said)))] if said else []
    return sentences + [str(_(policy.SIGNS[sign][1])) for sign in signs if sign in policy.SIGNS]


def chance(log_odds: float) -> int:
    """How sure the filter is, in 100; not how often it is right: `queries.record` counts that."""
    return min(99, round(100 / (1 + exp(-max(-30.0, min(30.0, log_odds))))))
