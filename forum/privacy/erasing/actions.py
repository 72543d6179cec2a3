"""Ask to be erased, come back, and be erased when the time is over."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from forum.accounts import addresses, links, tokens
from forum.accounts.actions.account import end_sessions
from forum.accounts.models import Person
from forum.accounts.personal_data import erased_name
from forum.config import LANGUAGES
from forum.core import audit, clock, events, jobs, mail, personal_data
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.jobs import Job
from forum.privacy import policy, queries
from forum.privacy.erasing import afterwards, nearby, pointing, remembered, told
from forum.privacy.erasing.afterwards import FAREWELL
from forum.privacy.erasing.identity import Identity, as_in_json
from forum.privacy.erasing.sweeping import sweep
from forum.privacy.models import Erasure
from forum.search import outbox
from forum.threads.actions import take_posts_along

log = logging.getLogger(__name__)

KIND = "erase"
GRACE_DAYS = 14
LINK = "stay"  # the purpose of the link that brings the account back
POSTS = ("stay", "go")


def ask(by: Person, posts: str, at_once: bool = False) -> Erasure:
    """Shut the account now, and erase it in `GRACE_DAYS` (or as soon as the worker comes to it). Twice is once.

    `posts`: they "stay" without a name, or "go". A mail says so and, in the time of grace, holds the link that brings the
    account back. Raises `NotAllowed` for people of the company (`policy.why_not`).
    """
    ensure(not policy.why_not_erase(by, queries.other_admins(by.id)))
    if posts not in POSTS:
        raise ValueError(posts)
    standing = db.session.get(Erasure, by.id)
    if standing is not None:
        return standing
    now = clock.now()
    due = now if at_once else now + timedelta(days=GRACE_DAYS)
    made = Erasure(person_id=by.id, asked_at=now, due_at=due, posts=posts, shut=not by.suspended)
    db.session.add(made)
    by.leaving_at = due
    if made.shut:  # whatever asks whether an account is open knows of accounts that are shut
        by.suspended_at, by.suspended_until = now, None
    audit.record(by, "asked to be erased", f"person:{by.id}")
    end_sessions(by.id)
    tokens.end_all(by.id)
    links.use_all_of(by.id, *links.HOURS)
    events.emit("person.changed", person_id=by.id)
    if at_once:
        jobs.enqueue(KIND, {"account": by.id})
    elif by.email:
        secret = links.make(LINK, by.id)
        url = mail.whole(f"/my/data/stay/{links.seal(secret, LINK)}")
        mail.send_later(by.email, "leaving", by.language, name=by.name, url=url, due=due, posts=posts)
    return made


def leaving(sealed: str) -> Erasure:
    """Whose link this is, and when it is over; uses nothing up. Raises `NotFound`."""
    link = links.find(links.unseal(sealed, LINK), LINK)
    found = db.session.get(Erasure, link.person_id)
    if found is None:
        raise NotFound()
    return found


def come_back(sealed: str) -> Person:
    """Open the account again: all is as it was. Raises `NotFound` for a link that is used, too old or not ours."""
    asked = leaving(sealed)
    links.use(links.unseal(sealed, LINK), LINK)
    person = db.session.get_one(Person, asked.person_id)
    person.leaving_at = None
    if asked.shut:
        person.suspended_at = person.suspended_until = None
    db.session.delete(asked)
    audit.record(person, "came back", f"person:{person.id}")
    events.emit("person.changed", person_id=person.id)
    return person


def erase_due() -> int:
    """By the clock: have those erased whose time is over, and those whom a restored backup brought back. Returns how many."""
    if remembered.unsettled():
        again()
        db.session.commit()
        remembered.settled()
    due = db.session.scalars(sa.select(Erasure.person_id).where(Erasure.due_at <= clock.now())).all()
    waiting = {
        job.payload["account"] for job in db.session.scalars(sa.select(Job).where(Job.kind == KIND)).all()
    }
    for number in sorted(set(due) - waiting):
        jobs.enqueue(KIND, {"account": number})
    return len(due)


@jobs.handles(KIND, lease_seconds=3600)
def _erase(claimed: Any) -> None:
    for job in claimed:
        asked = db.session.get(Erasure, job.payload["account"])
        if asked is not None and asked.due_at <= clock.now():
            erase(asked.person_id, asked.posts)


def erase(number: int, posts: str, say: bool = True) -> None:
    """Forget who `number` was, in every table, file and index, in the current transaction. `say`: a last mail."""
    person = db.session.get_one(Person, number)
    email, name, language, made_at = person.email, person.name, person.language, person.created_at
    near = nearby.of(number)
    called = erased_name()
    known = [] if email is None else [email, addresses.key(email)]
    who = Identity(
        number,
        pointing.nobody(called),
        name,
        called,
        tuple(dict.fromkeys(known)),
        person.handle or "",
    )
    remembered.note(number, made_at, posts)
    events.emit("person.leaving", person_id=number)
    if posts == "go":
        told.forget(number)
        take_posts_along(number, _instead())
    # The account last: the other features may still look up what it was called.
    for entry in sorted(personal_data.everything(), key=lambda entry: entry.table == "person"):
        entry.erase(number)
    _drop_mail_to(who.addresses)
    db.session.flush()
    changed = sweep(who, near)
    _out_of_the_log(who)
    pointing.turn(number, who.instead)
    outbox.changed_many(sorted(changed | {f"question:{each}" for each in near.questions}))
    audit.record(None, "erased an account", f"person:{who.instead}", posts=posts)
    afterwards.put_off()
    if email and say:
        jobs.enqueue(FAREWELL, mail.write(email, "erased", language, name=name, posts=posts))


def again() -> int:
    """After a backup was restored: erase whoever was erased since it was made. Returns how many; the caller commits."""
    accounts: list[tuple[int, datetime]] = [
        (row.id, row.created_at)
        for row in db.session.execute(
            sa.select(Person.id, Person.created_at).where(Person.erased_at.is_(None)).order_by(Person.id)
        )
    ]
    found = remembered.wanted(accounts)
    for number, posts in found:
        erase(number, posts, say=False)
    return len(found)


def _instead() -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = _("Removed by its author")
    return said


def _out_of_the_log(who: Identity) -> None:
    """Others' sentences that name her go; who did what goes on to be known, hers under the number of nobody."""
    e = AuditEntry
    detail = sa.cast(e.detail, sa.Text)
    named = []
    for word in (*who.everywhere, *([f'"{who.name}"'] if who.name else [])):
        named.append(
            e.because.icontains(word.strip('"'), autoescape=True)
            if who.distinct or "@" in word
            else sa.false()
        )
        named += [detail.icontains(form, autoescape=True) for form in as_in_json(word.strip('"'))]
    audit.redact(sa.or_(*named))
    audit.forget_who(who.number, who.instead)


def _drop_mail_to(known: tuple[str, ...]) -> None:
    """Mail that waits, or that was given up: it names the person and nobody needs it any more."""
    if known:
        db.session.execute(
            sa.delete(Job)
            .where(
                Job.kind == "mail",
                sa.func.lower(Job.payload["to"].as_string()).in_([k.lower() for k in known]),
            )
            .execution_options(synchronize_session=False)
        )
