"""Announcing, gathering, saying how it goes: for agents and above."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import pages, rate_limits
from forum.core.access import agents, viewer
from forum.core.errors import Invalid
from forum.core.forms import line, text
from forum.core.i18n import current_language
from forum.core.text import clean_line
from forum.search import finding
from forum.support.incidents import actions, forms, queries, words
from forum.support.incidents.forms import IncidentForm
from forum.support.incidents.models import Incident
from forum.support.views import bp
from forum.threads import queries as threads
from forum.topics import queries as topics

FOUND = 30  # questions to choose from


@bp.get("/desk/incidents/new")
@agents
def new_incident() -> Response:
    """The form; `question` in the address: it begins with that one."""
    form = IncidentForm()
    question_id = request.args.get("question", type=int)
    if question_id:
        question = threads.question(question_id, viewer())
        form.title, form.topics = {question.lang: question.title}, [str(question.topic_id)]
    return _form(form, question_id)


@bp.post("/desk/incidents/new")
@agents
def announce_incident() -> Response:
    """Announce it; the public reads it at once."""
    me, form = _me(), forms.announcement()
    question_id = request.form.get("question", type=int)
    try:
        made = actions.announce(me, form.title, form.body, form.words, form.topic_ids, form.everywhere)
    except Invalid as error:
        form.errors = _in_words(error)
        return _form(form, question_id, 422)
    if question_id:
        actions.gather(made, [question_id], me)
    return pages.done(_("Announced. Now gather the questions of the same cause."), _address(made))


@bp.get("/desk/incidents/<int:number>")
@agents
def work_incident(number: int) -> Response:
    """Numbers, updates, what it gathered, and what else may belong to it."""
    return _work(queries.incident(number, viewer()))


@bp.post("/desk/incidents/<int:number>")
@agents
def change_incident(number: int) -> Response:
    """Say it in better words."""
    me, found, form = _me(), queries.incident(number, viewer()), forms.announcement()
    try:
        actions.change(found, me, form.title, form.body, form.words, form.topic_ids, form.everywhere)
    except Invalid as error:
        form.errors = _in_words(error)
        return _work(found, 422, form=form)
    return pages.done(_("Saved."), _address(found))


@bp.post("/desk/incidents/<int:number>/updates")
@agents
def update_incident(number: int) -> Response:
    """Say how it goes."""
    me, found = _me(), queries.incident(number, viewer())
    try:
        actions.update(found, line("state"), forms.in_languages("news", lines=True), me)
    except Invalid as error:
        return _work(found, 422, _in_words(error))
    if line("state") == "fixed":
        return pages.done(_("All it concerns are told, and asked whether it helped."), _address(found))
    return pages.done(_("Saved."), _address(found))


@bp.post("/desk/incidents/<int:number>/questions")
@agents
def gather_questions(number: int) -> Response:
    """Add the chosen questions."""
    me, found = _me(), queries.incident(number, viewer())
    added = actions.gather(found, request.form.getlist("question", type=int), me)
    return pages.done(_("Questions added: %(count)s.", count=added), _address(found) + "#gathered")


@bp.post("/desk/incidents/gathering")
@agents
def gather_into_incident() -> Response:
    """From a case, or from a list of them: add its question (all of them) to the chosen incident."""
    me = _me()
    found = queries.incident(request.form.get("incident", default=0, type=int), viewer())
    wanted = request.form.getlist("question", type=int)
    wanted += queries.questions_of_cases(request.form.getlist("case", type=int))
    added = actions.gather(found, wanted, me)
    return pages.done(_("Questions added: %(count)s.", count=added), _address(found) + "#gathered")


@bp.post("/desk/incidents/<int:number>/questions/<int:question_id>/release")
@agents
def release_question(number: int, question_id: int) -> Response:
    """It has another cause."""
    found = queries.incident(number, viewer())
    actions.release(found, question_id, _me())
    return pages.done(_("Taken out. Its case is in the queue again."), _address(found) + "#gathered")


@bp.post("/desk/incidents/<int:number>/replies")
@agents
def reply_to_gathered(number: int) -> Response:
    """One answer for all."""
    me, found = _me(), queries.incident(number, viewer())
    try:
        count = actions.reply_to_all(found, text("answer"), me)
    except Invalid as error:
        return _work(found, 422, _in_words(error))
    return pages.done(_("Answers on their way: %(count)s.", count=count), _address(found))


@bp.post("/desk/incidents/<int:number>/closure")
@agents
def close_gathered(number: int) -> Response:
    """Close the cases that still wait."""
    found = queries.incident(number, viewer())
    count = actions.close_waiting(found, _me())
    return pages.done(_("Cases closed: %(count)s.", count=count), _address(found))


@bp.post("/desk/incidents/<int:number>/withdrawal")
@agents
def withdraw_incident(number: int) -> Response:
    """It was announced by mistake."""
    found = queries.incident(number, viewer())
    actions.withdraw(found, _me())
    return pages.done(_("Withdrawn. Only staff see it now."), url_for(".incidents"))


def _form(form: IncidentForm, question_id: int | None, status: int = 200) -> Response:
    return pages.answer(
        "support/incidents/new.html",
        status=status,
        form=form,
        question_id=question_id,
        languages=_languages(),
        all_topics=topics.all(),
    )


def _work(
    found: Incident, status: int = 200, errors: dict[str, str] | None = None, form: IncidentForm | None = None
) -> Response:
    sought, gathered = clean_line(request.args.get("q", ""))[:200], queries.gathered(found.id, viewer())
    return pages.answer(
        "support/incidents/work.html",
        status=status,
        incident=found,
        numbers=queries.numbers(found.id, gathered),
        gathered=gathered,
        candidates=_others(found, sought) if found.open else [],
        sought=sought,
        states=words.STATES,
        form=form or forms.of_incident(found),
        form_open=form is not None,
        languages=_languages(),
        all_topics=topics.all(),
        errors=errors or {},
    )


def _others(found: Incident, sought: str) -> list[queries.Gathered]:
    """Questions that may have the same cause: found by words, then those with an open case in its topics."""
    lang = current_language()
    looked_for = sought or found.title_in(lang)
    results = finding.search(looked_for, viewer(), lang, kind="question", limit=FOUND)
    ids = [item.document.number for item in results.items]
    if not sought:
        ids += queries.waiting_questions(found.topic_ids, FOUND)
    return queries.rows_of(list(dict.fromkeys(ids))[: 2 * FOUND])


def _languages() -> list[tuple[str, str]]:
    """(code, own name), the reader's first: others stand folded below it."""
    mine = current_language()
    return sorted(LANGUAGES.items(), key=lambda pair: pair[0] != mine)


def _in_words(error: Invalid) -> dict[str, str]:
    return {name: _(sentence) for name, sentence in error.errors.items()}


def _address(found: Incident) -> str:
    return url_for(".work_incident", number=found.id)


def _me() -> Any:
    rate_limits.spend(rate_limits.WRITE, f"incident {viewer().id}")
    return viewer()
