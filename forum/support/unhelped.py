"""A reader was not helped and said why: her words become a question, or a case at once.

A guest proves her address first: her words wait in a kept form until she presses the link in the mail, and one
address gets only so many mails an hour (`rate_limits.MAIL_TO`), whoever asks for them.
"""

from __future__ import annotations

import re

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions as accounts
from forum.core import forms, pages, rate_limits
from forum.core.access import viewer
from forum.core.errors import Invalid
from forum.core.i18n import current_language
from forum.search import recording
from forum.support import policy
from forum.support.promise import actions as promise
from forum.threads import actions as threads
from forum.threads.forms import TITLE_MIN_CHARS
from forum.threads.views.received import in_words, me
from forum.topics import queries as topics
from forum.votes import follow_up
from forum.votes.follow_up import Step, Unhelped

TITLE_CHARS = 120  # of a title made of what somebody wrote: the rest stands in the text
_SENTENCE = re.compile(r"(?<=[.?!])\s|(?<=[。？！])|\n")
_MARKS = re.compile(r"([\\\[\]*_`<>])")


def register() -> None:
    """Offer both steps after "did this help?"."""
    follow_up.register("question", Step(lambda: _("Ask the community"), "ask", ask))
    follow_up.register("case", Step(lambda: _("Ask a person of our team"), "person", ask_person))


def ask(sent: Unhelped) -> Response:
    """Post it as a question."""
    return _take(sent, person=False)


def ask_person(sent: Unhelped) -> Response:
    """Post it as a question, and put that into the support queue at once."""
    return _take(sent, person=True)


def _take(sent: Unhelped, person: bool) -> Response:
    if not sent.note:
        raise Invalid(errors={"note": _("Say in a sentence what you need to know.")})
    rate_limits.spend_as(rate_limits.ASK, viewer())
    if viewer().id is None:
        return _by_mail(sent)
    topic = topics.by_id().get(sent.shown.topic_id or 0)
    try:
        question = threads.ask(
            me(), topic, current_language(), title_of(sent), body_of(sent),
            form_key=forms.line("form_key") or None,
        )  # fmt: skip
    except Invalid as error:
        found = in_words(error.errors)
        raise Invalid(errors={"note": next(iter(found.values()), error.message)}) from None
    recording.outcome(sent.search_id, "asked", question.document)
    if not person or not policy.can_ask_person(me(), question):
        return pages.done(_("Your question is posted. We tell you when somebody answers."), question.path)
    promise.ask_person(question, by=me())
    return pages.done(_("A person will look at it. You will be told by mail."), question.path)


def _by_mail(sent: Unhelped) -> Response:
    # After the link she is somebody else to the searches: her words go along.
    key = forms.keep({"searched": sent.words} if sent.words else None)
    if key is None:
        raise Invalid(errors={"note": _("This question is too long to be kept.")})
    accounts.link_to_post(sent.email, key, current_language())
    recording.outcome(sent.search_id, "asked")
    to = url_for("threads.mail_sent")
    if pages.wants_block():
        return Response(status=204, headers={"HX-Redirect": to})
    return redirect(to, 303)


def title_of(sent: Unhelped) -> str:
    """The first sentence of what she wrote; the text's own title where that says nothing."""
    first = next((part.strip() for part in _SENTENCE.split(sent.note) if part.strip()), "")
    if len(first) < TITLE_MIN_CHARS:
        return sent.shown.title[:TITLE_CHARS]
    if len(first) <= TITLE_CHARS:
        return first
    cut = first[:TITLE_CHARS]
    return (cut.rsplit(" ", 1)[0] if " " in cut[TITLE_CHARS // 2 :] else cut) + "…"


def body_of(sent: Unhelped) -> str:
    """All she wrote, and what she had read before."""
    title = _MARKS.sub(r"\\\1", sent.shown.title)
    parts = [
        sent.note,
        _("I had read [%(title)s](%(url)s) before. It did not help.", title=title, url=sent.shown.url),
    ]
    if sent.words:
        parts.append(_("I had searched for: %(words)s", words=_MARKS.sub(r"\\\1", sent.words)))
    return "\n\n".join(parts)
