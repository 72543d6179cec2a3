"""Where incidents show on other pages. For every guest the same: pages are kept while content stands still."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from forum.core import events, panels
from forum.core import personal_data as register
from forum.core.access import viewer
from forum.core.i18n import current_language
from forum.notifications import kinds
from forum.support.incidents import actions, notices, personal_data, policy, queries, words
from forum.support.incidents.queries import Known
from forum.support.models import Case
from forum.threads.models import Question
from forum.topics import queries as topics


def set_up() -> None:
    """Register what this part adds to the site."""
    from forum.support.incidents import telling  # noqa: F401 - so that workers know the jobs

    register.register(*personal_data.ENTRIES)
    kinds.register(
        "incident_fixed", lambda v: _("Fixed: “%(title)s”. Did it help?", title=v["title"]), row="incidents"
    )
    notices.register()


@events.on("case.opened")
def _opened(case_id: int, **_values: Any) -> None:
    actions.case_opened(case_id)


@panels.fills("home")
def on_the_first_page(**_values: Any) -> str | None:
    """Those that concern everybody."""
    return _banners([each for each in queries.going_on() if each.everywhere])


@panels.fills("faq")
def on_the_faq(topic: Any, **_values: Any) -> str | None:
    """Those of the topic, and those that concern everybody."""
    return _banners([each for each in queries.going_on() if each.everywhere or topic.id in each.topic_ids])


@panels.fills("results")
def among_results(words: str, **_values: Any) -> str | None:
    """Those that the searched words mean."""
    return _banners(queries.fitting(words, "", current_language(), None))


@panels.fills("question_main")
def on_a_question(question: Question, **_values: Any) -> str | None:
    """The one that gathered it; else those that an open question probably means."""
    mine = queries.of_question(question.id)
    if mine is not None:
        return _banners([mine], gathered=True)
    if question.solved or not queries.going_on():
        return None
    return _banners(queries.fitting(question.title, "", question.lang, question.topic_id)[:1])


@panels.fills("suggesting")
def while_asking(title: str, body: str, topic: str, **_values: Any) -> str | None:
    """Those that the question being written probably means."""
    if not queries.going_on():
        return None
    chosen = next((each.id for each in topics.all() if each.slug == topic), None)
    found = queries.fitting(title, body, current_language(), chosen)
    if not found:
        return None
    return render_template("support/incidents/_suggested.html", incidents=found, states=words.STATES)


@panels.fills("case_top")
def above_the_case(case: Case, question: Question, **_values: Any) -> str | None:
    """For staff: the incident that gathered the question, or the choice of one."""
    if not policy.can_work(viewer()):
        return None
    mine = queries.of_question(question.id)
    choices = [] if mine or case.closed_at else queries.going_on()
    if mine is None and not choices:
        return None
    fitting = [] if mine else queries.fitting(question.title, question.body, question.lang, question.topic_id)
    choices = sorted(choices, key=lambda each: each not in fitting)
    return render_template(
        "support/incidents/_case.html",
        incident=mine, choices=choices, question=question, probable=bool(fitting), states=words.STATES,
    )  # fmt: skip


@panels.fills("desk_many")
def with_chosen_cases(**_values: Any) -> str | None:
    """On the desk: the chosen cases into an incident."""
    choices = queries.going_on()
    return render_template("support/incidents/_many.html", choices=choices) if choices else None


def _banners(found: Sequence[Known], gathered: bool = False) -> str | None:
    if not found:
        return None
    return render_template(
        "support/incidents/_banner.html", incidents=found[:3], gathered=gathered, states=words.STATES
    )
