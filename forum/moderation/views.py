"""Pages of the moderators' desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import queries as accounts
from forum.config import LANGUAGES
from forum.core import forms, markdown, pages, pagination, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line
from forum.flags import policy as flag_policy
from forum.flags import queries as flags
from forum.knowledge import queries as knowledge
from forum.moderation import actions, policy, queries, words
from forum.moderation.curating import queries as curating
from forum.moderation.curating.queries import Filters
from forum.threads import queries as threads
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from forum.topics.queries import TopicRow

bp = Blueprint("moderation", __name__)


@bp.get("/moderation")
@agents
def desk() -> Response:
    """Flagged texts, those that most readers meet first; `?reason=disputed`: where a moderator must say who is right."""
    topic, filters = asked_for()
    reason = request.args.get("reason")
    disputed = reason == "disputed"
    known = reason if reason in flag_policy.REASONS else None
    among = curating.documents(filters, viewer())
    page = flags.queue(
        _page(), viewer(), filters.topic, known, disputed=disputed, lang=filters.lang, among=among
    )
    shown = "disputed" if disputed else known
    staff = topics.staff()
    return _answer(
        "flags", page, reasons=flag_policy.REASONS, reason=shown, topic=topic, filters=filters, staff=staff
    )


@bp.get("/moderation/reviews")
@moderators
def reviews() -> Response:
    """Revisions that were handed in, what most people read first."""
    topic, filters = asked_for()
    page = knowledge.in_review(viewer(), _page(), only=curating.narrowed(filters, viewer()))
    return _answer("reviews", page, topic=topic, filters=filters)


@bp.get("/moderation/drafts")
@moderators
def drafts() -> Response:
    """What is begun, sent back, or approved and not published."""
    return _answer("drafts", queries.drafts(viewer(), _page()))


@bp.get("/moderation/candidates")
@moderators
def candidates() -> Response:
    """Solved questions worth an article."""
    topic, filters = asked_for()
    only = queries.Narrowed(filters.topic, filters.lang)
    return _answer("candidates", queries.candidates(viewer(), _page(), only), filters=only, topic=topic)


@bp.get("/moderation/posts")
@moderators
def withdrawn() -> Response:
    """Hidden and deleted posts."""
    kind = "answer" if request.args.get("kind") == "answer" else "question"
    return _answer("withdrawn", queries.withdrawn(viewer(), kind, _page()), kind=kind)


@bp.get("/moderation/log")
@agents
def log() -> Response:
    """Who did what, to what, and why."""
    by = request.args.get("by", type=int)
    target = request.args.get("target", "")[:40]
    about = request.args.get("about", "")
    if about not in policy.LOG_ABOUT:
        about = "everything" if by or target else "decisions"
    page = queries.log(viewer(), _page(), by, target, about)
    name = accounts.names([by]).get(by) if by else None
    may_export = policy.can_export_log(viewer())
    return _answer(
        "log",
        page,
        by=by,
        by_name=name.name if name else "",
        target=target,
        about=about,
        sees_people=policy.can_see_people_in_log(viewer()),
        may_export=may_export,
    )


@bp.get("/moderation/posts/<any(question, answer):kind>/<int:number>")
@moderators
def post(kind: str, number: int) -> Response:
    """One post: how it stands, what was done to it, and what can be done now."""
    return _post_page(_found(kind, number))


@bp.post("/moderation/posts/<any(question, answer):kind>/<int:number>")
@moderators
def moderate(kind: str, number: int) -> Response:
    """Close, hide, delete, or one of the ways back."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    found, deed, because = _found(kind, number), line("deed"), line("because")
    if deed not in policy.REASON_NEEDED:
        raise NotFound()
    try:
        actions.moderate(found, deed, viewer(), because)
    except Invalid as error:
        return _post_page(found, error.errors, because, deed)
    back = forms.local_path(request.form.get("next")) or url_for(".post", kind=kind, number=number)
    return pages.done(words.deed_done(deed), back)


def _found(kind: str, number: int) -> Question | Answer:
    return threads.question(number, viewer()) if kind == "question" else threads.answer(number, viewer())


def _post_page(
    found: Question | Answer, errors: dict[str, str] | None = None, because: str = "", deed: str = ""
) -> Response:
    question = found if isinstance(found, Question) else threads.question(found.question_id, viewer())
    fresh = found.html_version == markdown.VERSION
    return pages.answer(
        "moderation/post.html",
        status=422 if errors else 200,
        post=found,
        kind=found.__tablename__,
        question=question,
        html=found.body_html if fresh else markdown.render_post(found.body),
        author=accounts.names([found.author_id]).get(found.author_id),
        deeds=policy.deeds_for(found) if policy.can_moderate(viewer(), question.topic_id) else [],
        words=words,
        errors=_said(errors or {}),
        because=because,
        tried=deed,
        log=queries.log(viewer(), 1, target=f"{found.__tablename__}:{found.id}"),
    )


def _said(errors: dict[str, str]) -> dict[str, str]:
    return {name: str(_(sentence)) for name, sentence in errors.items()}


def _page() -> int:
    return pagination.number(request.args.get("page"))


def asked_for() -> tuple[TopicRow | None, Filters]:
    """The topic, and all that the address narrows a list down to; what does not exist narrows nothing."""
    topic = next((t for t in topics.all() if t.slug == request.args.get("topic")), None)
    lang, owner = request.args.get("lang", ""), request.args.get("owner", "")
    known = owner if owner in ("me", "none") else ""
    return topic, Filters(topic.id if topic else None, lang if lang in LANGUAGES else "", known)


def _answer(here: str, page: Any, **values: Any) -> Response:
    """A list of the desk with its tabs."""
    full = policy.can_moderate(viewer())
    return pages.answer(
        f"moderation/{here}.html",
        here=here,
        page=page,
        full=full,
        words=words,
        topics=topics.by_id(),
        topic_list=topics.all(),
        languages=LANGUAGES,
        # The list itself knows how many there are; counting anew would ask for all of them twice.
        flagged=(page.total if request.args.keys() <= {"page"} else None)
        if here == "flags"
        else flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
        pager_href=_href(),
        **values,
    )


def _href() -> str:
    kept: dict[str, Any] = {k: v for k, v in request.args.items() if k != "page" and v}
    address = url_for(str(request.endpoint), **kept)
    return f"{address}{'&' if kept else '?'}page="
