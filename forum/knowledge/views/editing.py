"""Write and edit. A concurrent edit answers 409 with both texts and a form that holds one's own."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import drafts, i18n, pages, rate_limits
from forum.core.access import agents, viewer
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.forms import FIELD, local_path
from forum.core.targets import Target
from forum.core.text import clean, clean_line
from forum.flags import actions as flag_actions
from forum.flags import queries as flags
from forum.knowledge import actions, forms, policy, queries
from forum.knowledge.forms import ArticleForm
from forum.knowledge.models import Article, Revision
from forum.knowledge.views import bp
from forum.knowledge.views.form_pages import conflict_page, draft_place, edit_page, preview_of, write_page
from forum.threads import queries as threads
from forum.topics import queries as topics


@bp.get("/articles/new")
@agents
def write() -> Response:
    """The form of a new article; `?translates=12` for one more language of an article.

    `?title=...&phrasing=...` fills it in: for what people search and do not find.
    """
    me = viewer()
    original = _original(request.args.get("translates", type=int))
    known = topics.by_id()
    start = ArticleForm(
        topic=known[original.topic_id].slug if original else request.args.get("topic", ""),
        lang=request.args.get("lang", i18n.current_language()),
        title=clean_line(request.args.get("title", ""))[: policy.TITLE_MAX_CHARS],
        phrasings="\n".join(
            clean_line(way) for way in request.args.getlist("phrasing")[: policy.PHRASINGS_MAX]
        ),
    )
    kept = {} if start.title else drafts.find(me.id, draft_place(original))
    return write_page(forms.of_draft(kept, start) if kept else start, original, from_draft=bool(kept))


@bp.post("/articles/new")
@agents
def create() -> Response:
    """Save a new article as a draft, or hand it in at once."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    sent = forms.read()
    original = _original(request.form.get("translates", type=int))
    if request.form.get("intent") == "preview":
        return write_page(sent, original)
    topic = next((t for t in topics.all() if t.slug == sent.topic), None)
    if topic is None:
        return write_page(sent, original, {"topic": _("Choose a topic.")})
    try:
        article = actions.write(
            me, topic, sent.lang, sent.title, sent.summary, sent.body, sent.ways,
            family_of=original, form_key=request.form.get("form_key") or None,
        )  # fmt: skip
    except Invalid as error:
        return write_page(sent, original, forms.translated(error.errors))
    drafts.drop(me.id, draft_place(original))
    return _saved(queries.newest(article.id, me), article)


@bp.post("/articles/from-question")
@agents
def draft_from_question() -> Response:
    """A draft made of a solved question, in one step; then its form, to better it."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    question = threads.question(request.form.get("question", default=0, type=int), me)
    article = actions.draft_from_question(question, me)
    return pages.done(
        _("A draft made of the question. It waits for review; better it first."),
        url_for(".edit", article_id=article.id, slug=article.slug),
    )


@bp.get("/articles/<int:article_id>-<slug>/edit")
@agents
def edit(article_id: int, slug: str) -> Response:
    """The form, starting from the newest revision (`?from=3`: from an earlier one, to bring it back)."""
    me = viewer()
    article = queries.article(article_id, me)
    ensure(article.archived_at is None, _("This article is archived. Bring it back first."))
    ensure(policy.can_edit(me, article, queries.rules(article)))
    newest = queries.newest(article_id, me)
    number = request.args.get("from", type=int)
    start = queries.revision(article_id, number, me) if number else newest
    topic = topics.by_id()[article.topic_id].slug
    form = forms.of_revision(start, newest, topic, article.lang)._replace(mends=_mended(article, newest))
    kept = {} if number else drafts.find(me.id, article.document)
    return edit_page(article, newest, forms.of_draft(kept, form) if kept else form, from_draft=bool(kept))


@bp.post("/articles/<int:article_id>-<slug>/edit")
@agents
def save(article_id: int, slug: str) -> Response:
    """Save a new revision; the public text stays until it is published."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    article = queries.article(article_id, me)
    sent = forms.read()
    if request.form.get("intent") == "preview":
        return edit_page(article, queries.newest(article_id, me), sent)
    try:
        revision = actions.edit(
            article, me, sent.based_on, sent.title, sent.summary, sent.body, sent.ways,
            because=sent.because, mends=sent.mends != () and _flagged(article),
            significance=sent.significance, catches_up=sent.catches_up,
        )  # fmt: skip
    except Invalid as error:
        return edit_page(article, queries.newest(article_id, me), sent, forms.translated(error.errors))
    except Conflict as error:
        # Kept at once: whoever closes this page finds the text again in the form.
        drafts.save(me.id, article.document, {k: clean(v) for k, v in request.form.items() if k != FIELD})
        db.session.commit()
        return conflict_page(article, sent, error, me)
    flag_actions.mark_mended(Target("article", article.id), revision.id, sent.mends or ())
    _move(article, sent.topic)
    return _saved(revision, article)


@bp.post("/articles/preview")
@agents
def preview() -> FlaskResponse:
    """The text as readers will see it."""
    rate_limits.spend(rate_limits.WRITE, f"preview {viewer().id}")
    return make_response(preview_of(clean(request.form.get("body", ""))))


@bp.post("/articles/<int:article_id>-<slug>/edit/start-again")
@agents
def forget_draft(article_id: int, slug: str) -> Response:
    """Forget what was typed and not saved, and start from the newest revision."""
    me: Any = viewer()
    article = queries.article(article_id, me)
    drafts.drop(me.id, article.document)
    return pages.done(
        _("What you had not saved is gone."), url_for(".edit", article_id=article_id, slug=article.slug)
    )


def _mended(article: Article, newest: Revision) -> tuple[int, ...] | None:
    """What the text that one goes on from says it mends, and what was flagged since."""
    if not newest.waits or newest.number == 1:
        return None
    named = flags.named_by("article", newest.id)
    all_of_them = newest.mends and not named
    there = flags.open_on(article.document, viewer())[article.document]
    return tuple(f.id for f in there if all_of_them or f.id in named or f.at > newest.created_at)


def _flagged(article: Article) -> bool:
    return bool(flags.open_on(article.document, viewer())[article.document])


def _saved(revision: Revision, article: Article) -> Response:
    """What the pressed button says: keep as draft, hand in, or publish; then back to where the form was opened from."""
    me: Any = viewer()
    intent, topic = request.form.get("intent", "draft"), queries.rules(article)
    to = local_path(request.form.get("next")) or article.path
    if intent == "publish" and policy.can_publish(me, revision, topic):
        actions.publish(revision, me)
        return pages.done(_("Published. Readers see it now."), to)
    if intent in ("publish", "submit") and policy.can_submit(me, revision, topic):
        actions.submit(revision, me)
        return pages.done(_("Handed in. A moderator will look at it."), to)
    return pages.done(_("Saved as a draft. Readers don't see it yet."), to)


def _move(article: Article, slug: str) -> None:
    me: Any = viewer()
    topic = next((t for t in topics.all() if t.slug == slug), None)
    if topic and topic.id != article.topic_id and policy.can_move(me, article, queries.rules(article)):
        actions.move(article, topic, me)


def _original(article_id: int | None) -> Article | None:
    return queries.article(article_id, viewer()) if article_id else None
