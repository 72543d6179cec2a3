"""What the scene has of calls, incidents and the company's other systems. Part of `tests.security.scene`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.support.callbacks import actions as calls
from forum.support.callbacks.models import CallSlot
from forum.support.context import memory
from forum.support.context.shape import Row, Section
from forum.support.incidents import actions as incidents
from forum.support.models import Case
from tests.factories import site

if TYPE_CHECKING:
    from tests.security.scene import Scene

#: canary -> who may see it, as in the scene. The second one is a part of Dan's telephone number.
CANARIES: dict[str, set[str]] = {
    "zorcallnote": {"dan", "ana", "mo", "root"},
    "709192837": {"dan", "ana", "mo", "root"},
    "zorcontextorder": {"ana", "mo", "root"},
    "zorincidentwords": {"ana", "mo", "root"},
    "zorwithdrawn": {"ana", "mo", "root"},
}


def add(scene: Scene, common: str) -> None:
    """Dan has a call booked with Ana; something is broken, something else was announced by mistake."""
    n = scene.numbers
    with site(scene.app):
        dan, ana = (db.session.get_one(Person, scene.people[name].id) for name in ("dan", "ana"))
        for name, hours in (("slot", 24), ("booked slot", 26)):
            at = clock.now() + timedelta(hours=hours)
            slot = CallSlot(agent_id=ana.id, starts_at=at, minutes=20, topic_ids=[], offered_at=clock.now())
            db.session.add(slot)
            db.session.flush()
            n[name] = slot.id
        case = db.session.get_one(Case, n["case"])
        n["call"] = calls.book(case, n["booked slot"], dan, "+46709192837", "zorcallnote").id
        going_on = incidents.announce(
            ana,
            {"en": f"Announced outage of {common}"},
            {"en": "We look."},
            f"zorincidentwords {common}",
            [n["topic"]],
        )
        incidents.gather(going_on, [n["question"]], ana)
        mistaken = incidents.announce(
            ana, {"en": f"zorwithdrawn {common}"}, {"en": "zorwithdrawn"}, "", [], True
        )
        incidents.withdraw(mistaken, ana)
        n["incident"], n["withdrawn incident"] = going_on.id, mistaken.id
    settings = scene.app.config["SETTINGS"]
    settings.context_url, settings.context_secret = "http://127.0.0.1:9/", "a secret of the tests"
    known = (Section("Orders", (), (Row("Kettle", "zorcontextorder", ""),), ()),)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "KEPT_SECONDS", 10**6)  # however slow the machine
        memory.put(settings.database_url, scene.people["dan"].id, "en", known)
