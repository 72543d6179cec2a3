"""Who is shown no suggestions: a random share of askers, the same ones each time they look."""

from __future__ import annotations

import hmac

from flask import current_app
from flask_login import current_user

from forum.core import consents
from forum.insights.choosing import SHARE
from forum.search.recording import visitor
from forum.search.visitors import is_machine
from forum.threads import sparing

PARTS = 10_000  # a share is told to a hundredth of a percent


def register() -> None:
    """Let the ask form know."""
    sparing.register(spared)


def spared() -> bool:
    """Is this request's visitor one of them? By search's id of the visitor: a reload changes nothing, a greater share
    only adds to them. Never people of the company, never machines."""
    share = SHARE.value
    if (
        share <= 0
        or consents.withheld()
        or (current_user.is_authenticated and current_user.is_staff)
        or is_machine()
    ):
        return False
    return place_of(visitor()) < share * PARTS // 100


def place_of(who: str) -> int:
    """Where the visitor stands among `PARTS`: spread evenly, and not to be guessed without the site's key."""
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.digest(key, f"no suggestions for {who}".encode(), "sha256")
    return int.from_bytes(digest[:8]) % PARTS
