"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext, lazy_gettext

from forum.accounts.models import Person
from forum.core.db import db
from forum.groups import queries
from forum.groups.models import GroupRequest
from forum.notifications import kinds


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def register() -> None:
    """Say the sentences, and the line of the member's table."""
    kinds.row("groups", lazy_gettext("Groups I am in, or want to join"))
    kinds.register("group_asked", _asked, row="groups", many=_asked_many, still=_still_asked)
    kinds.register("group_let_in", _let_in, row="groups")
    kinds.register("group_refused", _refused, row="groups")
    kinds.register("group_owner", _owner, row="groups")
    kinds.register("group_removed", _removed, row="moderation")


def _asked(v: dict[str, Any]) -> str:
    return _("%(who)s wants to join “%(name)s”.", who=v["who"], name=v["name"])


def _asked_many(v: dict[str, Any], count: int) -> str:
    return _(
        "%(who)s and others (%(count)s in all) want to join “%(name)s”.",
        who=v["who"],
        count=count,
        name=v["name"],
    )


def _let_in(v: dict[str, Any]) -> str:
    return _("You are in “%(name)s” now.", name=v["name"])


def _refused(v: dict[str, Any]) -> str:
    if v["because"]:
        return _("You were not let into “%(name)s”: %(because)s", name=v["name"], because=v["because"])
    return _("You were not let into “%(name)s”. You can ask again in a month.", name=v["name"])


def _removed(v: dict[str, Any]) -> str:
    return _("You were removed from “%(name)s”: %(because)s", name=v["name"], because=v["because"])


def _owner(v: dict[str, Any]) -> str:
    return _("%(who)s made you an owner of “%(name)s”.", who=v["who"], name=v["name"])


def _still_asked(person: Person, values: dict[str, Any]) -> bool:
    """Does she ask still, and is it still this person who lets people in?"""
    group_id, asker = values["asked"]
    waiting = sa.select(GroupRequest.person_id).where(
        GroupRequest.group_id == group_id, GroupRequest.person_id == asker, *queries.still_asked()
    )
    return db.session.scalar(waiting) is not None and person.id in queries.owners(group_id)
