"""Where the private compartment stands: on the question's page and the case's, and in the ask form."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request
from flask_login import current_user

from forum.attachments import limits, received
from forum.attachments import policy as kinds
from forum.core import drafts, events, forms, panels
from forum.core.access import viewer
from forum.core.db import db
from forum.support.private import actions, policy, queries
from forum.threads.models import Question

received.takes_files(
    "threads.post_question", "threads.ask_suggestions", "threads.suggestion_verdict", "support.write_private"
)
ACCEPT = ",".join(f".{ending}" for ending in sorted({*kinds.KINDS, *kinds.PICTURES}))


def form_values(question: Question | None, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """What the form of private words needs: what was typed before, files that wait, limits, what is wrong."""
    found = dict(errors or {})
    held = received.hold()
    if received.problem() and "files" not in found:
        found["files"] = received.problem()
    words = request.form.get("private", "")
    place = f"private:{question.id}" if question is not None else "ask"
    if request.method == "GET" and viewer().id is not None:
        words = drafts.find(viewer().id, place).get("private", "")
    return {
        "words": words,
        "errors": found,
        "held": held,
        "files_max": limits.COUNT.value,
        "size_max": limits.SIZE_MB.value,
        "accept": ACCEPT,
        "as_staff": question is not None and policy.writes_as_staff(viewer(), question),
        "next_url": request.path if request.method == "GET" else "",
    }


@panels.fills("question_main")
def on_the_question(question: Question, **_values: Any) -> str | None:
    """For whoever asked and staff; for everybody else there is nothing, not even an empty box."""
    me = viewer()
    if me.id is None or not policy.can_see(me, question):
        return None
    return _box(question, write=policy.can_write(me, question))


@panels.fills("case_main")
def on_the_case(question: Question, **_values: Any) -> str | None:
    """What was said in private, between the thread and the reply, whose form writes here too."""
    return _box(question, write=False) if policy.can_see(viewer(), question) else None


@panels.fills("question")
def trail_on_the_question(question: Question, **_values: Any) -> str | None:
    """What she sent along, for staff and herself; nothing for others, and nothing of "nothing was sent"."""
    me = viewer()
    if me.id is None or not policy.can_see(me, question):
        return None
    lines, mine = _beside(question).trail, me.id == question.author_id
    return render_template("support/trail/_sent.html", lines=lines, mine=mine) if lines else None


@panels.fills("ask_private")
def while_asking(errors: dict[str, str] | None = None, hidden: bool = False, **_values: Any) -> str:
    """In the ask form: details and files that only our team sees. `hidden`: on the page between form and posting."""
    return render_template("support/private/_ask.html", hidden=hidden, **form_values(None, errors))


@events.on("question.asked")
def said_while_asking(question_id: int, **_rest: Any) -> None:
    """Keep what the ask form said in private; other ways of asking have no such fields."""
    if request and request.endpoint == "threads.post_question" and current_user.is_authenticated:
        me = current_user._get_current_object()
        body, files = forms.text("private").strip(), received.take(me, f"private:{question_id}")
        if body or files:
            question = db.session.get_one(Question, question_id)
            actions.write(question, me, body, forms.line("form_key") or None, files)


@panels.fills("held_files")
def files_that_wait(**_values: Any) -> str | None:
    """In another form that takes files and is shown again: those that were chosen before."""
    held = received.hold()
    return render_template("support/private/_held.html", held=held) if held else None


def _beside(question: Question) -> queries.Beside:
    """Asked once for a page, which shows it in two places."""
    found: dict[int, queries.Beside] = g.setdefault("beside_questions", {})
    if question.id not in found:
        found[question.id] = queries.beside(question.id)
    return found[question.id]


def _box(question: Question, write: bool) -> str:
    return render_template(
        "support/private/_box.html",
        question=question,
        messages=_beside(question).messages,
        write=write,
        as_staff=policy.writes_as_staff(viewer(), question),
    )
