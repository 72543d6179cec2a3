"""Beside a case: the guides that fit, the one being walked, and what came of those that were."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, render_template

from forum.core import panels
from forum.core.access import viewer
from forum.support.guides import policy, queries
from forum.support.models import Case
from forum.threads.models import Question


class Said(NamedTuple):
    """What the last press brought: facts to fill in again, sentences about what is missing."""

    facts: dict[str, str]
    errors: dict[str, str]


def say(said: Said) -> None:
    """For the panel of this answer."""
    g.guide_said = said


@panels.fills("case_main")
def guide_of_case(case: Case, **_values: Any) -> str | None:
    """The walk that is going on, and the others in short."""
    return walked(case)


def walked(case: Case) -> str:
    """The same, for an answer of its own. It is there when nothing was walked too: htmx needs the place."""
    me = viewer()
    walks = queries.walks_of(case.id, me)
    newest = walks[0] if walks else None
    # A result stays in sight until the next walk: it says what to do and to write.
    open_walk = newest if newest is not None and newest.walk.end != "stopped" else None
    return render_template(
        "support/guides/_walk.html",
        case=case,
        here=open_walk,
        others=[each for each in walks if each is not open_walk],
        said=g.get("guide_said", Said({}, {})),
        policy=policy,
        me=me,
    )


@panels.fills("case_side")
def guides_that_fit(case: Case, question: Question, **_values: Any) -> str | None:
    """Up to three that fit the case; nothing when the site has none."""
    if case.closed_at is not None or not policy.can_walk(viewer()) or not queries.offered():
        return None
    fitting = queries.suggested(question.topic_id, f"{question.title} {question.body}", question.lang)
    return render_template("support/guides/_fitting.html", case=case, guides=fitting)
