"""Pages of the curators' lists, and the numbers of one article."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import forms, pages, pagination, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line
from forum.flags import queries as flags
from forum.knowledge import policy as article_policy
from forum.knowledge import queries as knowledge
from forum.moderation import policy
from forum.moderation.curating import actions, numbers, queries, wordings
from forum.moderation.curating.actions import Done
from forum.moderation.views import asked_for, bp
from forum.topics import queries as topics


@bp.get("/moderation/articles/<any(unhelpful, translations, due):name>")
@agents
def articles(name: str) -> Response:
    """One of the lists, what most readers meet first."""
    known = topics.all()
    topic, filters = asked_for()
    full = policy.can_moderate(viewer())
    return pages.answer(
        "moderation/curating/list.html",
        here=name,
        page=queries.articles(viewer(), name, pagination.number(request.args.get("page")), filters),
        filters=filters,
        topic=topic,
        topics={t.id: t for t in known},
        topic_list=known,
        languages=LANGUAGES,
        full=full,
        may_write={t.id: article_policy.can_write(viewer(), t) for t in known},
        staff=topics.staff(),
        flagged=flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
        address=_address(name),
        pager_href=f"{_address(name)}{'&' if '?' in _address(name) else '?'}page=",
    )


@bp.post("/moderation/articles")
@agents
def change_articles() -> Response:
    """One deed for all that were chosen in a list: `do` says which."""
    do = line("do")
    if do == "correct":
        return _for_all("article", actions.still_correct)
    if do != "owner":
        raise NotFound
    owner = request.form.get("owner", default=None, type=int)
    return _for_all("article", lambda chosen, me: actions.give_owner(chosen, owner, me))


@bp.post("/moderation/reviews")
@moderators
def publish_reviews() -> Response:
    """Publish all the revisions that were chosen."""
    return _for_all("article", actions.publish)


@bp.post("/moderation/candidates")
@moderators
def draft_candidates() -> Response:
    """A draft of each solved question that was chosen."""
    return _for_all("question", actions.draft)


@bp.get("/moderation/articles/<int:number>")
@agents
def article_numbers(number: int) -> Response:
    """One article over time."""
    article = knowledge.article(number, viewer())
    return pages.answer(
        "moderation/curating/numbers.html",
        article=article,
        weeks=numbers.weeks(article, viewer()),
    )


@bp.get("/moderation/phrasings")
@agents
def phrasings() -> Response:
    """Other ways people ask, each to be accepted or unlearned with one press."""
    full = policy.can_moderate(viewer())
    known = topics.by_id()
    return pages.answer(
        "moderation/curating/phrasings.html",
        here="phrasings",
        page=wordings.waiting(viewer(), pagination.number(request.args.get("page"))),
        topics=known,
        full=full,
        may_write={number: article_policy.can_write(viewer(), topic) for number, topic in known.items()},
        may_forget={number: policy.can_moderate(viewer(), number) for number in known},
        flagged=flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
    )


@bp.post("/moderation/phrasings/<int:number>/forgetting")
@moderators
def forget_words(number: int) -> Response:
    """Search unlearns these words."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"curate {me.id}")
    wordings.forget(number, me)
    return pages.done(_("Unlearned: these words do not lead there any more."), url_for(".phrasings"))


def _for_all(field: str, deed: Callable[[list[int], Any], Done]) -> Response:
    """Do it to all that were chosen in the field, and say for how many it was done."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"curate {me.id}")
    try:
        done = deed(request.form.getlist(field, type=int), me)
    except Invalid as error:
        return _refused(error)
    return _said(done)


def _refused(error: Invalid) -> Response:
    flash(_(str(error)), "error")
    return redirect(_back(), 303)


def _said(done: Done) -> Response:
    words = ngettext("Done for one article.", "Done for %(num)s articles.", done.changed)
    if done.refused:
        words += " " + ngettext(
            "One was left as it is: you may not, or it has changed.",
            "%(num)s were left as they are: you may not, or they have changed.",
            done.refused,
        )
    return pages.done(words, _back())


def _back() -> str:
    return forms.local_path(request.form.get("next")) or url_for(".desk")


def _address(name: str) -> str:
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k in ("topic", "lang", "owner") and v}
    return url_for(".articles", name=name, **kept)
