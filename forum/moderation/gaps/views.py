"""Pages of gaps: agents read, moderators act."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line
from forum.core.i18n import current_language
from forum.core.text import clean_line
from forum.flags import queries as flags
from forum.knowledge import queries as knowledge
from forum.moderation import policy, words
from forum.moderation.gaps import actions, queries
from forum.moderation.gaps.queries import Filters
from forum.moderation.views import bp
from forum.search import documents, finding
from forum.search.documents import ShownDocument
from forum.search.views import language_name

CHOICES = 6  # answers to choose from
AT_ONCE_MAX = 100  # gaps of one press
PHRASINGS = 8  # wordings that a draft begins with


@bp.get("/moderation/gaps")
@agents
def gaps() -> Response:
    """What people search and do not find; what was closed, and whether they find it since."""
    asked = Filters(*(request.args.get(name, "") for name in Filters._fields))
    filters = asked if asked.state in queries.STATES else asked._replace(state="open")
    return _list(
        "gaps/list",
        page=queries.gaps(viewer(), _page(), filters),
        filters=_filters(filters),
        state=filters.state,
        ends=words.gap_end,
        colleagues=queries.colleagues(viewer()) if policy.can_moderate(viewer()) else [],
        pager_href=f"{_with(filters)}{'&' if '?' in _with(filters) else '?'}page=",
    )


@bp.get("/moderation/gaps/promoted")
@agents
def promotions() -> Response:
    """What curators put first, for which words; each to be taken back."""
    page = queries.promotions(viewer(), _page())
    shown = documents.show([each.document for each in page], viewer())
    return _list("gaps/promoted", page=page, shown=shown, pager_href=f"{url_for('.promotions')}?page=")


@bp.get("/moderation/gaps/<int:number>")
@agents
def gap(number: int) -> Response:
    """One gap: its wordings, and what can be done about it."""
    found = queries.gap(viewer(), number)
    sought = clean_line(request.args.get("q", ""))[:200] or found.words
    answers = finding.search(sought, viewer(), current_language(), limit=CHOICES)
    promoted = queries.promotions_of(found.normals)
    return pages.answer(
        "moderation/gaps/one.html",
        gap=found,
        sought=sought,
        answers=answers,
        options=[(each.document.document, _named(each.document)) for each in answers.items],
        phrasings=list(dict.fromkeys(each.words for each in found.wordings))[1:PHRASINGS],
        promoted=promoted,
        shown=documents.show([each.document for each in promoted], viewer()),
        colleagues=queries.colleagues(viewer()),
        full=policy.can_moderate(viewer()),
        may_change=policy.can_change_words(viewer()),
        ends=[(code, words.gap_end(code)) for code in policy.GAP_ENDS],
        end=words.gap_end,
        days=queries.DAYS,
        wordings_shown=queries.WORDINGS_SHOWN,
    )


@bp.post("/moderation/gaps/<int:number>/assignment")
@moderators
def assign_gap(number: int) -> Response:
    """Give it to a colleague."""
    person = request.form.get("person", default=0, type=int)
    actions.assign(number, person or None, _me())
    return pages.done(_("Assigned.") if person else _("Nobody looks after it now."), _address(number))


@bp.post("/moderation/gaps/assignment")
@moderators
def assign_gaps() -> Response:
    """Give all that were chosen to one colleague."""
    person, me = request.form.get("person", default=0, type=int), _me()
    for number in request.form.getlist("gap", type=int)[:AT_ONCE_MAX]:
        actions.assign(number, person or None, me)
    return pages.done(_("Assigned.") if person else _("Nobody looks after it now."), url_for(".gaps"))


@bp.post("/moderation/gaps/<int:number>/closure")
@moderators
def close_gap(number: int) -> Response:
    """Say how it was filled."""
    actions.close(number, line("how"), _me(), line("note"))
    return pages.done(
        _("Closed. It is watched from now on: when people still miss it, it comes back."), _watched()
    )


@bp.post("/moderation/gaps/<int:number>/reopening")
@moderators
def reopen_gap(number: int) -> Response:
    """It is not filled after all."""
    actions.reopen(number, _me())
    return pages.done(_("Open again."), _address(number))


@bp.post("/moderation/gaps/<int:number>/phrasing")
@moderators
def fill_gap(number: int) -> Response:
    """Make the words a phrasing of an article."""
    me = _me()
    queries.gap(me, number)
    chosen = _chosen()
    if chosen.kind != "article":
        raise Invalid(_("Only articles have phrasings. Choose an article, or put this answer first."))
    actions.fill_with_phrasing(number, knowledge.article(chosen.number, me), line("words"), me)
    return pages.done(_("Added to the phrasings. The gap is watched from now on."), _watched())


@bp.post("/moderation/gaps/<int:number>/promotion")
@moderators
def promote(number: int) -> Response:
    """Put an answer first for these words."""
    me = _me()
    queries.gap(me, number)
    actions.promote(number, _chosen(), me)
    return pages.done(
        _("It stands first for these words from now on. The gap is watched."), url_for(".promotions")
    )


@bp.post("/moderation/gaps/promoted/<int:number>/removal")
@moderators
def take_back_promotion(number: int) -> Response:
    """The words lead where they led before."""
    actions.take_back(number, _me())
    return pages.done(_("Taken back."), url_for(".promotions"))


def _me() -> Any:
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    return viewer()


def _address(number: int) -> str:
    return url_for(".gap", number=number)


def _watched() -> str:
    return url_for(".gaps", state="watched")


def _page() -> int:
    return pagination.number(request.args.get("page"))


def _named(document: ShownDocument) -> str:
    kind = _("Article") if document.kind == "article" else _("Question")
    return f"{document.title} ({kind})"


def _chosen() -> ShownDocument:
    """The answer that was chosen, if this person may see it."""
    try:
        shown = documents.show([line("document")], viewer())
    except ValueError:
        shown = {}
    if not shown:
        raise NotFound()
    return next(iter(shown.values()))


def _with(filters: Filters, **changes: str) -> str:
    """The list's address with some filters changed."""
    chosen = {name: value for name, value in filters._replace(**changes)._asdict().items() if value}
    if chosen.get("state") == "open":
        del chosen["state"]
    return url_for(".gaps") + (f"?{urlencode(chosen)}" if chosen else "")


