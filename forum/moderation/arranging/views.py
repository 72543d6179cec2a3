"""The page on which a moderator moves, merges, splits a question or gives a post to somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import queries as accounts
from forum.core import pages, rate_limits, targets
from forum.core.access import moderators, viewer
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.forms import line, local_path
from forum.moderation import policy
from forum.moderation.arranging import actions, queries
from forum.moderation.views import bp
from forum.threads import actions as threads
from forum.threads import queries as questions
from forum.threads.models import Question
from forum.topics import queries as topics


@bp.get("/moderation/questions/<int:number>")
@moderators
def arrange(number: int) -> Response:
    """All that can be done with a whole question."""
    return _page(questions.question(number, viewer()))


@bp.post("/moderation/questions/<int:number>/topic")
@moderators
def move_question(number: int) -> Response:
    """Move it."""
    found = _found(number)
    topic = topics.by_id().get(request.form.get("topic", type=int) or 0)
    if topic is None:
        return _page(found, {"move-topic": _("Choose a topic.")})
    return _try(
        found,
        lambda: actions.move(found, topic, viewer(), line("because")),
        lambda _done: found.path,
        "move-",
    )


@bp.post("/moderation/questions/<int:number>/merging")
@moderators
def merge_question(number: int) -> Response:
    """Merge it into another one, given by its number or address."""
    found, into = _found(number), _question_of(line("into"))
    if into is None:
        return _page(found, {"merge-into": _("Copy the address of the question, or its number.")})
    return _try(
        found,
        lambda: actions.merge(found, into, viewer(), line("because")),
        lambda done: str(done.path),
        "merge-",
    )


@bp.post("/moderation/questions/<int:number>/unmerging")
@moderators
def unmerge_question(number: int) -> Response:
    """Take it apart again."""
    found = _found(number)
    return _try(
        found, lambda: threads.unmerge(found, viewer(), line("because")), lambda _done: found.path, "un-"
    )


@bp.post("/moderation/questions/<int:number>/splitting")
@moderators
def split_question(number: int) -> Response:
    """Make a question of some of its answers."""
    found = _found(number)
    chosen = [int(each) for each in request.form.getlist("answers") if each.isascii() and each.isdigit()]
    topic = topics.by_id()[found.topic_id]
    return _try(
        found,
        lambda: actions.split(found, chosen, line("title"), topic, viewer(), line("because")),
        lambda made: str(made.path),
        "split-",
    )


@bp.post("/moderation/questions/<int:number>/unsplitting")
@moderators
def unsplit_question(number: int) -> Response:
    """Put what was split off back."""
    found = _found(number)
    return _try(
        found, lambda: threads.unsplit(found, viewer(), line("because")), lambda back: str(back.path), "un-"
    )


@bp.post("/moderation/posts/<any(question, answer):kind>/<int:number>/owner")
@moderators
def change_owner(kind: str, number: int) -> Response:
    """Give a post to whoever has this address."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    post = questions.question(number, viewer()) if kind == "question" else questions.answer(number, viewer())
    question = post if isinstance(post, Question) else questions.question(post.question_id, viewer())
    return _try(
        question,
        lambda: actions.change_owner(post, line("person"), viewer(), line("because")),
        lambda _done: post.path,
        "own-",
    )


def _found(number: int) -> Question:
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    return questions.question(number, viewer())


def _try(question: Question, deed: Callable[[], Any], to: Callable[[Any], str], prefix: str) -> Response:
    """Do it and go where it leads; what is wrong stands at the field."""
    number = question.id
    ensure(policy.can_moderate(viewer(), question.topic_id), _(policy.ANOTHER_TOPIC))
    try:
        done = deed()
    except (Invalid, Conflict) as error:
        db.session.rollback()
        said = getattr(error, "errors", None) or {"because": error.message}
        found = questions.question(number, viewer())
        return _page(found, {f"{prefix}{name}": _(sentence) for name, sentence in said.items()})
    return pages.done(_("Done. Whoever is concerned is told."), to(done))


def _question_of(said: str) -> int | None:
    """The number of a question: as it is, or in an address of this site."""
    if said.isascii() and said.isdigit() and len(said) < 10:
        return int(said)
    path = local_path(said)
    target = targets.at(path) if path else None
    return target.number if target is not None and target.kind == "question" else None


def _page(question: Question, errors: dict[str, str] | None = None) -> Response:
    answers = queries.answers_of(question.id)
    into = queries.title_of(question.merged_into_id) if question.merged_into_id else None
    if question.purged_at is not None:
        raise NotFound()
    return pages.answer(
        "moderation/arranging/question.html",
        status=422 if errors else 200,
        question=question,
        answers=answers,
        names=accounts.names([question.author_id, *(a.author_id for a in answers)]),
        into=into,
        split_from=queries.split_from(question.id),
        topic_list=topics.visible_to(viewer()),
        can_act=policy.can_moderate(viewer(), question.topic_id),
        another_topic=_(policy.ANOTHER_TOPIC),
        errors=errors or {},
        sent=request.form,
        here=url_for(".arrange", number=question.id),
    )
