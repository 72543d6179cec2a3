"""What a person makes of a mail that nobody may believe by itself."""

from __future__ import annotations

from forum.accounts import addresses
from forum.accounts.actions.signing_up import find_or_add
from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.notifications.actions import tell
from forum.support import actions as cases
from forum.support.inbound import policy
from forum.support.inbound.actions.posting import become, done
from forum.support.inbound.models import InboundMail
from forum.support.inbound.reading import Read
from forum.support.private import actions as private
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.topics.queries import TopicRow

TITLE_CHARS = 150


def post(found: InboundMail, mail: Read, by: Person) -> None:
    """A person read it: it becomes what it would have become. Raises what answering raises, `Invalid` without words."""
    ensure(policy.can_post(by, found))
    person = db.session.get_one(Person, found.person_id)
    if not found.text and not mail.files:
        raise Invalid(N_("There is nothing in this mail to post."))
    become(found, person, mail.files)
    found.handled_by_id = by.id
    audit.record(by, "posted mail", found.about, mail=found.id, became=found.became)


def ask(
    found: InboundMail,
    by: Person,
    email: str,
    topic: TopicRow | None,
    lang: str,
    title: str,
    body: str,
    keep_private: bool,
) -> Question:
    """A mail becomes a question of whoever has this address, and a case: an account is made if there is none.

    `body`: what everybody may read; `keep_private`: the words of the mail itself go into the private part. Raises
    `Invalid` (errors: "email", and those of asking).
    """
    ensure(policy.can_decide(by, found))
    to = addresses.tidy(email)
    if to is None:
        raise Invalid(errors={"email": N_("This is no e-mail address.")})
    person, is_new = find_or_add(to, found.from_name or to.partition("@")[0], lang)
    if is_new:
        person.verified_at = (
            clock.now()
        )  # an agent read her mail; without a password nobody can sign in with it
        audit.record(by, "made person", f"person:{person.id}", role="customer", mail=found.id)
    ensure(person.is_active)
    question = threads.ask(person, topic, lang, title, body, form_key=f"mail:{found.key[:40]}")
    if keep_private and found.text:
        private.write(question, person, found.text, form_key=f"mail:{found.key[:40]}")
    cases.escalate(question, "agent", by=by)
    found.person_id, found.about, found.became = person.id, question.document, question.document
    done(found, "posted")
    found.handled_by_id = by.id
    audit.record(by, "asked by mail", question.document, mail=found.id)
    tell(
        person.id, "mail_asked", question.path, mail_as="mail_asked", about=question.document, title=question.title
    )  # fmt: skip
    return question


def discard(found: InboundMail, by: Person) -> None:
    """Nothing comes of it, and nobody is told: whoever sends spam must not learn that it was read."""
    ensure(policy.can_decide(by, found))
    done(found, "discarded")
    found.handled_by_id = by.id
    audit.record(by, "discarded mail", f"mail:{found.id}", found.reason)
