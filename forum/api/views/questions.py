"""Questions, answers, solutions."""

from __future__ import annotations

from typing import Any

from flask import url_for

from forum.api import telling
from forum.api.door import KEY_NEEDED, me, token
from forum.api.reading import form_key
from forum.api.schemas import asked, told
from forum.api.views import bp
from forum.core import rate_limits
from forum.core.access import public, viewer
from forum.core.db import db
from forum.core.errors import Invalid, NotFound, SignInNeeded, ensure
from forum.core.text import N_, language
from forum.threads import actions, policy, queries
from forum.topics import queries as topics
from forum.topics.fields import queries as topic_fields

Answered = tuple[dict[str, Any], int, dict[str, str]]


@bp.get("/questions")
@public
@bp.arguments(asked.QuestionsQuery, location="query")
@bp.response(200, told.QuestionList)
def question_list(sent: dict[str, Any]) -> dict[str, Any]:
    """Questions, the newest first. One's own lists need a key."""
    if sent["filter"] in queries.OWN and viewer().id is None:
        raise SignInNeeded(KEY_NEEDED)
    topic = topics.by_slug(sent["topic"]).id if sent.get("topic") else None
    page = queries.page_of_questions(
        viewer(), sent["filter"], topic, sent.get("tag"), _lang(sent.get("lang")), sent["page"]
    )
    return telling.listed(page, [telling.question_line(row) for row in page])


@bp.post("/questions")
@token("write")
@bp.arguments(asked.NewQuestion)
@bp.response(201, told.Question)
def ask(sent: dict[str, Any]) -> Answered:
    """Ask. The header `Idempotency-Key` makes a call that is sent twice ask once."""
    by = me()
    rate_limits.spend_as(rate_limits.ASK, by, form=form_key())
    topic = next((t for t in topics.all() if t.slug == sent["topic"]), None)
    try:
        made = actions.ask(
            by,
            topic,
            _lang(sent.get("lang")) or by.language or "en",
            sent["title"],
            sent["body"],
            sent["tags"],
            form_key=form_key(),
            fields=_fields(topic.id if topic else None, sent["said"]),
        )
    except Invalid:
        rate_limits.give_back_as(rate_limits.ASK, by, form=form_key())
        raise
    return _told(made.id, 201)


@bp.get("/questions/<int:number>")
@public
@bp.arguments(asked.PageQuery, location="query")
@bp.response(200, told.Question)
def question(sent: dict[str, Any], number: int) -> dict[str, Any]:
    """One question with a page of its answers."""
    return telling.question(number, viewer(), sent["page"])


@bp.post("/questions/<int:number>/answers")
@token("write")
@bp.arguments(asked.NewAnswer)
@bp.response(201, told.Answer)
def answer(sent: dict[str, Any], number: int) -> Answered:
    """Answer. Keys of staff answer for the company."""
    by = me()
    rate_limits.spend_as(rate_limits.ANSWER, by, form=form_key())
    found = queries.question(number, viewer=by)
    made = actions.answer(found, by, sent["body"], form_key=form_key())
    db.session.flush()
    read = queries.read(number, by, queries.page_of_answer(made, by))
    row = next((a for a in read.answers if a.id == made.id), None)
    if row is None:
        raise NotFound()  # hidden meanwhile, and the key was used before
    return telling.answer(row, number, made.body), 201, {"Location": _address(number)}


@bp.post("/questions/<int:number>/solution")
@token("write")
@bp.arguments(asked.NewSolution)
@bp.response(200, told.Question)
def accept(sent: dict[str, Any], number: int) -> Answered:
    """Accept an answer as the solution: whoever asked, or a moderator."""
    by = me()
    rate_limits.spend_as(rate_limits.WRITE, by, "solution")
    found = queries.question(number, viewer=by)
    ensure(policy.can_accept_solution(by, found))
    try:
        chosen = queries.answer_in(found, sent["answer"], viewer=by)
    except NotFound:  # the address leads somewhere: what is wrong is in the body
        wrong = N_("This value is not known.")
        raise Invalid(N_("Some of it could not be used."), {"answer": wrong}) from None
    actions.accept_solution(found, chosen, by=by)
    return _told(number, 200)


@bp.delete("/questions/<int:number>/solution")
@token("write")
@bp.response(204)
def unaccept(number: int) -> None:
    """Take the solution back."""
    by = me()
    rate_limits.spend_as(rate_limits.WRITE, by, "solution")
    actions.unaccept_solution(queries.question(number, viewer=by), by=by)


def _fields(topic_id: int | None, said: dict[str, str]) -> dict[int, str]:
    """By number what came by key. Raises `Invalid` for a key that the topic does not ask for."""
    known = {field.key: field.id for field in topic_fields.of_topic(topic_id)}
    if unknown := sorted(set(said) - set(known)):
        raise Invalid(
            N_("Some of it could not be used."), {unknown[0]: N_("This topic does not ask for that.")}
        )
    return {known[key]: value for key, value in said.items()}


def _told(number: int, status: int) -> Answered:
    db.session.flush()
    return telling.question(number, viewer()), status, {"Location": _address(number)} if status == 201 else {}


def _address(number: int) -> str:
    return url_for("api.question", number=number)


def _lang(code: str | None) -> str | None:
    return language(code) if code else None
