"""Where the views of notices hang."""

from __future__ import annotations

from typing import cast

from flask import Blueprint

from forum.accounts.models import Person
from forum.core.access import viewer

bp = Blueprint("notifications", __name__)


def me() -> Person:
    """Whoever is signed in."""
    return cast(Person, viewer())
