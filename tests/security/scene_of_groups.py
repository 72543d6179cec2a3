"""A group that only members read, with one who asks to come in and an invitation, for the table of doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.models import Person
from forum.core.db import db
from forum.groups import actions as groups
from tests.factories import site

if TYPE_CHECKING:
    from tests.security.scene import Scene


def add(scene: Scene) -> None:
    """Mo runs it, Bob is in it, Dan asks to come in."""
    with site(scene.app):
        mo, bob, dan = (db.session.get_one(Person, scene.people[name].id) for name in ("mo", "bob", "dan"))
        made = groups.make("Riders", "For those who ride.", "users", "request", "en", by=mo)
        groups.accept(groups.invite_by_link(made.id, mo, 7), bob)
        groups.ask_in(made.id, dan, "I ride too.")
        scene.secrets["group link"] = groups.invite_by_link(made.id, mo, 7)
        groups.invite_by_mail(made.id, mo, "invited@example.net", "invited@example.net", 7)
