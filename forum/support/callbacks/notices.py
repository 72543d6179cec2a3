"""Who is told what about a call. Nobody is mailed a telephone number: it stands on the case, for staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import brand, clock, mail
from forum.core.db import db
from forum.hours import queries as hours
from forum.notifications import actions as notifications
from forum.notifications import kinds
from forum.support.callbacks import invitation, queries, words
from forum.support.callbacks.models import Callback, CallSlot
from forum.threads.models import Question


def register() -> None:
    """How these notices read in the inbox. Their mails, with entries for calendars, go by themselves."""
    kinds.register(
        "call_booked",
        lambda v: _("A call is booked: %(when)s, “%(title)s”.", **_said(v)),
        row="cases",
        mails=False,
    )
    kinds.register(
        "call_moved",
        lambda v: _("A call was moved to %(when)s: “%(title)s”.", **_said(v)),
        row="cases",
        mails=False,
    )
    kinds.register(
        "call_cancelled",
        lambda v: _("The call %(when)s is cancelled: “%(title)s”.", **_said(v)),
        row="cases",
        mails=False,
    )
    kinds.register(
        "call_soon",
        lambda v: _("A call comes soon: %(when)s, “%(title)s”.", **_said(v)),
        row="cases",
        mails=False,
    )
    kinds.register(
        "call_missed",
        lambda v: _("We called and did not reach you: “%(title)s”.", **_said(v)),
        row="cases",
        mails=False,
    )


def _said(values: dict[str, Any]) -> dict[str, str]:
    when = datetime.fromisoformat(values["at"])
    return {"when": words.whole(when, values["zone"]), "title": values["title"]}


def booked(call: Callback, slot: CallSlot, question: Question) -> None:
    """Both, with a calendar entry."""
    _tell(call.customer_id, "call_booked", call, slot, question, "REQUEST")
    _tell(slot.agent_id, "call_booked", call, slot, question, "REQUEST")


def moved(call: Callback, before: CallSlot, slot: CallSlot, question: Question) -> None:
    """Both; another agent gets an entry, and the one before is rid of it."""
    _tell(call.customer_id, "call_moved", call, slot, question, "REQUEST")
    if before.agent_id == slot.agent_id:
        _tell(slot.agent_id, "call_moved", call, slot, question, "REQUEST")
    else:
        _tell(slot.agent_id, "call_booked", call, slot, question, "REQUEST")
        _tell(before.agent_id, "call_cancelled", call, before, question, "CANCEL")


def cancelled(call: Callback, slot: CallSlot, question: Question, by: Person | None) -> None:
    """Both: the entries go out of their calendars. Whoever cancelled knows already and gets the mail only."""
    for person_id in (call.customer_id, slot.agent_id):
        _tell(
            person_id,
            "call_cancelled",
            call,
            slot,
            question,
            "CANCEL",
            known=by is not None and by.id == person_id,
        )


def reminder(call: Callback, slot: CallSlot, question: Question) -> None:
    """Both; their calendars know."""
    _tell(call.customer_id, "call_soon", call, slot, question)
    _tell(slot.agent_id, "call_soon", call, slot, question)


def missed(call: Callback, question: Question) -> None:
    """The customer, who may choose another time."""
    _tell(call.customer_id, "call_missed", call, queries.slot(call.slot_id), question)


def _tell(
    person_id: int,
    kind: str,
    call: Callback,
    slot: CallSlot,
    question: Question,
    method: str = "",
    known: bool = False,
) -> None:
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active:
        return
    mine = person_id == call.customer_id
    path = f"/my/cases/{call.case_id}/call" if mine else f"/desk/cases/{call.case_id}"
    zone = queries.zone_of(person_id) or hours.calendar().zone
    if not known:
        at = slot.starts_at.isoformat()
        notifications.tell(person_id, kind, path, at=at, zone=zone, title=question.title)
    if not person.email or not person.verified_at:
        return
    settings = current_app.config["SETTINGS"]
    language = person.language if person.language in LANGUAGES else settings.default_language
    with force_locale(language):
        when = words.whole(slot.starts_at, zone)
        entry = _entry(method, call, slot, question, person, mine, path) if method else None
    mail.send_later(
        person.email, kind, language, about=f"private:{question.id}", calendar=entry, name=person.name,
        when=when, minutes=slot.minutes, title=question.title, url=mail.whole(path), mine=mine,
    )  # fmt: skip


def _entry(
    method: str, call: Callback, slot: CallSlot, question: Question, person: Person, mine: bool, path: str
) -> tuple[str, str]:
    settings = current_app.config["SETTINGS"]
    said = (
        _("%(site)s calls you", site=brand.name())
        if mine
        else _("Call a customer: case %(number)s", number=call.case_id)
    )
    url = mail.whole(path)
    text = invitation.entry(
        method,
        uid=call.uid,
        sequence=call.sequence,
        begins=slot.starts_at,
        ends=slot.ends_at,
        made=clock.now(),
        summary=said,
        description=f"{question.title}\n{url}",
        url=url,
        organizer=settings.mail_from,
        attendee=person.email or "",
    )
    return method, text
