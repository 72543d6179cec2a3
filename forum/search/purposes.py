"""What people may choose about searching: whether their own searches belong together for longer than a day."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from forum.core import consents
from forum.core.db import Base, db
from forum.core.roles import Viewer, is_staff
from forum.search import visitors
from forum.search.recording import SEARCHES_DAYS


def register() -> None:
    """Offer it."""
    consents.register(
        consents.Purpose(
            "searches",
            title=_("One number for your searches"),
            what=_(
                "That several searches were made by one person. Not by whom: your name does not stand with them."
            ),
            why=_("So that we see which words people try one after the other, and count you once."),
            how_long=_("%(days)s days, then only sums.", days=SEARCHES_DAYS),
            gain=_("Search learns from the way you found it, and you can look up your own searches."),
            records=True,
            read=_read,
            write=_write,
            concerns=_searches,
        )
    )


def _searches(viewer: Viewer) -> bool:
    """Of people of the company no searches are kept."""
    return not is_staff(viewer)


def _person(person_id: int) -> Any:
    # By the name of the table: accounts stand above us.
    people = {mapper.local_table.name: mapper.class_ for mapper in Base.registry.mappers}  # type: ignore[attr-defined]
    return db.session.get_one(people["person"], person_id)


def _read(person_id: int) -> bool:
    return _person(person_id).searcher is not None


def _write(person_id: int, given: bool) -> None:
    (visitors.agree if given else visitors.end)(_person(person_id))
