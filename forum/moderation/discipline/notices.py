"""Whoever a measure concerns is told what was decided, why, until when, and how to say something to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core import mail
from forum.core.db import db
from forum.core.text import N_
from forum.hours.words import site_time
from forum.moderation.discipline import links
from forum.moderation.discipline.models import Appeal, Measure
from forum.notifications import kinds
from forum.notifications.actions import tell

WHERE = "/my/decisions"
MODERATORS_TOLD_MAX = 50

_TAKEN = {
    "warning": N_("A warning from the moderators: %(because)s"),
    "silence": N_("You can read but not write until %(until)s: %(because)s"),
    "suspension": N_("Your account was suspended until %(until)s: %(because)s"),
    "endless": N_("Your account was suspended: %(because)s"),
}


def register() -> None:
    """How these notices read."""
    kinds.register("disciplined", _taken, row="moderation")
    kinds.register(
        "discipline_undone",
        lambda v: _("A decision about you was undone: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "appeal_granted",
        lambda v: _("We looked again and decided otherwise: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "appeal_declined",
        lambda v: _("We looked again, and the decision stands: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "appeal_made", lambda v: _("%(who)s asks to look at a decision again.", **v), row="desk", mails=False
    )


def words_of(values: dict[str, Any]) -> str:
    """What was decided, in a sentence: for inbox, mail and pages."""
    until = values.get("until")
    kind = "endless" if values["measure"] == "suspension" and not until else values["measure"]
    when = site_time(datetime.fromisoformat(until)) if until else ""
    return str(_(_TAKEN[kind], because=values["because"], until=when))


def _taken(values: dict[str, Any]) -> str:
    return words_of(values)


def taken(measure: Measure, person: Person) -> None:
    """Tell her; a suspended one by mail alone reads it."""
    tell(
        person.id,
        "disciplined",
        WHERE,
        mail_as="disciplined",
        must_know=True,
        mail_only={"appeal": mail.whole(links.appeal_path(measure.id))},
        measure=measure.kind,
        because=measure.because,
        until=measure.until.isoformat() if measure.until else "",
    )


def undone(measure: Measure, person: Person) -> None:
    """Tell her that it is as if it had not been."""
    tell(person.id, "discipline_undone", WHERE, mail_as="decided_again", must_know=True, because=measure.ended_because,
         granted=True)  # fmt: skip


def decided(appeal: Appeal, measure: Measure, person: Person) -> None:
    """Tell her what came of her words."""
    kind = "appeal_granted" if appeal.granted else "appeal_declined"
    as_mail = (
        None if appeal.granted and measure.kind in ("warning", "silence", "suspension") else "decided_again"
    )
    tell(
        person.id,
        kind,
        WHERE,
        mail_as=as_mail,
        must_know=True,
        because=appeal.because,
        granted=bool(appeal.granted),
    )


def appealed(measure: Measure, person: Person) -> None:
    """Moderators who may decide it are told."""
    chosen = sa.select(Person.id).where(
        Person.role.in_(("moderator", "admin")),
        Person.moderated_topics.is_(None),
        Person.suspended_at.is_(None),
        Person.id != (measure.by_id or 0),
    )
    for person_id in db.session.scalars(chosen.order_by(Person.id).limit(MODERATORS_TOLD_MAX)).all():
        tell(person_id, "appeal_made", f"/moderation/appeals#measure-{measure.id}", who=person.name)