Links = list[tuple[str, str, bool, int | None]]


def _filters(now: Filters) -> list[tuple[str, Links]]:
    """(name, links) of each row of filters; a language only where there are several."""
    counts = queries.counts(viewer())
    kinds = {
        "": _("All kinds"),
        "found_none": _("Found nothing"),
        "unopened": _("Opened nothing"),
        "reformulated": _("Tried other words"),
        "asked": _("Asked instead"),
    }
    whose = {"": _("Everybody's"), "me": pgettext("gaps", "Mine"), "nobody": _("Nobody's")}
    rows: list[tuple[str, Links]] = [
        (_("State"), [(words.gap_state(s), _with(now, state=s), s == now.state, counts.get(s, 0)) for s in queries.STATES]),
        (_("Kind"), [(name, _with(now, kind=k), k == now.kind, None) for k, name in kinds.items()]),
        (_("Who looks after it"), [(name, _with(now, whose=w), w == now.whose, None) for w, name in whose.items()]),
    ]  # fmt: skip
    langs = queries.languages(viewer())
    if len(langs) > 1 or now.lang:
        every = [("", _("All languages")), *((code, language_name(code)) for code in langs)]
        rows.append((_("Language"), [(name, _with(now, lang=c), c == now.lang, None) for c, name in every]))
    return rows


def _list(template: str, **values: Any) -> Response:
    full = policy.can_moderate(viewer())
    return pages.answer(
        f"moderation/{template}.html",
        here="gaps",
        full=full,
        may_change=policy.can_change_words(viewer()),
        flagged=flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
        days=queries.DAYS,
        **values,
    )
