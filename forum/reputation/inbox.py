"""How notices of badges and levels read, and whether they are still true."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core import trust
from forum.core.db import db
from forum.notifications import kinds
from forum.reputation.badges import BADGES
from forum.reputation.models import EarnedBadge


def register() -> None:
    """Say how they read."""
    kinds.register("badge", badge_sentence, row="badges", still=still_had)
    kinds.register("level", level_sentence, row="badges", still=still_trusted)


def badge_sentence(values: dict[str, Any]) -> str:
    """The badge and what it is for."""
    badge = BADGES.get(str(values.get("badge")))
    if badge is None:
        return str(_("You earned a badge."))
    return str(_("You earned the badge “%(badge)s”: %(why)s", badge=_(badge.title), why=_(badge.sentence)))


def level_sentence(values: dict[str, Any]) -> str:
    """The level's name."""
    name = _(trust.LEVELS[int(values["level"])].name)
    return str(_("You are trusted with more now: %(level)s.", level=name))


def still_had(person: Person, values: dict[str, Any]) -> bool:
    """Was the badge not taken back?"""
    chosen = sa.select(EarnedBadge.id).where(
        EarnedBadge.person_id == person.id,
        EarnedBadge.badge == values["badge"],
        EarnedBadge.tier == values["tier"],
    )
    return db.session.scalar(chosen) is not None


def still_trusted(person: Person, values: dict[str, Any]) -> bool:
    """Is she still at that level, or above?"""
    return person.trust >= int(values["level"])
