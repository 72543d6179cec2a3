"""What notifications keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.accounts.personal_data import erased_name
from forum.core.db import db
from forum.core.jobs import Job
from forum.core.personal_data import DATABASE, MAIL, NOBODY, YOU, Kept
from forum.core.text import N_
from forum.notifications import asking_again
from forum.notifications.models import DigestDue, Follow, MailChoice, Notice, NoticeChoice
from forum.notifications.policy import KEPT_DAYS
from forum.notifications.saying import MANY_JOB


def _export(person_id: int) -> list[dict[str, Any]]:
    """As the inbox shows them: of what she may not see any more, that something was said and when."""
    mine = sa.select(Notice).where(Notice.person_id == person_id).order_by(Notice.id)
    rows = db.session.scalars(mine).all()
    person = db.session.get(Person, person_id)
    seen = asking_again.visible(rows, person) if person is not None else set()
    return [
        {
            "kind": n.kind,
            "values": n.values if n.id in seen else {},
            "url": n.url if n.id in seen else "",
            "at": n.at.isoformat(),
        }
        for n in rows
    ]


def _erase(person_id: int) -> None:
    """Their inbox goes; in the inboxes of others, what they did stays, without their name.

    A notice knows names only: of two people with one name, the other one is not named any more either.
    """
    db.session.execute(sa.delete(Notice).where(Notice.person_id == person_id))
    name = db.session.scalar(sa.select(Person.name).where(Person.id == person_id))
    named = sa.select(Notice).where(Notice.values["who"].as_string() == name).order_by(Notice.id)
    for notice in db.session.scalars(named):
        notice.values = {**notice.values, "who": erased_name()}
    for job in db.session.scalars(sa.select(Job).where(Job.kind == MANY_JOB).order_by(Job.id)):
        said = job.payload["said"]
        if said["values"].get("who") == name:
            job.payload = job.payload | {"said": said | {"values": said["values"] | {"who": erased_name()}}}


def _export_mail(person_id: int) -> list[dict[str, Any]]:
    found = db.session.get(MailChoice, person_id)
    if found is None:
        return []
    bounced = found.bounced_at.isoformat() if found.bounced_at else None
    return [
        {
            "off": found.off,
            "bounced_at": bounced,
            "bounce": found.bounce,
            "zone": found.zone,
            "digest_hour": found.digest_hour,
            "digest_day": found.digest_day,
            "quiet_from": found.quiet_from,
            "quiet_until": found.quiet_until,
        }
    ]


def _erase_mail(person_id: int) -> None:
    db.session.execute(sa.delete(MailChoice).where(MailChoice.person_id == person_id))


def _export_choices(person_id: int) -> list[dict[str, Any]]:
    rows = sa.select(NoticeChoice).where(NoticeChoice.person_id == person_id).order_by(NoticeChoice.row)
    return [{"row": c.row, "inbox": c.inbox, "mail": c.mail} for c in db.session.scalars(rows)]


def _erase_choices(person_id: int) -> None:
    db.session.execute(sa.delete(NoticeChoice).where(NoticeChoice.person_id == person_id))


def _export_follows(person_id: int) -> list[dict[str, Any]]:
    rows = sa.select(Follow).where(Follow.person_id == person_id).order_by(Follow.thing)
    return [
        {"thing": f.thing, "since": f.since.isoformat(), "muted": f.muted_at is not None}
        for f in db.session.scalars(rows)
    ]


def _erase_follows(person_id: int) -> None:
    """What they followed; and nobody follows them any more."""
    gone = sa.or_(Follow.person_id == person_id, Follow.thing == f"person:{person_id}")
    db.session.execute(sa.delete(Follow).where(gone))


def _export_digests(person_id: int) -> list[dict[str, Any]]:
    rows = sa.select(DigestDue).where(DigestDue.person_id == person_id).order_by(DigestDue.cadence)
    return [{"cadence": d.cadence, "due_at": d.due_at.isoformat()} for d in db.session.scalars(rows)]


def _erase_digests(person_id: int) -> None:
    db.session.execute(sa.delete(DigestDue).where(DigestDue.person_id == person_id))


ENTRIES = (
    Kept(
        table="notice",
        what=N_("What you were told: answers, accepted solutions, replies from us."),
        why=N_("So that you find it again in your inbox."),
        days=KEPT_DAYS,
        export=_export,
        erase=_erase,
    seen_by=YOU, where=(DATABASE, MAIL),),
    Kept(
        table="mail_choice",
        what=N_("Your time zone and quiet hours, which mails you ended, and what your mail server said when it took none."),
        why=N_("So that you get no mail you don’t want, and we learn when none arrives."),
        days=None,
        export=_export_mail,
        erase=_erase_mail,
    seen_by=YOU,),
    Kept(
        table="notice_choice",
        what=N_("What you chose to be told, in your inbox and by mail."),
        why=N_("So that you get no mail you don’t want, and we learn when none arrives."),
        days=None,
        export=_export_choices,
        erase=_erase_choices,
    seen_by=YOU,),
    Kept(
        table="follow",
        what=N_("Topics, tags and people that you follow, and questions that you muted."),
        why=N_("So that you are told of what is new there, and of nothing else."),
        days=None,
        export=_export_follows,
        erase=_erase_follows,
    seen_by=YOU,),
    Kept(
        table="digest_due",
        what=N_("When your next digest goes by mail."),
        why=N_("So that it comes at the hour you chose."),
        days=7,
        export=_export_digests,
        erase=_erase_digests,
    seen_by=NOBODY,),
)  # fmt: skip
