"""What moderators get on the page of a question: buttons with a reason, and a way to each answer's."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import escape

from forum.core import panels
from forum.core.access import viewer
from forum.moderation import policy, words
from forum.threads.models import Question


def register() -> None:
    """Fill the places."""
    panels.fills("question")(on_question)
    panels.fills("answer")(on_answer)
    panels.fills("comment")(on_comment)


def on_question(question: Question, **_values: Any) -> str | None:
    """The card beside the question."""
    me = viewer()
    if not policy.can_moderate(me, question.topic_id):
        return _report(question.author_id, f"question:{question.id}", _("the question"))
    return render_template(
        "moderation/_question.html", question=question, deeds=policy.deeds_for(question), words=words
    )


def on_answer(answer: Any, question: Question, **_values: Any) -> str | None:
    """The link below an answer."""
    if not policy.can_moderate(viewer(), question.topic_id):
        return _report(answer.author_id, f"answer:{answer.id}", _("answer by %(name)s", name=answer.author))
    return render_template("moderation/_answer.html", answer=answer)


def on_comment(comment: Any, **_values: Any) -> str | None:
    """The way to report a comment, for moderators too: what they decide about it is written down and told."""
    return _report(comment.author_id, f"comment:{comment.id}", comment.author)


def _report(author_id: int, target: str, about: str) -> str | None:
    """The way to report somebody else's post: a line of text, since pages show dozens of them.

    `about` is heard and not seen: which of the many it is.
    """
    if viewer().id == author_id:
        return None
    words_ = f'{escape(_("Report"))}<span class="visually-hidden">: {escape(about)}</span>'
    return f'<a class="button quiet small" href="/reports/new?target={target}" rel="nofollow"><span>{words_}</span></a>'
