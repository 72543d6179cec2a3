"""Asking: what was typed into the search box is already there, and what may answer it stands beside the form."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import actions as accounts
from forum.core import drafts, events, forms, markdown, pages, rate_limits
from forum.core.access import only_reads, public, viewer
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.core.i18n import current_language
from forum.search import recording
from forum.threads import actions
from forum.threads.models import Question
from forum.threads.views import received, suggesting
from forum.threads.views.blueprint import bp
from forum.threads.views.received import SentQuestion, in_words


@bp.get("/ask")
@public
def ask() -> AnyResponse:
    """The form: with the words of the search that led here, or as it was left."""
    sent = received.empty_question()
    draft = drafts.find(viewer().id, "ask") if not sent.title else {}
    for name in ("title", "body", "topic", "lang", "tags", "suggested"):
        if draft.get(name):
            setattr(sent, name, draft[name])
    sent.values = received.values_of(draft)
    return form(sent, is_draft=bool(draft.get("title") or draft.get("body")))


@bp.post("/ask")
@public
def post_question() -> AnyResponse:
    """Post the question, or show what was asked for before: the text, what may answer it already."""
    sent, me, intent = received.question(), viewer(), request.form.get("intent")
    if intent == "edit" or "take" in request.form:
        return form(sent)
    if intent == "preview" and me.id is not None:
        return form(sent, preview=markdown.render_post(sent.body))
    if intent == "suggest":
        return suggesting.show(sent, suggesting.look(sent))
    errors = sent.errors()
    if me.id is None and not sent.email:
        errors["email"] = _("We need an address to send you the link that posts your question.")
    if errors:
        return form(sent, errors)
    if sent.wanted() and sent.asked_for != sent.topic:
        return form(sent, ask_more=True)  # no script showed what the topic asks for
    rate_limits.spend_as(rate_limits.ASK, me, form=line("form_key"))
    if me.id is None:
        return _by_mail(sent)
    return _post(sent)


@bp.post("/ask/fields")
@public
@only_reads
def ask_fields() -> AnyResponse:
    """What the chosen topic asks for beside the text (HTML fragment), with what was said in it already."""
    rate_limits.spend_later(rate_limits.SUGGEST, viewer().id or rate_limits.here())
    return pages.answer("threads/_fields.html", sent=received.question(), errors={})


@bp.get("/ask/sent")
@public
def mail_sent() -> AnyResponse:
    """A guest's question waits for the link in the mail."""
    return pages.answer("threads/look_in_mail.html")


def _by_mail(sent: SentQuestion) -> AnyResponse:
    """Keep a guest's question until the link in the mail is pressed: it proves the address, and posts."""
    key = forms.keep()
    try:
        if key is None:
            raise Invalid(_("This question is too long to be kept."))
        accounts.link_to_post(sent.email, key, current_language())
    except Invalid as error:
        return form(sent, in_words(error.errors) or {"body": error.message})
    recording.outcome(sent.search_id, "asked")
    return redirect(url_for(".mail_sent"), 303)


def _post(sent: SentQuestion) -> AnyResponse:
    me = received.me()
    try:
        question = actions.ask(
            by=me,
            topic=sent.topic_row(),
            lang=sent.lang,
            title=sent.title,
            body=sent.body,
            tags=sent.tag_names(),
            fields=sent.values,
            form_key=line("form_key") or None,
            form=forms.suspicion(),
        )
    except Invalid as error:
        rate_limits.give_back_as(rate_limits.ASK, me, form=line("form_key"))
        return form(sent, in_words(error.errors))
    _remember(sent, question)
    drafts.drop(me.id, "ask")
    if not question.public:
        return pages.done(_("Thank you. Our team looks at it before everybody can see it."), question.path)
    return pages.done(_("Your question is posted. We tell you when somebody answers."), question.path)


def _remember(sent: SentQuestion, question: Question) -> None:
    """What came of the searches before, and which suggestions were read and did not help."""
    for search_id in (sent.search_id, sent.suggested):
        recording.outcome(search_id, "asked", f"question:{question.id}")
    events.emit("asking.posted", story=sent.suggested, question_id=question.id)
    for shown in suggesting.rejected_ones(sent):
        suggesting.tell_rejected(shown, sent, question.id)


def form(
    sent: SentQuestion,
    errors: dict[str, str] | None = None,
    preview: str = "",
    is_draft: bool = False,
    ask_more: bool = False,
) -> AnyResponse:
    """The form, filled with what was sent."""
    return pages.answer(
        "threads/ask.html",
        status=422 if errors or ask_more else 200,
        ask_more=ask_more,
        sent=sent,
        errors=errors or {},
        preview=preview,
        is_draft=is_draft,
        **_options(sent),
    )


def _options(sent: SentQuestion) -> dict[str, Any]:
    return {
        "topics": received.topic_options(),
        "languages": received.language_options(sent.lang),
        "is_guest": viewer().id is None,
    }
