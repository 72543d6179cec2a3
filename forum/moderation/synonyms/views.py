"""The page of synonyms: agents read, moderators change."""

from __future__ import annotations

import re
from typing import cast

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import pages, pagination, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.core.i18n import current_language
from forum.flags import queries as flags
from forum.knowledge import queries as knowledge
from forum.moderation import policy
from forum.moderation.gaps import actions as gaps
from forum.moderation.synonyms import actions, queries
from forum.moderation.views import bp


@bp.get("/moderation/synonyms")
@agents
def synonyms() -> Response:
    """All groups, and a form for a new one."""
    asked = request.args.get("words", "")[:200]
    gap = request.args.get("gap", "")
    return _page({"group": asked, "lang": request.args.get("lang", current_language()), "gap": gap})


@bp.post("/moderation/synonyms")
@moderators
def add_synonyms() -> Response:
    """A new group."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    gap = request.form.get("gap", default=0, type=int)
    try:
        made = actions.add(line("lang"), _words(), viewer())
    except Invalid as error:
        return _page({"group": line("group"), "lang": line("lang"), "gap": line("gap")}, _said(error))
    if gap:  # for whose sake the words were added
        gaps.close(gap, "synonym", cast(Person, viewer()), ", ".join(made.words))
        return pages.done(_("Added. The gap is watched from now on."), url_for(".gaps", state="watched"))
    return pages.done(_("Added. The next search knows it."), url_for(".synonyms"))


@bp.get("/moderation/synonyms/<int:number>")
@agents
def synonym_group(number: int) -> Response:
    """One group, to change it."""
    found = queries.group(number, viewer())
    return _group_page(number, ", ".join(found.words), {})


@bp.post("/moderation/synonyms/<int:number>")
@moderators
def change_synonyms(number: int) -> Response:
    """Other words for a group."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    try:
        actions.change(queries.group(number, viewer()), _words(), viewer())
    except Invalid as error:
        return _group_page(number, line("group"), _said(error))
    return pages.done(_("Saved. The next search knows it."), url_for(".synonyms"))


@bp.post("/moderation/synonyms/<int:number>/removal")
@moderators
def remove_synonyms(number: int) -> Response:
    """The words mean the same no more."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    actions.remove(queries.group(number, viewer()), viewer())
    return pages.done(_("Removed."), url_for(".synonyms"))


def _words() -> list[str]:
    # Commas as Chinese and Japanese write them, too.
    return re.split("[,，、;；]", line("group"))


def _said(error: Invalid) -> dict[str, str]:
    return {name: str(_(sentence)) for name, sentence in error.errors.items()}


def _languages() -> list[tuple[str, str]]:
    return [("", _("All languages")), *LANGUAGES.items()]


def _group_page(number: int, words: str, errors: dict[str, str]) -> Response:
    return pages.answer(
        "moderation/synonyms/one.html",
        status=422 if errors else 200,
        group=queries.group(number, viewer()),
        written=words,
        errors=errors,
        languages=dict(_languages()),
        may_change=policy.can_change_words(viewer()),
    )


def _page(written: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    full = policy.can_moderate(viewer())
    only = request.args.get("only")
    only = only if only in LANGUAGES else None
    return pages.answer(
        "moderation/synonyms/all.html",
        status=422 if errors else 200,
        here="synonyms",
        full=full,
        may_change=policy.can_change_words(viewer()),
        flagged=flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
        page=queries.groups(viewer(), pagination.number(request.args.get("page")), only),
        only=only,
        languages=_languages(),
        written=written,
        errors=errors or {},
        pager_href=f"{url_for('.synonyms', **({'only': only} if only else {}))}{'&' if only else '?'}page=",
    )
