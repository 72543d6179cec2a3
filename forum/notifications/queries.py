"""Whoever looks sees their own notices only; whom to tell, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.accounts import queries as people
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.notifications import kinds
from forum.notifications.models import Follow, MailChoice, Notice, NoticeChoice
from forum.notifications.times import Clock

ALL = "*"  # in `MailChoice.off`: no notices by mail at all


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the inbox: a notice, or several of one bundle; `notice` is the newest."""

    notice: Notice
    count: int


@dataclass(frozen=True, slots=True)
class Member:
    """Whom something is told, and what she chose for its row."""

    id: int
    mailable: bool  # has a proven address, and the account may be used
    inbox: bool
    mail: str
    off: frozenset[str]
    clock: Clock
    epoch: int  # of signed addresses in her mails


#: Notices of one bundle are one line; each other stands alone.
_LINE = sa.func.coalesce(Notice.bundle, sa.cast(Notice.id, sa.Text))


def inbox(viewer: Viewer, page: int, row: str = "", unread_only: bool = False) -> Page[Line]:
    """The viewer's notices, newest first; of one row of the table; those not read yet."""
    new = Notice.read_at.is_(None)
    lines = sa.select(sa.func.max(Notice.id).label("newest"), sa.func.count().label("told")).where(
        Notice.person_id == viewer.id, Notice.inbox
    )
    if row:
        lines = lines.where(Notice.kind.in_(kinds.of_row(row)))
    if unread_only:
        lines = lines.where(new)
    lines = lines.group_by(_LINE, new).order_by(sa.desc("newest"))

    def fetch(limit: int, offset: int) -> list[Line]:
        found = {r.newest: r.told for r in db.session.execute(lines.limit(limit).offset(offset))}
        notices = db.session.scalars(
            sa.select(Notice).where(Notice.id.in_(found)).order_by(Notice.id.desc())
        ).all()
        return [Line(notice, found[notice.id]) for notice in notices]

    return paginate(fetch, page)


def notice(notice_id: int, viewer: Viewer) -> Notice:
    """One of the viewer's own. Raises `NotFound`."""
    found = db.session.get(Notice, notice_id)
    if found is None or found.person_id != viewer.id:
        raise NotFound()
    return found


def unread(viewer: Viewer) -> int:
    """How many lines the viewer has not seen."""
    count = sa.select(sa.func.count(sa.distinct(_LINE))).where(
        Notice.person_id == viewer.id, Notice.read_at.is_(None), Notice.inbox
    )
    return db.session.scalar(count) or 0


def of_bundle(notice: Notice) -> Any:
    """SQL: the notices that stand in the same line."""
    if notice.bundle is None:
        return Notice.id == notice.id
    return sa.and_(Notice.person_id == notice.person_id, Notice.bundle == notice.bundle)


def members(person_ids: Sequence[int], row: kinds.Row, must_know: bool = False) -> list[Member]:
    """Those of them who may be told something of `row`, in the order of their ids: one statement.

    Whoever is suspended is told only what she must know.
    """
    chosen = sa.and_(NoticeChoice.person_id == Person.id, NoticeChoice.row == row.name)
    wanted = (
        sa.select(
            Person.id, Person.email, Person.verified_at, MailChoice.off, MailChoice.zone, MailChoice.digest_hour,
            MailChoice.digest_day, MailChoice.quiet_from, MailChoice.quiet_until, MailChoice.epoch, NoticeChoice.inbox, NoticeChoice.mail,
        )
        .outerjoin(MailChoice, MailChoice.person_id == Person.id)
        .outerjoin(NoticeChoice, chosen)
        .where(Person.id.in_(person_ids), Person.erased_at.is_(None))
        .order_by(Person.id)
    )  # fmt: skip
    if not must_know:
        wanted = wanted.where(people.active())
    return [
        Member(
            id=r.id,
            mailable=bool(r.email and r.verified_at),
            inbox=row.inbox if r.inbox is None else r.inbox,
            mail=r.mail or row.mail,
            off=frozenset(r.off or ()),
            clock=Clock(r.zone, r.digest_hour, r.digest_day, r.quiet_from, r.quiet_until)
            if r.zone is not None
            else Clock(),
            epoch=r.epoch or 0,
        )
        for r in db.session.execute(wanted)
    ]


def thing_of(about: str | None) -> str:
    """What mails about this can be ended for: the private part of a question ends with the question."""
    return f"question:{about.partition(':')[2]}" if about else ALL


def may_mail(member: Member, about: str | None) -> bool:
    """Did she leave mails about this on?"""
    return not ({ALL, thing_of(about)} & member.off)


def muting(person_ids: Sequence[int], about: str | None) -> set[int]:
    """Those of them who want to hear nothing of this question."""
    if about is None:
        return set()
    muted = sa.select(Follow.person_id).where(
        Follow.thing == thing_of(about), Follow.muted_at.is_not(None), Follow.person_id.in_(person_ids)
    )
    return set(db.session.scalars(muted))


def chosen(person_id: int) -> dict[str, NoticeChoice]:
    """What she chose, by row of the table."""
    rows = db.session.scalars(
        sa.select(NoticeChoice)
        .where(NoticeChoice.person_id == person_id)
        .order_by(NoticeChoice.row)
        .execution_options(populate_existing=True)
    )
    return {each.row: each for each in rows}


def gets_digests(person_id: int) -> bool | None:
    """Does some row of her table come in a digest? None: she chose nothing, so she gets none."""
    rows = chosen(person_id)
    if not rows:
        return None
    found = db.session.get(MailChoice, person_id)
    if found is not None and ALL in found.off:
        return False
    return any(each.mail in (kinds.DAILY, kinds.WEEKLY) for each in rows.values())


def who_chose(row: str) -> list[int]:
    """Who turned a row on that is off for all others (the weekly page): in the inbox or by mail."""
    rows = sa.select(NoticeChoice.person_id).where(
        NoticeChoice.row == row, sa.or_(NoticeChoice.inbox, NoticeChoice.mail != kinds.OFF)
    )
    return list(db.session.scalars(rows.order_by(NoticeChoice.person_id)))


def clock_of(person_id: int) -> Clock:
    """What she chose about time."""
    found = db.session.get(MailChoice, person_id)
    if found is None:
        return Clock()
    return Clock(found.zone, found.digest_hour, found.digest_day, found.quiet_from, found.quiet_until)


def bounced(person_id: int) -> bool:
    """Does her address take no mail at the moment?"""
    found = db.session.get(MailChoice, person_id)
    return found is not None and found.bounced_at is not None
