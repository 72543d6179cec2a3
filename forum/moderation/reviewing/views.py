"""Pages of the queue."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import pages, pagination, rate_limits, targets, trust
from forum.core.access import moderators, viewer
from forum.core.db import db
from forum.core.errors import AskwellError, Conflict, Invalid
from forum.core.forms import line
from forum.moderation import policy, words
from forum.moderation.discipline import policy as discipline
from forum.moderation.reviewing import actions, queries
from forum.moderation.reviewing.actions import Sanction
from forum.moderation.reviewing.queries import Filters
from forum.moderation.views import bp
from forum.reviews import actions as reviews
from forum.reviews import forms as review_words
from forum.reviews import policy as review_policy
from forum.reviews import queries as reports
from forum.reviews.models import ReviewItem
from forum.topics import queries as topics


@bp.get("/moderation/review")
@moderators
def review() -> Response:
    """What waits, the weightiest first: `?source=`, `?topic=<slug>`, `?mine=1`."""
    filters, topic = _filters()
    page = queries.queue(viewer(), filters, pagination.number(request.args.get("page")))
    kept = {k: v for k, v in request.args.items() if k != "page" and v}
    return pages.answer(
        "moderation/reviewing/list.html",
        here="review",
        page=page,
        filters=filters,
        topic=topic,
        topic_list=topics.all(),
        topics=topics.by_id(),
        sources=review_policy.SOURCES,
        said=review_words,
        full=True,
        flagged=None,
        to_review=None,
        pager_href=url_for(".review", **kept, page=""),
    )


@bp.get("/moderation/review/<int:number>")
@moderators
def review_one(number: int) -> Response:
    """One post with all that is needed to judge it."""
    return _one(queries.one(number, viewer()))


@bp.post("/moderation/review/<int:number>/claim")
@moderators
def claim(number: int) -> Response:
    """Say that one looks at it; `do=release`: not any more."""
    item = queries.one(number, viewer())
    if line("do") == "release":
        reviews.release(item, viewer())
        return pages.done(_("Others can look at it now."), url_for(".review"))
    reviews.claim(item, viewer())
    return redirect(url_for(".review_one", number=number), 303)


@bp.post("/moderation/review/<int:number>")
@moderators
def decide(number: int) -> Response:
    """Keep, hide or delete; then the next one."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    item = queries.one(number, viewer())
    days = request.form.get("days", type=int) or 0
    sanction = Sanction(line("sanction"), days, line("note"))
    try:
        if reports.claimed_by_other(item, viewer()):
            raise Conflict(_("A colleague is looking at this one."))
        new = actions.decide(item, line("way"), viewer(), _because(item), sanction)
    except Invalid as error:
        db.session.rollback()
        return _one(queries.one(number, viewer()), error.errors or {"way": error.message})
    after = queries.following(item, viewer(), Filters())
    said = _("Decided. Whoever is concerned is told.") if new else _("A colleague has decided this one.")
    return pages.done(said, url_for(".review_one", number=after) if after else url_for(".review"))


def _because(item: ReviewItem) -> str:
    """The moderator's own words; else the usual ones for the reason she chose, in the author's language."""
    own, chosen = line("because"), line("usual")
    if own or chosen not in words.USUAL_REASONS:
        return own
    author = db.session.get(Person, item.author_id) if item.author_id else None
    if author is None or not author.language:
        return str(_(words.USUAL_REASONS[chosen]))
    with force_locale(author.language):
        return str(_(words.USUAL_REASONS[chosen]))


def _one(item: ReviewItem, errors: dict[str, str] | None = None) -> Response:
    shown = targets.show_many([item.target], viewer()).get(item.target)
    try:
        now = queries.text_now(item.target)
    except AskwellError:
        now = ""
    author = queries.author(item.author_id)
    kinds = discipline.ON_PEOPLE if author else ()
    may = [k for k in kinds if author and discipline.can_discipline(viewer(), author.person, k)]
    return pages.answer(
        "moderation/reviewing/one.html",
        status=422 if errors else 200,
        item=item,
        shown=shown,
        context=queries.context(shown),
        text=item.text,
        now=now if now != item.text else "",
        voices=queries.voices(item),
        author=author,
        level=trust.LEVELS[author.level].name if author else "",
        claimed=reports.claimed_by_other(item, viewer()),
        can_act=policy.can_moderate(viewer(), item.topic_id),
        ways=[way for way in actions.WAYS if way != "delete" or item.target_kind in ("question", "answer")],
        sanctions=may,
        days=discipline.DAYS,
        words=words,
        said=review_words,
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
        sent=request.form,
        most=policy.BECAUSE_MAX_CHARS,
    )


def _filters() -> tuple[Filters, topics.TopicRow | None]:
    source = request.args.get("source", "")
    topic = next((t for t in topics.all() if t.slug == request.args.get("topic")), None)
    known = source if source in review_policy.SOURCES else ""
    return Filters(topic.id if topic else None, known, request.args.get("mine") == "1"), topic
