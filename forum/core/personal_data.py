"""The register of personal data: every table that points at a person says how to export and how to erase it.

Features register from below; `forum.privacy` only walks the register. A test fails when a table with a
foreign key to `person` is not in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept in `table` about a person: `what` and `why` are sentences for that person.

    `export(person_id)` returns plain rows; `erase(person_id)` deletes or anonymises them in the current
    transaction. `days`: how long it is kept at most; None: as long as the account.
    """

    table: str
    what: str
    why: str
    days: int | None
    export: Callable[[int], list[dict[str, Any]]]
    erase: Callable[[int], None]


_register: dict[str, Kept] = {}


def register(*entries: Kept) -> None:
    """Add entries, one a table."""
    for entry in entries:
        _register[entry.table] = entry


def everything() -> list[Kept]:
    """All entries, by table name."""
    return [_register[name] for name in sorted(_register)]
