"""Deal with a kept mail: it becomes words, or work for a person, or nothing."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts import addresses
from forum.accounts.models import Person
from forum.core import clock, reply_addresses
from forum.core.db import db
from forum.core.errors import AskwellError
from forum.core.settings import of_site
from forum.core.text import clean_line
from forum.notifications import mailing
from forum.support.inbound import policy, sorting
from forum.support.inbound.actions.posting import become, done
from forum.support.inbound.models import InboundMail
from forum.support.inbound.reading import Read


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
        done(found, "automatic")
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
                become(found, person, mail.files)
            mailing.arrived(person.id)
        except AskwellError:
            _for_review(found, "refused")


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


def _bounced(found: InboundMail, mail: Read) -> None:
    """Noted on the address when it is a report on a mail that we did send there, and delivery is given up."""
    assert mail.bounce is not None
    bounce = mail.bounce
    key = of_site().secret_key
    if bounce.action == "failed" and reply_addresses.is_ours(key, bounce.message_id, bounce.address):
        found.person_id = mailing.bounced(bounce.address, f"{bounce.status} {bounce.said}".strip())
    found.text = f"{bounce.address}: {bounce.action} {bounce.status} {bounce.said}".strip()
    done(found, "bounce")


def _for_review(found: InboundMail, reason: str) -> None:
    found.reason = reason
    if _came(found, "review", timedelta(days=1)) >= policy.REVIEWS_A_DAY:
        found.reason = "often"
        done(found, "discarded")
    else:
        found.state = "review"


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
