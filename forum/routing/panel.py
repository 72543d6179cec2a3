"""What others' pages show of routing."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.routing import queries
from forum.routing.queries import offers
from forum.threads.models import Question


@panels.fills("question_main")
def one_more(question: Question, **_values: Any) -> str | None:
    """To whoever answered here a moment ago: one more that she could answer."""
    me = viewer()
    if me.id is None or not offers.just_answered(me, question):
        return None
    offer = queries.one_for(me, without=question.id)
    return render_template("routing/_offer.html", offer=offer) if offer else None


@panels.fills("my_data")
def choice() -> str:
    """Where invitations are chosen."""
    return render_template("routing/_my_data.html")
