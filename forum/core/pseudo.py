"""A language that nobody speaks, for whoever works on the pages: `?ui=pseudo` where ASKWELL_DEVELOPMENT is on.

Every word that went through the catalogue comes accented, a third longer and in brackets. What stands bare was missed;
what no longer fits will not fit in French either.
"""

from __future__ import annotations

import re

from flask import Flask, g, request
from flask_babel import Domain, get_domain

NAME = "pseudo"
LONGER = 0.35  # of the English: French and Swedish texts on pages are about so much longer
_LETTERS = str.maketrans("aeiouyncsACEIOUNS", "àéîöûýñçšÅÇÉÎÖÛÑŠ")
#: What a program reads: placeholders and markup.
_KEPT = re.compile(r"(%\([a-z_]+\)[a-z]|\{[a-z_]*\}|<[^>]+>|&[a-z]+;|%%)")


def written(text: str) -> str:
    """The text as it comes in this language; placeholders and markup as they are."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    accented = "".join(part if n % 2 else part.translate(_LETTERS) for n, part in enumerate(parts))
    return f"⟦{accented}{'~' * round(len(text) * LONGER)}⟧"


class Pseudo:
    """What Flask-Babel asks of translations."""

    def ugettext(self, message: str) -> str:
        return written(message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return written(singular if number == 1 else plural)

    def upgettext(self, _context: str, message: str) -> str:
        return written(message)

    def unpgettext(self, _context: str, singular: str, plural: str, number: int) -> str:
        return self.ungettext(singular, plural, number)


class _Domain(Domain):  # type: ignore[misc]
    def get_translations(self) -> Pseudo:
        return Pseudo()


def set_up(app: Flask) -> None:
    """Where the site is being worked on, let it be asked for."""
    if not app.config["SETTINGS"].development:
        return

    @app.before_request
    def speak() -> None:
        if request.args.get("ui") == NAME:
            get_domain()  # gives this answer its place for words
            g._flask_babel.babel_domain = _Domain()
