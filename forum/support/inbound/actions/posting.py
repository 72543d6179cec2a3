"""A mail becomes words of the question that it answers."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.attachments import actions as attachments
from forum.attachments import limits
from forum.attachments.models import Attachment
from forum.core import clock
from forum.core.errors import AskwellError, Invalid, ensure
from forum.core.text import N_
from forum.notifications.actions import tell
from forum.support.inbound.models import InboundMail
from forum.support.inbound.reading import File
from forum.support.private import actions as private
from forum.support.private import policy as private_policy
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Question


def become(found: InboundMail, person: Person, files: Sequence[File]) -> None:
    kind, _, number = found.about.partition(":")
    question = thread_queries.question(int(number), viewer=person)
    form_key = f"mail:{found.key[:40]}"
    hidden = kind == "private"
    # Files are never public: with a reply in the thread they go to the private part, of whoever has one.
    kept = _bring(found, question, person, files)
    if hidden:
        message = private.write(question, person, found.text, form_key=form_key, files=kept)
        found.became = f"private:{message.id}"
    else:
        if found.text:
            answer = threads.answer(question, by=person, body=found.text, form_key=form_key)
            found.became = f"answer:{answer.id}"
        if kept:
            private.write(question, person, "", form_key=form_key, files=kept)
            found.became = found.became or found.about
    if found.not_kept:
        names = ", ".join(found.not_kept)
        tell(person.id, "files_not_kept", question.path, names=names, title=question.title)
    if not found.became:
        raise Invalid(N_("There is nothing in this mail to post."))
    done(found, "posted")


def _bring(found: InboundMail, question: Question, person: Person, files: Sequence[File]) -> list[Attachment]:
    kept: list[Attachment] = []
    found.not_kept = []
    for file in files:
        try:
            ensure(private_policy.can_write(person, question) and len(kept) < limits.COUNT.value)
            kept.append(attachments.bring(file.data, file.name, person, f"private:{question.id}"))
        except (AskwellError, OSError):
            found.not_kept = [*found.not_kept, file.name]
    return kept


def done(found: InboundMail, state: str) -> None:
    found.state = state
    found.handled_at = clock.now()
