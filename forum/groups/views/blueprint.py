"""The blueprint that the modules of this folder put their addresses on."""

from __future__ import annotations

from typing import cast

from flask import Blueprint

from forum.accounts.models import Person
from forum.core.access import viewer

bp = Blueprint("groups", __name__)


def me() -> Person:
    """Whoever is signed in; only behind `signed_in`."""
    return cast(Person, viewer())
