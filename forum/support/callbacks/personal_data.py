"""What calls keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.personal_data import DATABASE, MAIL, STAFF, Kept
from forum.core.text import N_
from forum.support.callbacks.models import Callback, CallSlot, OwnZone
from forum.support.callbacks.policy import PHONE_DAYS


def _export_calls(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(Callback, CallSlot.starts_at)
        .join(CallSlot, CallSlot.id == Callback.slot_id)
        .where(Callback.customer_id == person_id)
    )
    return [
        {
            "case": call.case_id,
            "at": starts_at.isoformat(),
            "phone": call.phone,
            "note": call.note,
            "booked_at": call.booked_at.isoformat(),
            "cancelled_at": call.cancelled_at.isoformat() if call.cancelled_at else None,
        }
        for call, starts_at in rows
    ]


def _erase_calls(person_id: int) -> None:
    db.session.execute(sa.update(Callback).where(Callback.customer_id == person_id).values(phone="", note=""))
    # A call that is still ahead can't be made without a number: its time is free again.
    db.session.execute(
        sa.update(Callback)
        .where(Callback.customer_id == person_id, Callback.cancelled_at.is_(None), Callback.outcome == "")
        .values(cancelled_at=clock.now())
    )


def _export_slots(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(CallSlot).where(CallSlot.agent_id == person_id))
    return [{"at": s.starts_at.isoformat(), "minutes": s.minutes} for s in rows]


def _erase_slots(person_id: int) -> None:
    """Nobody is there any more to call at these times; calls that were booked stay with the team."""
    db.session.execute(
        sa.update(CallSlot)
        .where(CallSlot.agent_id == person_id, CallSlot.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now())
    )


def _export_zone(person_id: int) -> list[dict[str, Any]]:
    found = db.session.get(OwnZone, person_id)
    return [{"zone": found.zone}] if found else []


def _erase_zone(person_id: int) -> None:
    db.session.execute(sa.delete(OwnZone).where(OwnZone.person_id == person_id))


ENTRIES = (
    Kept(
        table="callback",
        what=N_(
            "The calls you booked, with your telephone number. The number is forgotten 30 days after the call."
        ),
        why=N_("So that a person of the company can call you back."),
        days=None,
        export=_export_calls,
        erase=_erase_calls,
        seen_by=STAFF,
        where=(DATABASE, MAIL),
    ),
    Kept(
        table="call_slot",
        what=N_("The times at which you offered to call customers, as a member of staff."),
        why=N_("So that customers can choose one."),
        days=None,
        export=_export_slots,
        erase=_erase_slots,
        seen_by=STAFF,
    ),
    Kept(
        table="own_zone",
        what=N_("The time zone you chose."),
        why=N_("So that times of calls are shown as your clock shows them."),
        days=None,
        export=_export_zone,
        erase=_erase_zone,
        seen_by=STAFF,
    ),
)
assert PHONE_DAYS == 30  # the sentence above says so
