"""The first page."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import i18n, pages
from forum.core.access import public, viewer
from forum.core.guest_pages import may_keep
from forum.core.roles import at_least, is_staff
from forum.home import queries
from forum.knowledge import queries as knowledge
from forum.routing import queries as routing
from forum.topics import queries as topics

TOP = 4  # entries of each topic
TOPICS_MAX = 9  # a site with more topics shows the first ones here, all of them in the FAQ

bp = Blueprint("home", __name__)


@bp.get("/")
@public
@may_keep
def show() -> Response:
    """Search first, then what is hers, then what most people need, what was solved lately, and who waits for an answer."""
    me, lang = viewer(), i18n.current_language()
    found = knowledge.top_by_topic(lang, TOP)
    default, lists = next(iter(LANGUAGES)), queries.lists(me, lang)
    return pages.answer(
        "home/show.html",
        mine=queries.waiting_for(me),
        yours=queries.open_questions(me),
        offer=routing.one_for(me),
        news=queries.news(me),
        staff=is_staff(me),
        moderator=at_least(me, "moderator"),
        topics=topics.children(None)[:TOPICS_MAX],
        # A language without articles yet is shown those of the first language rather than nothing.
        top=found or (knowledge.top_by_topic(default, TOP) if lang != default else {}),
        solved=lists.solved,
        unanswered=lists.unanswered,
    )


@bp.get("/accessibility")
@public
@may_keep
def accessibility() -> Response:
    """What we do so that everybody can use the site, and what may not be good yet."""
    return pages.answer("home/accessibility.html")
