"""What was solved in private, told to everybody: an agent writes a summary, sees what of it is private, and decides."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import sqlalchemy as sa
from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts.models import Person
from forum.core import forms, markdown, pages, rate_limits
from forum.core.access import agents, viewer
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.support.private import actions, policy, queries, redaction
from forum.support.private.queries import MessageView
from forum.support.private.redaction import Found
from forum.support.views import bp
from forum.threads import queries as threads
from forum.threads.models import Answer, Question
from forum.threads.views.received import in_words

KINDS = {
    "mail": lazy_gettext("E-mail address"),
    "number": lazy_gettext("Number"),
    "address": lazy_gettext("Network address"),
    "name": lazy_gettext("Name"),
}


class Checked(NamedTuple):
    """A summary and what of it also stands in the private part."""

    body: str
    found: list[Found]

    @property
    def mark(self) -> str:
        """Says of which text somebody confirmed what is marked: another text is looked at again."""
        return hashlib.sha256(self.body.encode()).hexdigest()[:32]


@bp.get("/questions/<int:question_id>/private/summary")
@agents
def private_summary(question_id: int) -> AnyResponse:
    """The form: our last private words are in it, to be made fit for everybody."""
    question, messages = _found(question_id)
    ours = [message.body for message in messages if message.staff and not message.needs]
    return _page(question, messages, Checked(ours[-1] if ours else "", []), preview=False)


@bp.post("/questions/<int:question_id>/private/summary")
@agents
def publish_summary(question_id: int) -> AnyResponse:
    """Look at it, or publish: at once when nothing of it is private, else when that was confirmed for this very text."""
    rate_limits.spend_as(rate_limits.ANSWER, current_user)
    question, messages = _found(question_id)
    body = forms.text("body").strip()
    checked = Checked(body, _look(question, messages, body))
    confirmed = request.form.get("confirmed") == checked.mark
    if request.form.get("intent") != "publish" or (checked.found and not confirmed):
        asked = bool(checked.found) and request.form.get("intent") == "publish"
        return _page(question, messages, checked, preview=bool(body), asked=asked)
    try:
        answer = actions.publish(
            question, current_user._get_current_object(), body, forms.line("form_key") or None
        )
    except Invalid as error:
        return _page(question, messages, checked, preview=False, errors=in_words(error.errors))
    return pages.done(_("The summary is in the thread, as our answer."), answer.path)


def _found(question_id: int) -> tuple[Question, list[MessageView]]:
    question = threads.question(question_id, viewer())
    ensure(policy.can_publish(viewer(), question))
    return question, queries.messages(question_id, viewer())


def _look(question: Question, messages: list[MessageView], body: str) -> list[Found]:
    asker = db.session.get_one(Person, question.author_id)
    files = [name for message in messages for name in (file.name for file in message.files)]
    public = db.session.scalars(
        sa.select(Answer.body).where(
            Answer.question_id == question.id, Answer.hidden_at.is_(None), Answer.deleted_at.is_(None)
        )
    ).all()
    return redaction.find(
        body,
        [message.body for message in messages] + files,
        [asker.name, asker.email or ""],
        [question.title, question.body, *public],
        question.lang,
    )


def _page(
    question: Question,
    messages: list[MessageView],
    checked: Checked,
    preview: bool,
    asked: bool = False,
    errors: dict[str, str] | None = None,
) -> AnyResponse:
    errors = errors or {}
    if asked:
        errors["confirmed"] = _("Look at what is marked, and say that everybody may read it.")
    return pages.answer(
        "support/private/summary.html",
        status=422 if errors else 200,
        question=question,
        messages=messages,
        checked=checked,
        pieces_found=redaction.pieces(checked.body, checked.found),
        found=[(KINDS[f.kind], checked.body[f.start : f.end]) for f in checked.found],
        preview=preview,
        rendered_body=markdown.render_post(checked.body) if preview else "",
        errors=errors,
        as_staff=True,
    )
