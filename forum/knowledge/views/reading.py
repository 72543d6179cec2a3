"""The article page and the FAQ: what everybody reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import clock, i18n, links, markdown, pages, pagination
from forum.core.access import public, viewer
from forum.core.errors import NotFound
from forum.core.guest_pages import may_keep
from forum.core.roles import is_staff
from forum.core.targets import Target
from forum.core.text import language
from forum.flags import queries as flags
from forum.knowledge import forms, policy, queries
from forum.knowledge.views import bp
from forum.search import learned, recording
from forum.search.learned import LearnedWords
from forum.search.wording import normal
from forum.topics import queries as topics
from forum.votes import queries as votes

LEARNED_SHOWN = 8  # wordings of searches that the team sees beside an article
CONTENTS_FROM = 3  # headings from which a text has a table of contents
TOP_OF_TOPIC = 5  # entries of each topic on the FAQ's first page


@bp.app_context_processor
def words() -> dict[str, Any]:
    """What templates of articles say."""
    return {
        "language_name": forms.language_name,
        "revision_state_name": forms.state_name,
        "significance_name": forms.significance_name,
    }


@bp.get("/articles/<int:article_id>-<slug>")
@public
@may_keep
def show(article_id: int, slug: str) -> Response:
    """Read an article."""
    me = viewer()
    try:
        found = queries.reading(article_id, me, i18n.current_language())
    except NotFound:
        return _elsewhere(article_id)
    if slug != found.slug:
        return redirect(_with_query(found.path), 301)
    target = Target("article", article_id)
    open_flags, ended = flags.on_page(target, me) if _may_be_flagged(found) else ([], [])
    return pages.answer(
        "knowledge/show.html",
        article=found,
        way=topics.path(found.topic_id),
        merged_into=queries.taken_place_by(found.id) if found.archived_at else None,
        contents=_contents(found.body_html),
        beside=(beside := queries.beside(found, me)),
        source=next((t for t in beside.translations if t.id == found.behind_article_id), None),
        open_flags=open_flags,
        ended_flags=ended,
        review=flags.review_of(open_flags),
        learned=_learned(found) if is_staff(me) else [],
        my_verdict=_my_verdict(found),
        policy=policy,
        **(_for_the_team(found) if is_staff(me) else {}),
    )


@bp.get("/articles/<int:article_id>")
@public
def by_number(article_id: int) -> Response:
    """The short address leads to the whole one."""
    try:
        article = queries.article(article_id, viewer())
    except NotFound:
        return _elsewhere(article_id)
    return redirect(_with_query(article.path), 301)


@bp.get("/faq")
@public
@may_keep
def faq() -> Response:
    """All topics with what is needed most."""
    lang = _content_language()
    counts = queries.languages_by_topic()
    top = queries.top_by_topic(lang, TOP_OF_TOPIC)
    return pages.answer(
        "knowledge/faq.html",
        topics=topics.children(None),
        below={topic.id: topics.children(topic.id) for topic in topics.children(None)},
        top=top,
        counts=counts,
        content_lang=lang,
        languages=_languages(counts.values()),
    )


@bp.get("/faq/<topic>")
@public
@may_keep
def faq_topic(topic: str) -> Response:
    """One topic's entries, in the order of need. In the reader's language, or in the one with most entries."""
    about = topics.by_slug(topic)
    counts = queries.languages_of(about.id)
    wanted = _content_language()
    lang = wanted if wanted in counts or not counts else next(iter(counts))
    page = queries.entries(about.id, lang, pagination.number(request.args.get("page")))
    sections = queries.sections(about.id, lang) if page.number == 1 else []
    shown = [*page, *(entry for section in sections for entry in section.entries)]
    return pages.answer(
        "knowledge/faq_topic.html",
        topic=about,
        way=topics.path(about.id)[:-1],
        below=topics.children(about.id),
        page=page,
        sections=sections,
        for_machines=_for_machines(shown),
        counts=counts,
        wanted=wanted,
        content_lang=lang,
        staff=is_staff(viewer()),
        curates=policy.can_curate(viewer(), about),
        address=url_for(".faq_topic", topic=topic),
    )


def _for_the_team(found: queries.Reading) -> dict[str, Any]:
    """Who answers for it, when it is looked at again, what is scheduled."""
    topic = topics.by_id()[found.topic_id]
    due = queries.due_at(topic, found.review_from)
    ahead = queries.ahead(found.id, viewer())
    return {
        "topic": topic,
        "waiting": ahead.newest,
        "scheduled": ahead.scheduled,
        "staff": topics.staff(),
        "due_at": due if found.public else None,
        "past_due": due is not None and due <= clock.now(),
    }


def _elsewhere(article_id: int) -> Response:
    """To the article that took this one's place. Raises `NotFound` when none did."""
    there = queries.taken_place_by(article_id)
    if there is None:
        raise NotFound
    return redirect(_with_query(there), 301)


def _contents(body_html: str) -> list[markdown.Heading]:
    """The way through a long text; a short one needs none."""
    found = [heading for heading in markdown.headings(body_html) if heading.level < 4]
    return found if len(found) >= CONTENTS_FROM else []


def _for_machines(shown: Sequence[queries.Entry]) -> dict[str, Any]:
    """The entries as schema.org's FAQPage; what is under review is not passed on."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry.title,
                "url": links.base() + entry.path,
                "inLanguage": entry.lang,
                "acceptedAnswer": {"@type": "Answer", "text": entry.body_html or entry.summary},
            }
            for entry in shown
            if entry.under_review_since is None
        ],
    }


def _may_be_flagged(found: queries.Reading) -> bool:
    # The signal says whether there are open flags at all: readers of sound articles cost no query.
    return found.under_review or is_staff(viewer())


def _learned(found: queries.Reading) -> list[LearnedWords]:
    """The words of satisfied searches that are no phrasing of the article yet, heaviest first."""
    known = {normal(words) for words in (found.title, *found.phrasings)}
    return [
        each for each in learned.of([found.document]).get(found.document, []) if each.normal not in known
    ][:LEARNED_SHOWN]


def _my_verdict(found: queries.Reading) -> bool | None:
    me = viewer()
    if me.id is None:
        return None  # a guest's page is kept for all guests: it can't say what this one said
    return votes.my_verdict(Target("article", found.id), found.revision_id, me, recording.visitor())


def _content_language() -> str:
    asked = request.args.get("lang")
    return language(asked) if asked else i18n.current_language()


def _languages(counts: object) -> list[str]:
    there: set[str] = set()
    for by_language in counts:  # type: ignore[attr-defined]
        there.update(by_language)
    return sorted(there, key=lambda code: (code not in LANGUAGES, code))


def _with_query(path: str) -> str:
    query = request.query_string.decode("utf-8", "ignore")
    return f"{path}?{query}" if query else path
