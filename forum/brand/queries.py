"""What is kept of the brand, and what is wrong with what was sent."""

from __future__ import annotations

from forum.brand.models import BrandFile
from forum.core import brand, choices
from forum.core.db import db
from forum.core.errors import Invalid, NotFound


def logo(version: str) -> BrandFile:
    """The logo in force. Raises `NotFound` for an older one."""
    found = db.session.get(BrandFile, version) if version == brand.LOGO.value else None
    if found is None:
        raise NotFound
    return found


def faults(sent: dict[str, str]) -> dict[str, str]:
    """A sentence for each of these choices that can't be taken."""
    wrong = {}
    for name, words in sent.items():
        try:
            choices.defined[name].check(words)
        except Invalid as error:
            wrong[name] = error.message
    return wrong
