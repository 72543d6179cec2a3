"""The heads of public pages: where the page really is, whether search engines should show it, feeds, and what it says for
machines. Each page calls its place (`panels("head_of_question", ...)`) and knows nothing of this."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import render_template
from flask_babel import gettext as _

from forum.core import brand, clock, links, panels
from forum.core.access import viewer
from forum.core.i18n import current_language
from forum.feeds import policy, queries, structured
from forum.feeds.structured import Told
from forum.knowledge.queries import Beside
from forum.knowledge.queries import Reading as ArticleReading
from forum.threads.queries import Reading as QuestionReading
from forum.threads.views.lists import Chosen
from forum.topics import queries as topics
from forum.topics.queries import TopicRow

Feed = tuple[str, str]  # title, address
ABOUT_CHARS = 160  # what lists of results show of a description


@panels.fills("head_of_list")
def of_list(chosen: Chosen, heading: str, first: bool, shown: int) -> str:
    """A shared list. One address for each; the feed makes the same choices."""
    base, path = links.base(), chosen.address()
    because = None
    if chosen.topic and chosen.topic.group_id is not None:
        because = "space"
    elif chosen.filter != "newest" or chosen.lang or chosen.unknown_tag or (chosen.tag and chosen.topic):
        because = "filtered"
    elif not first:
        because = "further"
    elif not shown:
        because = "empty"
    told = [_way([(_("Questions"), "/questions"), *_topics(chosen.topic), *_tag(chosen)])] if first else []
    feeds = [] if chosen.unknown_tag else [(heading, _feed_of(chosen))]
    about = chosen.topic.description_in(current_language()) if chosen.topic else ""
    return _head(base + path, because, about=about, feeds=feeds, told=told if because is None else [])


@panels.fills("head_of_tags")
def of_tags(words: str, page: int) -> str:
    """The list of all tags."""
    because = "filtered" if words else "further" if page > 1 else None
    return _head(f"{links.base()}/tags", because)


@panels.fills("head_of_question")
def of_question(found: QuestionReading) -> str:
    """A question: each page of its answers has an address of its own."""
    question, base = found.question, links.base()
    number = found.answers.number
    url = base + question.path + (f"?page={number}" if number > 1 else "")
    because = policy.why_weak(question, clock.now())
    if not question.public:
        because = "withdrawn"
    elif found.topic.group_id is not None:
        because = "space"
    elif number > 1 and not found.answers.items:
        because = "empty"
    told: list[Told] = []
    if because is None and viewer().id is None:  # only programs read it, and they don't sign in
        page = structured.qa_page(found, url, base)
        way = [(_("Questions"), "/questions"), *_topics(found.topic), (question.title, question.path)]
        told = [*([page] if page else []), _way(way)]
    feeds = (
        [(question.title, f"{base}/feeds/questions/{question.id}")]
        if question.public and because != "space"
        else []
    )
    about = structured.plain(found.html) if because is None else ""
    return _head(url, because, about=about, feeds=feeds, told=told)


@panels.fills("head_of_article")
def of_article(article: ArticleReading, beside: Beside) -> str:
    """An article: its other languages, and itself as an article."""
    base = links.base()
    url = base + article.path
    languages = {article.lang: url} | {each.lang: base + each.path for each in beside.translations}
    told: list[Told] = []
    if article.public and viewer().id is None:
        topic = topics.by_id()[article.topic_id]
        way = [(_("FAQ"), "/faq"), *_faq(topic), (article.title, article.path)]
        told = [structured.article(article, url, _site(), base), _way(way)]
    because = None if article.public else "unpublished"
    about = article.summary or structured.plain(article.body_html)
    return _head(url, because, about=about, languages=languages if len(languages) > 1 else {}, told=told)


@panels.fills("head_of_faq")
def of_faq(topic: TopicRow | None, content_lang: str, counts: Mapping[str, int], page: int = 1) -> str:
    """The FAQ, or a topic's part of it: one address for each language of its articles."""
    base = links.base()
    path = f"/faq/{topic.slug}" if topic else "/faq"
    further = f"&page={page}" if page > 1 else ""
    languages = {code: f"{base}{path}?lang={code}" for code in sorted(counts)} if len(counts) > 1 else {}
    if languages and page == 1:
        languages["x-default"] = base + path
    told = [_way([(_("FAQ"), "/faq"), *(_faq(topic) if topic else [])])]
    because = None if counts else "empty"
    lang = current_language()
    return _head(
        f"{base}{path}?lang={content_lang}{further}",
        because,
        about=topic.description_in(lang) if topic else _("By topic, with what people need most on top."),
        languages=languages if page == 1 else {},
        told=told,
    )


@panels.fills("head_of_profile")
def of_profile(person_id: int) -> str:
    """Somebody's page: worth finding once she answered something."""
    because = None if queries.answered(person_id) else "quiet profile"
    return _head(links.external("accounts.profile", person_id=person_id), because)


@panels.fills("head_of_home")
def of_home() -> str:
    """The first page."""
    base = links.base()
    about = brand.of_site(current_language()).lead or _(
        "Ask our community. If nobody solves it in time, a person of our team does."
    )
    return _head(f"{base}/", None, about=about, feeds=[(_("Questions"), f"{base}/feeds/questions")])


@panels.fills("head_of_history")
def of_history() -> str:
    """What a text said before."""
    return _head(None, "older")


@panels.fills("head_of_search")
def of_search() -> str:
    """Results of a search."""
    return _head(None, "search")


def _head(
    canonical: str | None,
    because: str | None,
    *,
    about: str = "",
    languages: Mapping[str, str] | None = None,
    feeds: Sequence[Feed] = (),
    told: Sequence[Told] = (),
) -> str:
    """`about`: what the page is about, for a list of results elsewhere. `because`: a name of `policy.WHY`, or None for a page that search engines should show."""
    assert because is None or because in policy.WHY
    return render_template(
        "feeds/_head.html",
        canonical=canonical,
        about=_short(about),
        weak=because,
        languages=languages or {},
        feeds=feeds,
        told=told,
    )


def _short(about: str) -> str:
    words = " ".join(about.split())  # cut at a character: not every language has spaces
    return words if len(words) <= ABOUT_CHARS else words[: ABOUT_CHARS - 1].rstrip() + "…"


def _feed_of(chosen: Chosen) -> str:
    said = {
        "filter": "" if chosen.filter == "newest" else chosen.filter,
        "topic": chosen.topic.slug if chosen.topic else "",
        "tag": chosen.tag.name if chosen.tag else "",
        "lang": chosen.lang,
    }
    query = urlencode({name: value for name, value in said.items() if value})
    return f"{links.base()}/feeds/questions" + (f"?{query}" if query else "")


def _topics(topic: TopicRow | None) -> list[Feed]:
    lang = current_language()
    return [(t.name_in(lang), Chosen(topic=t).address()) for t in topics.path(topic.id)] if topic else []


def _faq(topic: TopicRow) -> list[Feed]:
    lang = current_language()
    return [(t.name_in(lang), f"/faq/{t.slug}") for t in topics.path(topic.id)]


def _tag(chosen: Chosen) -> list[Feed]:
    return [(_("Tags"), "/tags"), (chosen.tag.name, chosen.address())] if chosen.tag else []


def _way(steps: Sequence[Feed]) -> Told:
    base = links.base()
    return structured.breadcrumbs([(name, base + path) for name, path in steps])


def _site() -> str:
    return brand.name()
