"""Lists of questions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.config import LANGUAGES
from forum.core import pages, pagination
from forum.core.access import public, signed_in, viewer
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.core.pagination import Page
from forum.core.text import clean_line, language
from forum.search.views import language_name
from forum.threads import queries
from forum.threads.queries import QuestionRow
from forum.threads.views.blueprint import bp
from forum.topics import queries as topics

NAMES = ("filter", "topic", "tag", "lang")
TOPIC_CHIPS_MAX = 12  # more are easier to choose from a list


@bp.get("/questions")
@public
@may_keep
def index() -> AnyResponse:
    """Questions: newest, unanswered or unsolved; of a topic, a tag, a language."""
    chosen = {name: clean_line(request.args.get(name, ""))[:80] for name in NAMES}
    if chosen["filter"] == "mine":
        return redirect(url_for(".mine"))
    if chosen["filter"] not in queries.FILTERS:
        chosen["filter"] = "newest"
    topic = topics.by_slug(chosen["topic"]) if chosen["topic"] else None
    found = queries.page_of_questions(
        viewer(),
        chosen["filter"],
        topic=topic.id if topic else None,
        tag=chosen["tag"].casefold() or None,
        lang=language(chosen["lang"]) if chosen["lang"] else None,
        page=pagination.number(request.args.get("page")),
    )
    return _list(found, chosen, topic)


@bp.get("/my/questions")
@signed_in
def mine() -> AnyResponse:
    """What I asked, hidden ones included."""
    found = queries.page_of_questions(viewer(), "mine", page=pagination.number(request.args.get("page")))
    return _list(found, {"filter": "mine"}, None)


def tag_links(names: Sequence[str]) -> list[tuple[str, str]]:
    """Tags with the address of their list."""
    return [(name, _tag_link(name)) for name in names]


@lru_cache(maxsize=4096)
def _tag_link(name: str) -> str:
    return f"/questions?{urlencode({'tag': name})}"


def _list(found: Page[QuestionRow], chosen: dict[str, str], topic: topics.TopicRow | None) -> AnyResponse:
    def href(**changes: str) -> str:
        """The list with other choices. Written by hand: `url_for` for each of many topics would cost more than the rows."""
        new = {k: v for k, v in (chosen | changes).items() if v and (k, v) != ("filter", "newest")}
        if new.get("filter") == "mine":
            return "/my/questions"
        return f"/questions?{urlencode(new)}" if new else "/questions"

    lang, everything = current_language(), topics.all()
    filters = [("newest", _("Newest")), ("unanswered", _("Unanswered")), ("unsolved", _("Unsolved"))]
    if viewer().id is not None:
        filters.append(("mine", _("My questions")))
    chips = len(everything) <= TOPIC_CHIPS_MAX
    base, shown = href(), {row.topic_id for row in found}
    return pages.answer(
        "threads/index.html",
        block="main",
        found=found,
        chosen=chosen,
        topic=topic,
        tabs_shown=[(words, href(filter=name), name == chosen["filter"], None) for name, words in filters],
        topic_chips=[
            (_("All topics"), href(topic=""), topic is None, None),
            *((t.name_in(lang), href(topic=t.slug), t == topic, None) for t in everything),
        ]
        if chips
        else [],
        topic_options=[]
        if chips
        else [("", _("All topics")), *((t.slug, t.name_in(lang)) for t in everything)],
        languages=[
            (_("All languages"), href(lang=""), not chosen.get("lang"), None),
            *((name, href(lang=code), chosen.get("lang") == code, None) for code, name in LANGUAGES.items()),
        ],
        topic_names={t.id: t.name_in(lang) for t in everything if t.id in shown},
        topic_hrefs={t.id: f"/questions?{urlencode({'topic': t.slug})}" for t in everything if t.id in shown},
        without_tag=href(tag=""),
        pager_href=base + ("&" if "?" in base else "?") + "page=",
        language_name=language_name,
        tag_links=tag_links,
    )
