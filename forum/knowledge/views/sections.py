"""Put a topic's FAQ page together by hand: sections, and what stands in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import forms as core_forms
from forum.core import i18n, pages, rate_limits
from forum.core.access import moderators, viewer
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, language
from forum.knowledge import actions, forms, policy, queries
from forum.knowledge.models import FaqSection
from forum.knowledge.views import bp
from forum.topics import queries as topics
from forum.topics.queries import TopicRow


@bp.get("/faq/<topic>/sections")
@moderators
def arrange(topic: str) -> Response:
    """The sections of a topic in one language, with a button for all that can be done."""
    about = topics.by_slug(topic)
    ensure(policy.can_curate(viewer(), about), policy.refusal(viewer(), about))
    return _page(about, _language(request.args.get("lang")))


@bp.post("/faq/<topic>/sections")
@moderators
def add_section(topic: str) -> Response:
    """One more section."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"faq {me.id}")
    about, lang = topics.by_slug(topic), _language(core_forms.line("lang"))
    try:
        actions.add_section(about, lang, core_forms.line("title"), me)
    except Invalid as error:
        return _page(about, lang, forms.translated(error.errors))
    return pages.done(_("The section is there. Now put articles in."), _address(about, lang))


@bp.post("/faq/sections/<int:section_id>")
@moderators
def change_section(section_id: int) -> Response:
    """Do one thing with a section: `do` says which (see `_DEEDS`)."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"faq {me.id}")
    section = queries.section(section_id, me)
    about, lang = topics.by_id()[section.topic_id], section.lang
    deed = _DEEDS.get(core_forms.line("do"))
    if deed is not None:
        try:
            deed(section, me)
        except Invalid as error:
            return _page(about, lang, forms.translated(error.errors), section_id)
    return pages.done(_("Saved. Readers see it now."), _address(about, lang))


def _place(section: FaqSection, me: Person) -> None:
    number = forms.article_number("article")
    if number is None:
        raise Invalid(errors={"article": N_("Choose a published article of this topic and language.")})
    actions.place(queries.article(number, me), section, me)


def _number() -> int:
    return request.form.get("article", default=0, type=int)


_DEEDS: dict[str, Callable[[FaqSection, Person], None]] = {
    "rename": lambda section, me: actions.rename_section(section, core_forms.line("title"), me),
    "remove": actions.remove_section,
    "up": lambda section, me: actions.move_section(section, True, me),
    "down": lambda section, me: actions.move_section(section, False, me),
    "place": _place,
    "displace": lambda section, me: actions.displace(_number(), section, me),
    "place up": lambda section, me: actions.move_place(_number(), section, True, me),
    "place down": lambda section, me: actions.move_place(_number(), section, False, me),
}


def _page(
    about: TopicRow, lang: str, errors: dict[str, str] | None = None, section_id: int | None = None
) -> Response:
    return pages.answer(
        "knowledge/faq_sections.html",
        topic=about,
        content_lang=lang,
        languages=queries.languages_of(about.id),
        sections=queries.sections(about.id, lang, also_pinned=True),
        candidates=queries.candidates(about.id, lang),
        errors=errors or {},
        wrong_section=section_id,
        typed=request.form,
        address=url_for(".arrange", topic=about.slug),
        status=422 if errors else 200,
    )


def _language(asked: str | None) -> str:
    return language(asked) if asked else i18n.current_language()


def _address(about: TopicRow, lang: str) -> str:
    return url_for(".arrange", topic=about.slug, lang=lang)
