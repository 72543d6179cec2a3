"""Tell people: a row for each in their inbox, in the transaction of the deed; what is mailed waits for the worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import clock, jobs
from forum.core.db import db, upsert
from forum.notifications import asking_again, kinds, queries, times
from forum.notifications.choices import GRACE_MINUTES
from forum.notifications.models import DigestDue, Notice
from forum.notifications.queries import Member
from forum.notifications.saying import MAIL_JOB, MANY_JOB, Said

FEW = 20  # people who are told with the deed: three statements, however many
PEOPLE_A_JOB = 500  # names in one row of the job table


def tell(
    person_id: int,
    kind: str,
    url: str,
    mail_as: str | None = None,
    about: str | None = None,
    must_know: bool = False,
    mail_only: dict[str, str] | None = None,
    group: str | None = None,
    thing: str | None = None,
    **values: Any,
) -> None:
    """Tell one person, in the current transaction: in her inbox and by mail, as she chose for the row of `kind`.

    `kind`: a registered kind; `url`: the path it leads to; `values`: plain values for its sentence and mail.
    `mail_as`: the mail `templates/email/<mail_as>/`, with `url` made whole and the person's `name`; else a plain one that
    says the sentence. `mail_only`: values for the mail that must not be kept in the notice (addresses that act for her).
    `about`: "question:34" or "private:34", what it tells of: mails of one question form one thread and can be answered
    (`core.mail.send_later`), and whoever muted the question isn't told. `must_know`: told and mailed in any case.
    `group` ("votes:answer:12"): those not read yet are one line in the inbox, and one mail. `thing` ("answer:12"): when
    this target is gone for her, so is the notice; a mail about what can be undone waits some minutes
    (`choices.GRACE_MINUTES`), then all is asked again (`kinds.register(still=...)`).
    People without a proven address, suspended and erased ones, and those who ended such mails get none.
    """
    deliver([person_id], Said(kind, url, values, mail_as, about, must_know, mail_only, group, thing))


def tell_many(
    person_ids: Iterable[int],
    kind: str,
    url: str,
    mail_as: str | None = None,
    about: str | None = None,
    group: str | None = None,
    thing: str | None = None,
    **values: Any,
) -> None:
    """Tell many. A few are told with the deed, as `tell` does; more cost it one row of the job table for 500 of them, and
    the worker tells them. Those who may not see `thing` are left out."""
    told = Said(kind, url, values, mail_as, about, group=group, thing=thing)
    people = sorted(set(person_ids))
    if len(people) <= FEW:
        deliver(asking_again.may_see(people, told), told)
        return
    said = told.to_json()
    for start in range(0, len(people), PEOPLE_A_JOB):
        jobs.enqueue(MANY_JOB, {"said": said, "people": people[start : start + PEOPLE_A_JOB]})


def tell_followers(
    things: Sequence[str],
    kind: str,
    url: str,
    but_not: Iterable[int] = (),
    about: str | None = None,
    group: str | None = None,
    thing: str | None = None,
    **values: Any,
) -> None:
    """Tell who follows one of `things` ("topic:3", "person:5"), each once, by the worker, some at a time.

    However many they are, the deed writes one row. They are told after the minutes in which the deed may be undone, and
    only those who may see `thing` then.
    """
    said = Said(kind, url, values, None, about, group=group, thing=thing).to_json()
    payload = {"said": said, "things": list(things), "but_not": sorted(set(but_not)), "after": 0}
    jobs.enqueue(MANY_JOB, payload, clock.now() + timedelta(minutes=GRACE_MINUTES.value))


def take_back(kind: str, thing: str, **values: Any) -> int:
    """It was undone: what was told of `thing` (with these `values`) goes out of all inboxes and waiting mails.

    Returns how many notices there were.
    """
    found = db.session.scalars(
        sa.select(Notice).where(Notice.thing == thing, Notice.kind == kind).order_by(Notice.id)
    )
    gone = [n.id for n in found if all(n.values.get(name) == value for name, value in values.items())]
    if gone:
        db.session.execute(sa.delete(Notice).where(Notice.id.in_(gone)))
    return len(gone)


def deliver(person_ids: Sequence[int], said: Said) -> int:
    """Write the notices of one thing said to these people, and what makes their mails go. Returns how many.

    A handful of statements, however many people.
    """
    row, now = kinds.row_of(said.kind), clock.now()
    must_know = said.must_know or row.must_know
    muted = set() if must_know else queries.muting(person_ids, said.about)
    told: list[tuple[Member, str | None]] = []
    for member in queries.members(person_ids, row, must_know):
        mail = _how_mailed(member, said, must_know)
        if member.id not in muted and (member.inbox or must_know or mail):
            told.append((member, mail))
    same = {
        "kind": said.kind, "values": said.values, "url": said.url, "at": now, "thing": said.thing,
        "about": said.about, "bundle": said.group, "must_know": must_know,
    }  # fmt: skip
    _write(
        [
            same | {"person_id": m.id, "inbox": m.inbox or must_know, "mail": None}
            for m, how in told
            if not how
        ]
    )
    for how in kinds.CADENCES:
        by_mail = [member for member, mail in told if mail == how]
        rows = [same | {"person_id": m.id, "inbox": m.inbox or must_know, "mail": how} for m in by_mail]
        if how == kinds.AT_ONCE:
            _mail_at_once(_write_numbered(rows), by_mail, said, now)
        else:
            _write(rows)
            _due_in_digests(by_mail, how, now)
    return len(told)


def _write(rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(Notice), rows)


def _write_numbered(rows: list[dict[str, Any]]) -> dict[int, int]:
    """{person: number of her notice}. (Objects added to the session are inserted one by one on SQLite.)"""
    if not rows:
        return {}
    made = db.session.execute(sa.insert(Notice).returning(Notice.person_id, Notice.id), rows)
    return {row.person_id: row.id for row in made}


def _how_mailed(member: Member, said: Said, must_know: bool) -> str | None:
    """At once, in a digest, or not."""
    if not member.mailable or not (kinds.of(said.kind).mails or said.mail_as):
        return None
    if must_know:
        return kinds.AT_ONCE if said.mail_as else None
    wanted = member.mail if queries.may_mail(member, said.about) else kinds.OFF
    return None if wanted == kinds.OFF else wanted


def _mail_at_once(notices: dict[int, int], to: Sequence[Member], said: Said, now: datetime) -> None:
    grace = timedelta(minutes=GRACE_MINUTES.value if said.undoable else 0)
    jobs.enqueue_many(
        MAIL_JOB,
        [
            (
                {"notice": notices[member.id], "mail_as": said.mail_as, "mail_only": said.mail_only},
                times.after_quiet(now + grace, member.clock),
            )
            for member in to
        ],
    )


def _due_in_digests(to: Sequence[Member], cadence: str, now: datetime) -> None:
    due = [
        {"person_id": member.id, "cadence": cadence, "due_at": times.next_digest(cadence, now, member.clock)}
        for member in to
    ]
    if due:
        db.session.execute(upsert(DigestDue.__table__).on_conflict_do_nothing(), due)
