"""Support: questions that become cases, the desk of the agents, the customer's trail."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core import clock, events
from forum.core import personal_data as register
from forum.core.db import db
from forum.notifications import kinds
from forum.support import actions, found, panel, personal_data, trail, unhelped
from forum.support.answering import personal_data as answering_data
from forum.support.guides import personal_data as guides_data
from forum.support.macros import personal_data as macros_data
from forum.support.private import set_up as set_up_private
from forum.support.views import bp

import_module("forum.support.context.views")

__all__ = ["panel", "set_up", "trail"]


def set_up(app: Flask) -> None:
    """The desk, what it hears from threads, and the register entries."""
    app.register_blueprint(bp)
    found.register()
    unhelped.register()
    register.register(personal_data.CASES, personal_data.NOTES, personal_data.TRAIL)
    set_up_private()
    register.register(*answering_data.ENTRIES, *guides_data.ENTRIES, *macros_data.ENTRIES)
    kinds.register("escalated", lambda v: _("A person of ours will look at “%(title)s”.", title=v["title"]))
    kinds.register("case_resolved", lambda v: _("Did our reply to “%(title)s” solve it?", title=v["title"]))
    kinds.register("still_stuck", lambda v: _("Still stuck: “%(title)s”.", title=v["title"]))
    kinds.register("case_closed", lambda v: _("Closed by the customer: “%(title)s”.", title=v["title"]))


@events.on("question.solved")
def _solved(question_id: int, by_id: int | None = None, **_values: Any) -> None:
    actions.close_for(question_id, "a solution was accepted in the thread", by_id)


@events.on("question.withdrawn")
def _withdrawn(question_id: int, by_id: int | None = None, **_values: Any) -> None:
    actions.close_for(question_id, "the question was taken away", by_id)


@events.on("question.answered")
def _answered(question_id: int, staff: bool = False, by_id: int | None = None, **_values: Any) -> None:
    if staff:
        actions.replied(question_id, clock.now(), by=db.session.get(Person, by_id) if by_id else None)
