"""Digests: what happened in what a member follows, in one mail at her hour of the day or week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import force_locale
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core import clock, jobs, mail
from forum.core.db import db, reading
from forum.notifications import asking_again, kinds, mailing, queries, writing
from forum.notifications.models import DigestDue, Notice, NoticeChoice
from forum.notifications.policy import DIGEST_LINES_MAX
from forum.notifications.writing import Plan

JOB = "digest"
A_TICK = 500  # digests queued by one look at the clock; the next look takes the rest
ROW = kinds.Row("digest", "", mail=kinds.DAILY)  # no choice of its own: each notice in it has one


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A sentence and where it leads (a whole address)."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """Lines of one row of the table, or something more."""

    title: str
    lines: Sequence[DigestLine]


#: Something more than notices, for whoever gets a digest anyhow: best new answers. `since`: of the digest before.
More = Callable[[Person, datetime], Section | None]
_more: list[More] = []


def adds(more: More) -> More:
    """Register it; it shows only what the person may see, and is called in the language of the mail."""
    if more not in _more:
        _more.append(more)
    return more


def queue_due() -> int:
    """One job for each digest whose hour has come. By the clock."""
    due = db.session.execute(
        sa.select(DigestDue.person_id, DigestDue.cadence)
        .where(DigestDue.due_at <= clock.now())
        .order_by(DigestDue.due_at, DigestDue.person_id, DigestDue.cadence)
        .limit(A_TICK)
    ).all()
    for person_id, cadence in due:
        jobs.enqueue(JOB, {"person": person_id, "cadence": cadence})
        db.session.execute(
            sa.delete(DigestDue).where(DigestDue.person_id == person_id, DigestDue.cadence == cadence)
        )
    return len(due)


@jobs.handles(JOB)
def write(claimed: Sequence[jobs.Claimed]) -> None:
    """Write one digest, of what still holds and was not read in the inbox meanwhile; nothing left, no mail."""
    with reading():
        plans = [_plan(job.payload["person"], job.payload["cadence"]) for job in claimed]
    writing.carry_out(plans)


def _plan(person_id: int, cadence: str) -> Plan:
    person = db.session.get(Person, person_id, populate_existing=True)
    found = queries.members([person_id], ROW)
    waiting = _waiting(person_id, cadence)
    settled = [notice.id for notice in waiting]
    if person is None or not found or not found[0].mailable or queries.ALL in found[0].off:
        return Plan(settled)
    chosen = queries.chosen(person_id)
    wanted = [
        n
        for n in waiting
        if n.read_at is None and queries.may_mail(found[0], n.about) and _in_digest(chosen, n, cadence)
    ]
    kept = asking_again.still_true(wanted, person)
    if not kept:
        return Plan(settled)
    return Plan(settled, [notice.id for notice in kept], _mail(person, found[0].epoch, kept, cadence))


def _in_digest(chosen: Mapping[str, NoticeChoice], notice: Notice, cadence: str) -> bool:
    """Did she choose this digest for it? What began to wait under other defaults is not sent for that."""
    mine = chosen.get(kinds.of(notice.kind).row)
    return mine is not None and mine.mail == cadence


def _waiting(person_id: int, cadence: str) -> list[Notice]:
    waiting = sa.select(Notice).where(Notice.person_id == person_id, Notice.mail == cadence)
    return list(db.session.scalars(waiting.order_by(Notice.id).execution_options(populate_existing=True)))


def _mail(person: Person, epoch: int, notices: Sequence[Notice], cadence: str) -> dict[str, Any]:
    lang = writing.language(person)
    since = clock.now() - timedelta(days=7 if cadence == kinds.WEEKLY else 1)
    with force_locale(lang):
        sections = _sections(notices)
        shown = sum(len(section.lines) for section in sections)
        more = [section for make in _more if (section := make(person, since)) is not None]
    assert person.email is not None
    return mail.write(
        person.email,
        "digest",
        lang,
        unsubscribe=mailing.digest_ending_address(person.id, cadence, epoch),
        told={"notices": [notice.id for notice in notices], "digest": cadence},
        name=person.name,
        sections=[*sections, *more],
        count=shown,
        weekly=cadence == kinds.WEEKLY,
        inbox_url=mail.whole("/my/notices"),
        choices_url=mailing.choices_address(person.id, epoch),
    )


def _sections(notices: Sequence[Notice]) -> list[Section]:
    """By row of the table, in its order; those of one bundle are one line."""
    bundles: dict[tuple[str, str], list[Notice]] = {}
    for notice in notices:
        bundles.setdefault((notice.kind, notice.bundle or str(notice.id)), []).append(notice)
    by_row: dict[str, list[DigestLine]] = {}
    for told in list(bundles.values())[-DIGEST_LINES_MAX:]:
        newest = told[-1]
        text = kinds.sentence(newest.kind, newest.values, len(told))
        by_row.setdefault(kinds.of(newest.kind).row, []).append(DigestLine(text, mail.whole(newest.url)))
    sections = [
        Section(str(row.title), by_row[row.name]) for row in kinds.rows(staff=True) if row.name in by_row
    ]
    left = len(bundles) - DIGEST_LINES_MAX
    if left > 0:
        sections.append(
            Section(
                _("And more"),
                [DigestLine(_("%(count)s more in your inbox", count=left), mail.whole("/my/notices"))],
            )
        )
    return sections
