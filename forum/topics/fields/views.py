"""What questions of a topic are asked for: for admins."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import forms, pages, rate_limits
from forum.core.access import admins, viewer
from forum.core.errors import Invalid, NotFound
from forum.topics import queries as topics
from forum.topics.fields import actions, queries
from forum.topics.forms import translated
from forum.topics.models import Topic, TopicField
from forum.topics.views import bp


@bp.get("/admin/topics/<slug>/fields/new")
@admins
def new_field(slug: str) -> Response:
    """A form for one more."""
    return _page(topics.to_change(slug, viewer()), None, {"name": {}, "help": {}, "kind": "text"})


@bp.post("/admin/topics/<slug>/fields/new")
@admins
def add_field(slug: str) -> Response:
    """One more."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    topic, sent = topics.to_change(slug, me), _sent()
    try:
        actions.add(topic, me, **sent)
    except Invalid as error:
        return _page(topic, None, sent, translated(error.errors or {"name": error.message}))
    return _back(slug)


@bp.get("/admin/topics/<slug>/fields/<int:field_id>")
@admins
def edit_field(slug: str, field_id: int) -> Response:
    """One of them, to change it."""
    topic, field = _found(slug, field_id)
    now = {name: getattr(field, name) for name in ("name", "help", "kind", "options", "required", "public")}
    return _page(topic, field, now)


@bp.post("/admin/topics/<slug>/fields/<int:field_id>")
@admins
def save_field(slug: str, field_id: int) -> Response:
    """Change it; or, by the buttons of the list, its place and whether it is asked for."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    topic, field = _found(slug, field_id)
    do = request.form.get("do", "")
    if do:
        _arrange(field, me, do)
        return _back(slug)
    sent = _sent()
    try:
        actions.change(field, me, **{k: sent[k] for k in ("name", "help", "options", "required")})
    except Invalid as error:
        return _page(
            topic, field, sent | {"kind": field.kind, "public": field.public}, translated(error.errors)
        )
    return _back(slug)


def _arrange(field: TopicField, me: Any, do: str) -> None:
    if do in ("up", "down"):
        actions.place(field, me, up=do == "up")
    elif do == "retire":
        actions.retire(field, me)
    elif do == "restore":
        actions.restore(field, me)
    else:
        raise NotFound()


def _found(slug: str, field_id: int) -> tuple[Topic, TopicField]:
    topic = topics.to_change(slug, viewer())
    return topic, queries.to_change(topic.id, field_id, viewer())


def _sent() -> dict[str, Any]:
    return {
        "name": {lang: forms.line(f"name-{lang}") for lang in LANGUAGES},
        "help": {lang: forms.line(f"help-{lang}") for lang in LANGUAGES},
        "kind": forms.line("kind"),
        "options": forms.text("options").split("\n"),
        "required": "required" in request.form,
        "public": forms.line("public") == "1",
    }


def _back(slug: str) -> Response:
    return pages.done(_("Saved. It is in force now."), url_for("topics.settings", slug=slug) + "#fields")


def _page(
    topic: Topic, field: TopicField | None, now: dict[str, Any], errors: dict[str, str] | None = None
) -> Response:
    return pages.answer(
        "topics/field.html",
        status=422 if errors else 200,
        topic=topic,
        field_id=field.id if field else None,
        now=now,
        languages=LANGUAGES,
        kinds=[
            ("text", _("A line of text")),
            ("choice", _("One of several choices")),
            ("number", _("A number")),
        ],
        errors=errors or {},
    )
