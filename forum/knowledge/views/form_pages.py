"""The pages that hold the form of an article: new, edit, and two edits at once."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import markdown, pages
from forum.core.access import viewer
from forum.core.errors import Conflict
from forum.flags import queries as flags
from forum.knowledge import forms, joining, policy, queries, readability
from forum.knowledge.forms import ArticleForm
from forum.knowledge.models import Article, Revision
from forum.topics import queries as topics


def draft_place(original: Article | None) -> str:
    """The place of the draft of an article that does not exist yet: a new one, or one more language of `original`."""
    return f"article:new:{original.id}" if original else "article:new"


def write_page(
    form: ArticleForm,
    original: Article | None,
    errors: dict[str, str] | None = None,
    from_draft: bool = False,
) -> Response:
    """A new article, or one more language of `original`."""
    me = viewer()
    missing = queries.languages_missing(original) if original else list(LANGUAGES)
    mine = [topic for topic in topics.all() if policy.can_write(me, topic)]
    return pages.answer(
        "knowledge/write.html",
        form=form,
        original=original,
        languages=[(code, forms.language_name(code)) for code in missing],
        topics=mine,
        errors=errors or {},
        from_draft=from_draft,
        preview=_preview(form),
        may_publish=any(topic.steps < 3 and policy.may_publish(me, topic) for topic in mine),
        draft_place=draft_place(original),
        status=422 if errors else 200,
    )


def edit_page(
    article: Article,
    newest: Revision,
    form: ArticleForm,
    errors: dict[str, str] | None = None,
    from_draft: bool = False,
) -> Response:
    """The next revision of an article."""
    me = viewer()
    return pages.answer(
        "knowledge/edit.html",
        article=article,
        newest=newest,
        form=form,
        open_flags=flags.open_on(article.document, me)[article.document],
        errors=errors or {},
        from_draft=from_draft,
        preview=_preview(form),
        status=422 if errors else 200,
        **_about(article),
    )


def conflict_page(article: Article, sent: ArticleForm, error: Conflict, me: Person) -> Response:
    """Base, theirs and mine beside each other; the form holds both, and the next press saves it on top of theirs."""
    base, theirs = error.details["base"], error.details["theirs"]
    their_name = queries.author_name(theirs)
    return pages.answer(
        "knowledge/conflict.html",
        article=article,
        base=base,
        theirs=theirs,
        their_name=their_name,
        joined=(joined := joining.join(base, theirs, sent, f"{their_name} ({theirs.number})", me.name)),
        mine=sent,
        form=joined.form,
        open_flags=flags.open_on(article.document, me)[article.document],
        errors={},
        status=409,
        **_about(article) | {"may_move": False},
    )


def _about(article: Article) -> dict[str, Any]:
    """What every form of an article that is there asks."""
    me, topic = viewer(), queries.rules(article)
    return {
        "topics": topics.all(),
        "may_publish": topic.steps < 3 and policy.may_publish(me, topic),
        "may_move": policy.can_move(me, article, topic),
        "significances": forms.significance_options() if article.published_revision_id else [],
        "behind": queries.behind(article),
    }


def _preview(form: ArticleForm) -> str:
    """The text as readers will see it, for a browser without script that pressed "Preview"."""
    return preview_of(form.body) if request.form.get("intent") == "preview" else ""


def preview_of(body: str) -> str:
    """The text as readers will see it, and how easy it is to read."""
    html = markdown.render_article(body)
    figures = readability.of(markdown.plain(html), html)
    return render_template("knowledge/_preview.html", html=html, figures=figures)
