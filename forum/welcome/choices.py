"""The gentle rules beside the forms: the site's own words, a text a language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.config import LANGUAGES
from forum.core import choices

choices.group("welcome", _("Welcome"))

RULES_CHARS = 1000
RULES = {
    code: choices.text(
        f"welcome.rules_{code}",
        "",
        _("Gentle rules beside the forms (%(language)s)", language=name),
        _(
            "A line for each. They stand beside the form of a question, and of an answer for who is new; empty: ours."
        ),
        most=RULES_CHARS,
        lines=True,
    )
    for code, name in LANGUAGES.items()
}


def own(lang: str) -> list[str]:
    """The site's own rules for readers of `lang`; empty where it has none."""
    chosen = RULES.get(lang)
    return [line.strip() for line in chosen.value.splitlines() if line.strip()] if chosen else []
