"""What the page of a question says of what is probably solved; and that its asker reads it."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.support.loop import hearing, queries
from forum.threads.models import Question


@panels.fills("question")
def probably(question: Question, **_values: Any) -> str | None:
    """The label, the same for everybody; the asker gets its two answers."""
    mine = viewer().id is not None and viewer().id == question.author_id
    if mine and question.answer_count and not question.solved:
        hearing.seen_by_asker(question)
    if question.probable_at is None or question.solved:
        return None
    return render_template(
        "support/loop/_probable.html",
        question=question,
        answer_id=queries.probable_answer(question),
        mine=mine,
    )
