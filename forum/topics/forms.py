"""What the settings form of a topic sends, and the words of its choices."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from forum.core import forms
from forum.core.text import N_
from forum.topics.models import Topic
from forum.topics.policy import WORKFLOW_ROLES

STEPS: dict[int, str] = {
    1: N_("One: whoever may write puts the text before readers."),
    2: N_("Two: somebody writes, whoever may review looks at it and publishes it."),
    3: N_("Three: somebody writes, somebody else reviews, whoever may publish publishes what was approved."),
}
ROLES: dict[str, str] = {
    "agent": N_("Agents, moderators and admins"),
    "moderator": N_("Moderators and admins"),
    "admin": N_("Admins only"),
}


class RulesForm(NamedTuple):
    """The rules of a topic as an admin sends them; numbers as 0 where they are none."""

    promise_hours: int
    steps: int
    write_role: str
    review_role: str
    publish_role: str
    review_days: int | None
    team: list[int]


def read() -> RulesForm:
    """The form of this request."""
    days = forms.line("review_days")
    return RulesForm(
        promise_hours=request.form.get("promise_hours", default=0, type=int),
        steps=request.form.get("steps", default=0, type=int),
        write_role=forms.line("write_role"),
        review_role=forms.line("review_role"),
        publish_role=forms.line("publish_role"),
        review_days=request.form.get("review_days", default=0, type=int) if days else None,
        team=request.form.getlist("team", type=int),
    )


def of_topic(topic: Topic, team: list[int]) -> RulesForm:
    """The form as the topic stands."""
    return RulesForm(
        topic.promise_hours, topic.steps, topic.write_role, topic.review_role, topic.publish_role,
        topic.review_days, team,
    )  # fmt: skip


def steps() -> list[tuple[int, str]]:
    """The choice of steps."""
    return [(number, str(_(words))) for number, words in STEPS.items()]


def roles() -> list[tuple[str, str]]:
    """The choice of who may."""
    return [(role, str(_(ROLES[role]))) for role in WORKFLOW_ROLES]


def translated(errors: dict[str, str]) -> dict[str, str]:
    """The sentences of an `Invalid`, in the reader's language."""
    return {name: str(_(sentence)) for name, sentence in errors.items()}
