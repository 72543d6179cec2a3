"""Lists that are read a stretch at a time, from where the last one ended (keyset paging).

A cursor is the order's key and the number of the row at the edge, as one word of an address: `after=1764000000000000-12`.
It stays true whatever comes and goes meanwhile; one that says nothing leads to the start of the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from forum.core.targets import NUMBER_MAX

T = TypeVar("T")
U = TypeVar("U")
_WORD = re.compile(r"(\d{1,17})-(\d{1,10})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where to read on. `way`: "after" the row or "before" it; `key`: microseconds of a moment, or a count."""

    way: str
    key: int
    id: int

    def moment(self) -> datetime | None:
        """The key as a moment; None when no calendar has it."""
        try:
            return _EPOCH + timedelta(microseconds=self.key)
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """Some rows of a list. `before`, `after`: the words that lead on, None where the list ends."""

    items: Sequence[T]
    before: str | None = None
    after: str | None = None
    first: bool = True  # is this the start of the list?

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def map(self, function: Callable[[Sequence[T]], Sequence[U]]) -> Stretch[U]:
        """The same stretch of other items (rows turned into views, all at once)."""
        return Stretch(function(self.items), self.before, self.after, self.first)


def asked(args: Mapping[str, str]) -> Cursor | None:
    """The cursor of an address; None without one, or when it is none."""
    for way in ("after", "before"):
        found = _WORD.fullmatch(args.get(way, ""))
        if found and int(found[2]) <= NUMBER_MAX:
            return Cursor(way, int(found[1]), int(found[2]))
    return None


def word(key: datetime | int, number: int) -> str:
    """A cursor as it stands in an address."""
    counted = (key - _EPOCH) // timedelta(microseconds=1) if isinstance(key, datetime) else key
    return f"{max(0, counted)}-{number}"


def cut(
    rows: Sequence[Any], limit: int, cursor: Cursor | None, edge: Callable[[Any], tuple[Any, int]]
) -> Stretch[Any]:
    """`rows`: in the order of the list, one more than `limit` where it goes on (at the far end, seen from the cursor)."""
    backwards = cursor is not None and cursor.way == "before"
    more = len(rows) > limit
    shown = rows[-limit:] if backwards else rows[:limit]
    if not shown:
        return Stretch((), first=cursor is None)
    leads_back = more if backwards else cursor is not None
    leads_on = True if backwards else more
    return Stretch(
        shown,
        before=word(*edge(shown[0])) if leads_back else None,
        after=word(*edge(shown[-1])) if leads_on else None,
        first=cursor is None,
    )
