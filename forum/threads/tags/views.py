"""The pages of tags: all of them, one with its questions, and what moderators say about it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.config import LANGUAGES
from forum.core import forms as core_forms
from forum.core import pages, pagination, rate_limits
from forum.core.access import moderators, public, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.guest_pages import may_keep
from forum.core.text import clean_line
from forum.notifications import follows
from forum.threads import forms
from forum.threads.models import Tag
from forum.threads.tags import actions, links, queries
from forum.threads.views import lists
from forum.threads.views.blueprint import bp

TYPED_MAX_CHARS = 200


def register() -> None:
    """Tags can be followed."""
    follows.register("tag", links.look_up)


@bp.get("/tags")
@public
@may_keep
def tags() -> AnyResponse:
    """All tags, the most used first; or those with some letters in their name."""
    words = clean_line(request.args.get("q", ""))[: forms.TAG_MAX_CHARS].casefold()
    found = queries.page_of_tags(viewer(), words, pagination.number(request.args.get("page")))
    return pages.answer("threads/tags/all.html", found=found, words=words, tag_path=links.path)


@bp.get("/tags/<path:name>")
@public
@may_keep
def tag(name: str) -> AnyResponse:
    """One tag: what it is for, and its questions. Other words for it, and old names, lead here."""
    clean = forms.clean_tags([name])
    if not clean:
        raise NotFound()
    found = queries.by_name(clean[0], viewer())
    if found.name != name:
        query = request.query_string.decode("ascii", "ignore")
        return redirect(links.path(found.name) + (f"?{query}" if query else ""), 301)
    return lists.of_tag(found)


@bp.get("/ask/tags")
@public
def ask_tags() -> AnyResponse:
    """Whole lines that go on as typed, for the field of tags (HTML options): the last word is completed."""
    typed = request.args.get("tags", "")[:TYPED_MAX_CHARS]
    rate_limits.spend_later(rate_limits.SUGGEST, viewer().id or rate_limits.here())
    ended = not typed.strip() or typed.rstrip()[-1] in ",;，、；"
    before = forms.read_tags(typed)
    last = "" if ended or not before else before.pop()
    found = queries.beginning(last, viewer(), without=before)
    lines = [(", ".join([*before, each.name]), each) for each in found]
    return AnyResponse(
        pages.render_block("threads/tags/options.html", "options", lines=lines), mimetype="text/html"
    )


@bp.get("/moderation/tags/<int:tag_id>")
@moderators
def edit_tag(tag_id: int) -> AnyResponse:
    """What moderators may change about a tag."""
    found = queries.to_change(tag_id, viewer())
    return _form(found, {})


@bp.post("/moderation/tags/<int:tag_id>")
@moderators
def save_tag(tag_id: int) -> AnyResponse:
    """Describe it, name other words for it, call it otherwise; or let another tag take its place."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    found = queries.to_change(tag_id, me)
    try:
        if "into" in request.form:
            found = actions.merge(found, me, core_forms.line("into"))
        else:
            actions.describe(found, me, {lang: core_forms.line(f"about-{lang}") for lang in LANGUAGES})
            actions.set_synonyms(found, me, forms.read_tags(core_forms.text("synonyms")))
            actions.rename(found, me, core_forms.line("name"))
    except Invalid as error:
        return _form(found, {name: _(sentence) for name, sentence in error.errors.items()})
    return pages.done(_("Saved. It is in force now."), links.path(found.name))


def _form(found: Tag, errors: dict[str, str]) -> AnyResponse:
    sent = request.form
    return pages.answer(
        "threads/tags/edit.html",
        status=422 if errors else 200,
        tag=found,
        name=sent.get("name", found.name) if errors else found.name,
        into=sent.get("into", ""),
        synonyms=sent["synonyms"]
        if errors and "synonyms" in sent
        else ", ".join(queries.synonyms_of(found.id)),
        about={lang: sent.get(f"about-{lang}", found.description.get(lang, "")) for lang in LANGUAGES},
        languages=LANGUAGES,
        errors=errors,
        back=url_for(".tag", name=found.name),
    )
