"""Feeds, sitemaps and robots.txt. All say what everybody may read, whoever asks, and are answered with 304 when nothing
changed."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user

from forum.core import links
from forum.core.access import public
from forum.core.errors import NotFound
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.core.roles import GUEST
from forum.core.text import clean_line
from forum.feeds import atom, queries
from forum.feeds.atom import Entry
from forum.feeds.queries import Place
from forum.knowledge import queries as knowledge
from forum.threads import forms
from forum.threads import queries as threads
from forum.threads.queries import QuestionRow
from forum.threads.tags import links as tag_links
from forum.threads.tags import queries as tags
from forum.threads.views.lists import Chosen
from forum.topics import queries as topics

ENTRIES = 30
CLOSED = (
    "/admin",
    "/api/",
    "/ask",
    "/desk",
    "/kept/",
    "/moderation",
    "/my/",
    "/post/",
    "/reset",
    "/sign-",
    "/verify/",
)
bp = Blueprint("feeds", __name__)


@bp.after_request
def conditional(response: Response) -> Response:
    """Tell a program that has it already that nothing changed (also of an answer that was kept)."""
    if response.status_code == 200 and not current_user.is_authenticated:
        response.add_etag()
        response.headers["Cache-Control"] = "public, no-cache"
        response.make_conditional(request)
    return response


@bp.get("/feeds/questions")
@public
@may_keep
def questions() -> Response:
    """A list of questions as a feed: the same choices as its page."""
    chosen = _chosen()
    found = threads.stretch(GUEST, chosen.wanted(), limit=ENTRIES)
    names = topics.by_id()
    lang, base = current_language(), links.base()
    entries = [_question(row, names[row.topic_id].name_in(lang), base) for row in found]
    about = chosen.topic or chosen.tag
    name = chosen.topic.name_in(lang) if chosen.topic else chosen.tag.name if chosen.tag else ""
    title = _("Questions about %(topic)s", topic=name) if name else _("Questions")
    return _feed(title, about.description_in(lang) if about else "", chosen.address(), entries)


@bp.get("/feeds/questions/<int:question_id>")
@public
@may_keep
def question(question_id: int) -> Response:
    """A question and its newest answers."""
    asked, base = threads.question(question_id, GUEST), links.base()
    address = f"{base}/questions/{asked.id}"
    entries = [
        Entry(
            id=f"{base}/answers/{each.id}",
            url=f"{base}/answers/{each.id}",
            title=_("Answer by %(name)s", name=each.author),
            author=each.author,
            published=each.created_at,
            updated=each.updated_at,
            lang=asked.lang,
            html=each.html,
        )
        for each in queries.newest_answers(question_id)
    ]
    entries.append(
        Entry(
            id=address,
            url=base + asked.path,
            title=asked.title,
            author=queries.name_of(asked.author_id),
            published=asked.created_at,
            updated=asked.edited_at or asked.created_at,
            lang=asked.lang,
            html=asked.body_html,
            categories=asked.tag_names,
        )
    )
    return _feed(asked.title, "", asked.path, entries)


@bp.get("/sitemap.xml")
@public
@may_keep
def sitemap() -> Response:
    """All sitemaps."""
    base = links.base()
    found = [(f"{base}/sitemaps/pages.xml", "")]
    for kind, pieces in queries.pieces().items():
        found += [(f"{base}/sitemaps/{kind}-{n}.xml", atom.moment(at) if at else "") for n, at in pieces]
    return _xml("sitemapindex", "sitemap", found)


@bp.get("/sitemaps/<any(questions, articles):kind>-<int:piece>.xml")
@public
@may_keep
def sitemap_piece(kind: str, piece: int) -> Response:
    """Ten thousand numbers of questions or articles: those worth finding."""
    if piece not in {number for number, _at in queries.pieces().get(kind, [])}:
        raise NotFound()
    return _places(queries.questions_of(piece) if kind == "questions" else queries.articles_of(piece))


@bp.get("/sitemaps/pages.xml")
@public
@may_keep
def sitemap_pages() -> Response:
    """The first page, FAQ and lists by topic, and tags that somebody described."""
    there, asked = knowledge.languages_by_topic(), queries.topics_asked_about()
    spoken = sorted({code for languages in there.values() for code in languages})
    found = [Place("/", None), *(Place(f"/faq?lang={code}", None) for code in spoken)]
    if asked:
        found += [Place("/questions", None), Place("/tags", None)]
    for topic in topics.all():
        found += [Place(f"/faq/{topic.slug}?lang={code}", None) for code in sorted(there.get(topic.id, {}))]
        if asked & set(topics.below(topic.id)):
            found.append(Place(Chosen(topic=topic).address(), None))
    found += [Place(tag_links.path(tag.name), None) for tag in queries.described_tags()]
    return _places(found)


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """What crawlers need not fetch. Pages that are not to be shown say so themselves (`noindex`), so those stay open."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {links.base()}/sitemap.xml",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")


def _chosen() -> Chosen:
    """The list that is asked for. Raises `NotFound` for one's own, and for a topic or tag that guests do not meet."""
    asked = {name: clean_line(request.args.get(name, ""))[:80] for name in ("filter", "topic", "tag", "lang")}
    filter_ = asked["filter"] or "newest"
    if filter_ not in threads.SHARED:
        raise NotFound()
    topic = topics.by_slug(asked["topic"], GUEST) if asked["topic"] else None
    tag = next(iter(forms.clean_tags([asked["tag"]])), "")
    return Chosen(filter_, asked["lang"], topic, tags.by_name(tag, GUEST) if tag else None)


def _question(row: QuestionRow, topic: str, base: str) -> Entry:
    return Entry(
        id=f"{base}/questions/{row.id}",
        url=base + row.url,
        title=row.title,
        author=row.author,
        published=row.created_at,
        updated=row.active_at,
        lang=row.lang,
        summary=row.excerpt,
        categories=(topic, *row.tags),
    )


def _feed(title: str, subtitle: str, page: str, entries: list[Entry]) -> Response:
    query = request.query_string.decode("ascii", "ignore")
    base = links.base()
    address = f"{base}{request.path}" + (f"?{query}" if query else "")
    body = atom.feed(title, subtitle, address, base + page, base, entries)
    response = Response(body, content_type=f"{atom.MIME}; charset=utf-8")
    response.last_modified = atom.latest(entries)
    return response


def _places(found: list[Place]) -> Response:
    base = links.base()
    told = [(base + each.path, atom.moment(each.changed_at) if each.changed_at else "") for each in found]
    return _xml("urlset", "url", told)


def _xml(root: str, each: str, found: list[tuple[str, str]]) -> Response:
    """By hand: ten thousand elements of two lines each; addresses are escaped."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} xmlns={quoteattr(_SITEMAPS)}>"]
    for address, changed in found:
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f"<{each}><loc>{escape(address)}</loc>{when}</{each}>")
    lines.append(f"</{root}>")
    return Response("\n".join(lines), mimetype="application/xml")


_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
