"""The history of an article: all revisions, one of them, and what changed between two."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from forum.core import clock, differences, pages, pagination
from forum.core.access import agents, viewer
from forum.flags import queries as flags
from forum.knowledge import forms, policy, queries
from forum.knowledge.models import Article, Revision
from forum.knowledge.views import bp


@bp.get("/articles/<int:article_id>-<slug>/history")
@agents
def history(article_id: int, slug: str) -> Response:
    """Who changed what, when and why; two of them can be compared."""
    me = viewer()
    article = queries.article(article_id, me)
    page = queries.history(article_id, me, pagination.number(request.args.get("page")))
    return pages.answer("knowledge/history.html", article=article, page=page, policy=policy)


@bp.get("/articles/<int:article_id>-<slug>/changes")
@agents
def changes(article_id: int, slug: str) -> Response:
    """What changed between any two revisions (`?from=1&to=3`), word by word, side by side or inline (`view=inline`)."""
    me = viewer()
    article = queries.article(article_id, me)
    newest = queries.newest(article_id, me)
    to = request.args.get("to", default=newest.number, type=int)
    start = request.args.get("from", default=max(1, to - 1), type=int)
    before = queries.revision(article_id, min(start, to), me)
    after = queries.revision(article_id, max(start, to), me)
    return pages.answer(
        "knowledge/changes.html",
        article=article,
        before=before,
        after=after,
        parts=compared(before, after),
        names=queries.author_names([before, after]),
        newest=newest.number,
        inline=request.args.get("view") == "inline",
    )


@bp.get("/articles/<int:article_id>/revisions/<int:number>")
@agents
def revision(article_id: int, number: int) -> Response:
    """One revision as readers would see it, what it changes, and what can be done with it."""
    me = viewer()
    article = queries.article(article_id, me)
    shown = queries.revision(article_id, number, me)
    if shown.id == article.published_revision_id and article.public:
        return redirect(url_for(".show", article_id=article_id, slug=article.slug), 302)
    return review_page(article, shown)


def review_page(article: Article, shown: Revision, errors: dict[str, str] | None = None) -> Response:
    """The page of one revision; `errors` of a refused review."""
    me = viewer()
    current = queries.published(article, me)
    return pages.answer(
        "knowledge/revision.html",
        article=article,
        revision=shown,
        current=current,
        parts=compared(current, shown) if current and current.id != shown.id else [],
        names=queries.author_names([shown]),
        policy=policy,
        topic=queries.rules(article),
        now=clock.now(),
        soon=clock.now() + timedelta(days=1),
        open_flags=flags.open_on(article.document, me)[article.document],
        mended=flags.named_by("article", shown.id) if shown.waits else set(),
        errors=forms.translated(errors or {}),
        status=422 if errors else 200,
    )


def compared(before: Revision, after: Revision) -> list[tuple[str, list[differences.Row]]]:
    """(part, rows) of the parts that changed: title, summary, phrasings, body."""
    parts = [
        ("title", before.title, after.title),
        ("summary", before.summary, after.summary),
        ("phrasings", "\n".join(before.phrasings), "\n".join(after.phrasings)),
        ("body", before.body, after.body),
    ]
    return [(name, differences.compare(old, new)) for name, old, new in parts if old != new]
