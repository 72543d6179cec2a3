"""Mails that come in: kept first, then dealt with, once each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts import addresses
from forum.accounts.actions.signing_up import find_or_add
from forum.accounts.models import Person
from forum.attachments import actions as attachments
from forum.attachments import limits
from forum.attachments.models import Attachment
from forum.core import audit, clock, jobs, reply_addresses
from forum.core.db import db, upsert
from forum.core.errors import AskwellError, Invalid, ensure
from forum.core.settings import of_site
from forum.core.text import N_, clean_line
from forum.notifications import mailing
from forum.notifications.actions import tell
from forum.support import actions as cases
from forum.support.inbound import policy, sorting
from forum.support.inbound.models import InboundMail
from forum.support.inbound.reading import File, Read
from forum.support.private import actions as private
from forum.support.private import policy as private_policy
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Question
from forum.topics.queries import TopicRow

JOB = "inbound mail"
HEAD_BYTES = 64 * 1024  # where the headers that name a message stand
KEPT_OF_TOO_LARGE = 1024 * 1024
TITLE_CHARS = 150


def receive(raw: bytes, via: str, size: int | None = None) -> int | None:
    """Keep a mail in the current transaction, to be dealt with by the worker; None when it is here already.

    `size`: bytes of the whole message when `raw` is only its beginning.
    """
    size = max(size or 0, len(raw))
    kept = raw if size <= policy.BYTES_MAX else raw[:KEPT_OF_TOO_LARGE]
    row = upsert(InboundMail.__table__).values(
        key=key_of(raw), arrived_at=clock.now(), via=via, size=size, state="waiting", reason="", raw=kept,
        from_address="", from_name="", subject="", text="", files=[], not_kept=[], about="", became="",
    )  # fmt: skip
    made = row.on_conflict_do_nothing(index_elements=["key"]).returning(InboundMail.__table__.c.id)
    number: int | None = db.session.execute(made).scalar()
    if number is not None:
        jobs.enqueue(JOB, {"id": number})
    return number


def key_of(raw: bytes) -> str:
    """What makes two deliveries the same mail: what its writer gave it, not what servers on its way added."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    digest = hashlib.sha256()
    for name in (b"message-id", b"from", b"date"):
        found = re.search(rb"(?im)^" + name + rb":((?:.*)(?:\n[ \t].*)*)", head[:HEAD_BYTES])
        digest.update(b" ".join(found[1].split()) if found else b"")
        digest.update(b"\0")
    digest.update(body.rstrip(b"\n"))
    return digest.hexdigest()


def handle(mail_id: int, mail: Read | None, tries: int = 1) -> None:
    """Deal with a kept mail in the current transaction: it becomes words, or work for a person, or nothing.

    `mail`: what it says; None when it can't be read. Whatever happened to it before stays so.
    """
    address = sorting.sender(mail) if mail else ""
    found = _waiting(mail_id)
    if found is None:
        return
    if mail is None or tries > policy.TRIES_MAX:
        _for_review(found, "unreadable")
        return
    _note(found, mail, address)
    if mail.bounce is not None:
        _bounced(found, mail)
    elif sorting.automatic(mail) or sorting.ours(mail):
        _done(found, "automatic")
    else:
        _sort(found, mail, address)


def _sort(found: InboundMail, mail: Read, address: str) -> None:
    token = sorting.token(mail)
    if token is None:
        _for_review(found, "no address")
        return
    person = db.session.get(Person, token.person_id)
    bound = mailing.answerable(person.email) if person is not None and person.email else None
    if person is None or bound is None or not _holds(token, bound[1]):
        _for_review(found, "ended")
        return
    found.about, found.person_id = token.about, person.id
    if addresses.key(address) != person.email_key:
        _for_review(found, "sender")
    elif _came(found, "posted", timedelta(hours=1)) >= policy.POSTS_AN_HOUR:
        _for_review(found, "often")
    elif found.size > policy.BYTES_MAX:
        _for_review(found, "too large")
    elif not found.text and not mail.files:
        _for_review(found, "empty")
    else:
        try:
            with db.session.begin_nested():
                _become(found, person, mail.files)
            mailing.arrived(person.id)
        except AskwellError:
            _for_review(found, "refused")


def post(found: InboundMail, mail: Read, by: Person) -> None:
    """A person read it: it becomes what it would have become. Raises what answering raises, `Invalid` without words."""
    ensure(policy.can_post(by, found))
    person = db.session.get_one(Person, found.person_id)
    if not found.text and not mail.files:
        raise Invalid(N_("There is nothing in this mail to post."))
    _become(found, person, mail.files)
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
    _done(found, "posted")
    found.handled_by_id = by.id
    audit.record(by, "asked by mail", question.document, mail=found.id)
    tell(
        person.id, "mail_asked", question.path, mail_as="mail_asked", about=question.document, title=question.title
    )  # fmt: skip
    return question


def discard(found: InboundMail, by: Person) -> None:
    """Nothing comes of it, and nobody is told: whoever sends spam must not learn that it was read."""
    ensure(policy.can_decide(by, found))
    _done(found, "discarded")
    found.handled_by_id = by.id
    audit.record(by, "discarded mail", f"mail:{found.id}", found.reason)


def forget_old() -> int:
    """Delete what was dealt with long enough ago, messages and all."""
    old = clock.now() - timedelta(days=policy.KEPT_DAYS)
    return int(db.session.execute(sa.delete(InboundMail).where(InboundMail.handled_at < old)).rowcount)  # type: ignore[attr-defined]


def _waiting(mail_id: int) -> InboundMail | None:
    return db.session.scalars(
        sa.select(InboundMail)
        .where(InboundMail.id == mail_id, InboundMail.state == "waiting")
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _note(found: InboundMail, mail: Read, address: str) -> None:
    found.from_address = address or ", ".join(each for _name, each in mail.senders)[:320]
    found.from_name = clean_line(mail.senders[0][0])[:80] if mail.senders else ""
    found.subject = mail.subject[:500]
    found.text = mail.reply
    found.files = [file.name for file in mail.files]


def _holds(token: reply_addresses.Token, bound: str) -> bool:
    return reply_addresses.holds(of_site().secret_key, token, bound)


def _become(found: InboundMail, person: Person, files: Sequence[File]) -> None:
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
    _done(found, "posted")


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


def _bounced(found: InboundMail, mail: Read) -> None:
    """Noted on the address when it is a report on a mail that we did send there, and delivery is given up."""
    assert mail.bounce is not None
    bounce = mail.bounce
    key = of_site().secret_key
    if bounce.action == "failed" and reply_addresses.is_ours(key, bounce.message_id, bounce.address):
        found.person_id = mailing.bounced(bounce.address, f"{bounce.status} {bounce.said}".strip())
    found.text = f"{bounce.address}: {bounce.action} {bounce.status} {bounce.said}".strip()
    _done(found, "bounce")


def _for_review(found: InboundMail, reason: str) -> None:
    found.reason = reason
    if _came(found, "review", timedelta(days=1)) >= policy.REVIEWS_A_DAY:
        found.reason = "often"
        _done(found, "discarded")
    else:
        found.state = "review"


def _done(found: InboundMail, state: str) -> None:
    found.state = state
    found.handled_at = clock.now()


def _came(found: InboundMail, state: str, within: timedelta) -> int:
    """How many mails of the same sender were dealt with so of late."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).where(
                InboundMail.from_address == found.from_address,
                InboundMail.state == state,
                InboundMail.arrived_at > clock.now() - within,
            )
        )
        or 0
    )
