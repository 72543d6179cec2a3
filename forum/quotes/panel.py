"""The notice above a post that quotes what is in doubt, and the number of quotations beside an article."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from forum.core import panels
from forum.core.access import viewer
from forum.core.targets import Target
from forum.quotes import policy, queries
from forum.quotes.queries import Doubts


def register() -> None:
    """Fill the places."""
    panels.fills("answer_top")(above_answer)
    panels.fills("article_staff")(beside_article)


def above_answer(answer: Any, question: Any, **_values: Any) -> str | None:
    """For everybody who reads the answer."""
    found = _of(question.document).get(Target("answer", answer.id))
    return render_template("quotes/_notice.html", notices=found) if found else None


def beside_article(document: str, **_values: Any) -> str | None:
    """For people of the company."""
    if not policy.can_see_quotes(viewer()):
        return None
    number = int(document.partition(":")[2])
    counts = queries.counts(number)
    if not counts.all:
        return None
    return render_template("quotes/_panel.html", article_id=number, counts=counts)


def _of(document: str) -> Doubts:
    """Asked once for all answers of the page."""
    kept: dict[str, Doubts] = g.setdefault("quote_notices", {})
    if document not in kept:
        kept[document] = queries.notices(document)
    return kept[document]
