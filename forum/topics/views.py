"""How each topic works: for admins."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import i18n, pages, rate_limits
from forum.core.access import admins, viewer
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.topics import actions, forms, queries, tree
from forum.topics.fields import queries as fields
from forum.topics.forms import RulesForm
from forum.topics.models import Topic

bp = Blueprint("topics", __name__)


@bp.get("/admin/topics")
@admins
def index() -> Response:
    """All topics with their rules."""
    return _all()


@bp.post("/admin/topics")
@admins
def make() -> Response:
    """A topic of this name; how it works is asked next."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    try:
        topic = actions.make(line("name"), i18n.current_language(), me)
    except Invalid as error:
        return _all(forms.translated(error.errors))
    return pages.done(_("Saved. It is in force now."), url_for(".settings", slug=topic.slug))


def _all(errors: dict[str, str] | None = None) -> Response:
    beside = {t.id: [each.id for each in queries.children(t.parent_id)] for t in queries.all()}
    return pages.answer(
        "topics/index.html",
        topics=queries.all(),
        beside=beside,
        errors=errors or {},
        status=422 if errors else 200,
    )


@bp.get("/admin/topics/<slug>")
@admins
def settings(slug: str) -> Response:
    """One topic's rules, to change them."""
    topic = queries.to_change(slug, viewer())
    return _page(topic, forms.of_topic(topic, queries.team(topic.id)))


@bp.post("/admin/topics/<slug>")
@admins
def save_settings(slug: str) -> Response:
    """Change the rules; in force at once."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    topic, sent = queries.to_change(slug, me), forms.read()
    try:
        actions.set_rules(topic, me, **sent._asdict())
    except Invalid as error:
        return _page(topic, sent, forms.translated(error.errors))
    return pages.done(_("Saved. It is in force now."), url_for(".index"))


@bp.post("/admin/topics/<slug>/place")
@admins
def place(slug: str) -> Response:
    """Where it stands: below another topic, or one place up or down among those beside it."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    topic, do = queries.to_change(slug, me), request.form.get("do", "")
    if do in ("up", "down"):
        actions.shift(topic, me, up=do == "up")
        return pages.done(_("Saved. It is in force now."), url_for(".index"))
    try:
        actions.move(topic, me, request.form.get("parent", type=int))
    except Invalid as error:
        kept = forms.of_topic(topic, queries.team(topic.id))
        return _page(topic, kept, forms.translated(error.errors))
    return pages.done(_("Saved. It is in force now."), url_for(".index"))


def _page(topic: Topic, form: RulesForm, errors: dict[str, str] | None = None) -> Response:
    return pages.answer(
        "topics/settings.html",
        topic=topic,
        form=form,
        steps=forms.steps(),
        roles=forms.roles(),
        parents=_parents(topic),
        staff=queries.staff(),
        asked_for=fields.of_topic(topic.id, retired=True),
        errors=errors or {},
        status=422 if errors else 200,
    )


def _parents(topic: Topic) -> list[tuple[str, str]]:
    """The topics under which it may stand, and the top; empty for a group's space, which stands by itself."""
    if topic.group_id is not None:
        return []
    known, lang = queries.all(), i18n.current_language()
    fitting = [t for t in known if tree.why_not(known, topic.id, t.id) is None]
    return [("", _("On top")), *((str(t.id), t.choice_in(lang)) for t in fitting)]
