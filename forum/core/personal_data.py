"""The register of personal data: every table that points at a person says how to export and how to erase it.

Features register from below; `forum.privacy` only walks the register. A test fails when a table with a
foreign key to `person` is not in it, and another when a person who is in all of them leaves a trace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.core.text import N_

DATABASE = N_("In the database")
INDEX = N_("In the search index")
FILES = N_("As files")
MAIL = N_("In mails")

EVERYBODY = N_("Everybody who may read the place where it stands.")
YOU = N_("Only you.")
SUMS = N_("Only you; others see sums.")
NAME_ONLY = N_("Your name: everybody. The rest: you and admins.")
GROUP = N_("The members of the group.")
STAFF = N_("You and the people of the company.")
MODERATORS = N_("You, moderators and admins.")
ADMINS = N_("You and admins.")
NAMELESS = N_("The people of the company, without your name.")
NOBODY = N_("Nobody: only the program works with it.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in `table` about a person: `what` and `why` are sentences for that person.

    `export(person_id)` returns plain rows; `erase(person_id)` deletes or anonymises them in the current
    transaction. `days`: how long it is kept at most, as a number or read from the settings in force; None: as long
    as the account. Where no column points at a person, `mine(known_by(person_id))` says which rows are hers. `where` and `seen_by` are sentences of above; `until` says the end where days don't ("...").
    """

    table: str
    what: str
    why: str
    days: int | Callable[[], int | None] | None
    export: Callable[[int], list[dict[str, Any]]]
    erase: Callable[[int], None]
    seen_by: str = YOU
    where: tuple[str, ...] = (DATABASE,)
    until: str = ""
    known_by: Callable[[int], Any] | None = None
    mine: Callable[[Any], sa.ColumnElement[bool]] | None = None

    @property
    def kept_days(self) -> int | None:
        """`days` as it is in force now."""
        return self.days() if callable(self.days) else self.days


_register: dict[str, Kept] = {}


def register(*entries: Kept) -> None:
    """Add entries, one a table."""
    for entry in entries:
        _register[entry.table] = entry


def everything() -> list[Kept]:
    """All entries, by table name."""
    return [_register[name] for name in sorted(_register)]
