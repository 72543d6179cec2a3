"""The two buttons of a mail: one secret for one asker and one question, signed, used once, stored as a hash.

Opening the address changes nothing (mail scanners open addresses); the button of the page acts.
"""

from __future__ import annotations

from dataclasses import dataclass

from forum.accounts import links
from forum.accounts.models import MailLink, Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.links import external
from forum.threads.models import Answer, Question

PURPOSE = "loop"
HOURS = 24 * 30  # people come back after a holiday


@dataclass(frozen=True, slots=True)
class Asked:
    """What a good address is for."""

    question: Question
    person: Person
    answer_id: int | None  # the one that the mail told of


def buttons(question: Question, answer: Answer | None) -> dict[str, str]:
    """{"solved_url", "stuck_url"} for a mail to whoever asked; nothing for somebody who gets no mail."""
    person = db.session.get(Person, question.author_id)
    if person is None or not person.is_active or not person.verified_at:
        return {}
    number = answer.id if answer is not None else None
    secret = links.seal(links.make(PURPOSE, person.id, HOURS, question=question.id, answer=number), PURPOSE)
    return {
        f"{said}_url": external("support.loop_confirm", secret=secret, said=said)
        for said in ("solved", "stuck")
    }


def find(secret: str) -> Asked:
    """What the address is for, without using it. Raises `NotFound`: made up, used, too old, or nothing to say any more."""
    return _asked(links.find(links.unseal(secret, PURPOSE), PURPOSE))


def use(secret: str) -> Asked:
    """The same, used up in this transaction; of two presses at once one gets `NotFound`."""
    return _asked(links.use(links.unseal(secret, PURPOSE), PURPOSE))


def _asked(link: MailLink) -> Asked:
    question = db.session.get(Question, link.payload["question"])
    person = db.session.get(Person, link.person_id) if link.person_id else None
    if question is None or not question.public or person is None or not person.is_active:
        raise NotFound()
    if question.author_id != person.id:
        raise NotFound()
    return Asked(question, person, link.payload["answer"])
