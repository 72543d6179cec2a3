"""Pages of macros: the list, one with its form, preview and what it quotes."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import drafts, markdown, pages, pagination, rate_limits
from forum.core.access import agents, viewer
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.targets import Target
from forum.core.text import clean_line
from forum.quotes import queries as quotes
from forum.support.macros import actions, forms, placeholders, policy, queries
from forum.support.macros.forms import MacroForm
from forum.support.macros.models import Macro
from forum.support.macros.queries import Filters
from forum.support.views import bp
from forum.support.words import PRIORITY_NAMES
from forum.topics import queries as topics

NEW = "macro:new"  # the place of the draft of one that does not exist yet


@bp.get("/desk/macros")
@agents
def macros() -> Response:
    """Texts for replies: the team's and one's own."""
    asked = Filters(
        *(clean_line(request.args.get(name, ""))[:100] for name in Filters._fields)
    )  # fmt: skip
    asked = asked._replace(lang=asked.lang if asked.lang in LANGUAGES else "")
    topic = next((each for each in topics.all() if each.slug == asked.topic), None)
    page = queries.macros(
        viewer(), asked, topic.id if topic else None, pagination.number(request.args.get("page"))
    )
    return pages.answer(
        "support/macros/list.html",
        page=page,
        asked=asked,
        languages=LANGUAGES,
        topics=topics.by_id(),
        effects=forms.effects,
        doubts={macro.id: _doubts(macro) for macro in page},
        pager_href=url_for(".macros", **{k: v for k, v in asked._asdict().items() if v}, page="").rstrip("=")
        + "=",
    )


@bp.get("/desk/macros/new")
@agents
def new_macro() -> Response:
    """The form of a new one; `?body=` and `?title=` fill it in."""
    kept = drafts.find(viewer().id, NEW)
    given = {name: kept.get(name, request.args.get(name, "")) for name in MacroForm._fields}
    return _page(None, MacroForm(**given))


@bp.post("/desk/macros/new")
@agents
def write_macro() -> Response:
    """Save a new one, or show how it would read."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"macro {me.id}")
    sent = forms.read()
    if request.form.get("intent") == "preview":
        return _page(None, sent)
    try:
        macro = actions.write(me, sent.text())
    except Invalid as error:
        return _page(None, sent, forms.said(error))
    drafts.drop(me.id, NEW)
    return pages.done(_("Saved. It is offered beside replies."), url_for(".macro", macro_id=macro.id))


@bp.get("/desk/macros/<int:macro_id>")
@agents
def macro(macro_id: int) -> Response:
    """One: how it reads, how often it was used, and its form."""
    found = queries.macro(macro_id, viewer())
    return _page(found, forms.of(found))


@bp.post("/desk/macros/<int:macro_id>")
@agents
def change_macro(macro_id: int) -> Response:
    """Save what was changed, or show how it would read."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"macro {me.id}")
    found, sent = queries.macro(macro_id, me), forms.read()
    ensure(policy.can_change(me, found))
    if request.form.get("intent") == "preview":
        return _page(found, sent)
    try:
        actions.change(found, me, sent.text(), int(sent.version) if sent.version.isdecimal() else 0)
    except Invalid as error:
        return _page(found, sent, forms.said(error))
    except Conflict:
        return _page(found, sent._replace(version=str(found.version)), theirs=True)
    return pages.done(_("Saved. It is offered beside replies."), url_for(".macro", macro_id=macro_id))


@bp.post("/desk/macros/<int:macro_id>/retirement")
@agents
def retire_macro(macro_id: int) -> Response:
    """Offer it no more, or (`back`) again."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"macro {me.id}")
    found = queries.macro(macro_id, me)
    if request.form.get("back"):
        actions.bring_back(found, me)
        return pages.done(_("It is offered again."), url_for(".macro", macro_id=macro_id))
    actions.retire(found, me)
    return pages.done(_("Retired. It is not offered any more."), url_for(".macros"))


def _page(
    macro: Macro | None, form: MacroForm, errors: dict[str, str] | None = None, theirs: bool = False
) -> Response:
    known = topics.all()
    return pages.answer(
        "support/macros/one.html",
        status=422 if errors else 409 if theirs else 200,
        macro=macro,
        form=form,
        errors=errors or {},
        theirs=theirs,
        may_change=macro is None or policy.can_change(viewer(), macro),
        preview=markdown.render_post(placeholders.fill(form.body, forms.example())) if form.body else "",
        placeholders=placeholders.NAMES,
        languages=LANGUAGES,
        topics=known,
        priorities=PRIORITY_NAMES,
        doubts=_doubts(macro) if macro else [],
        draft_place=NEW,
    )


def _doubts(macro: Macro) -> list[quotes.Notice]:
    """What it quotes that has changed since, or is under review."""
    return quotes.notices(f"macro:{macro.id}").get(Target("macro", macro.id), [])
