"""My data: what is kept of me, and what I choose about it."""

from __future__ import annotations

from typing import cast

from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import pages
from forum.core.access import signed_in, viewer
from forum.privacy import queries
from forum.privacy.blueprint import bp
from forum.privacy.transparency import words


@bp.get("/my/data")
@signed_in
def my_data() -> Response:
    """What is kept about me: what, why, how long, how much."""
    me = cast(Person, viewer())
    return pages.answer("privacy/my_data.html", me=me, entries=words.entries(queries.counts(me.id)))
