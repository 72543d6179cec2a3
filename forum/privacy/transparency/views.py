"""The page that everybody may read."""

from __future__ import annotations

from werkzeug.wrappers import Response

from forum.core import pages
from forum.core.access import public
from forum.core.guest_pages import may_keep
from forum.privacy.blueprint import bp
from forum.privacy.transparency import words
from forum.search.recording import HITS_DAYS, SEARCHES_DAYS
from forum.votes.policy import WORDS_DAYS


@bp.get("/privacy")
@public
@may_keep
def about() -> Response:
    """What is kept about visitors and about people with an account, and for how long."""
    return pages.answer(
        "privacy/about.html",
        entries=words.entries(),
        searches_days=SEARCHES_DAYS,
        hits_days=HITS_DAYS,
        words_days=WORDS_DAYS,
    )
