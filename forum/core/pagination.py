"""Pages of long lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
U = TypeVar("U")
PER_PAGE = 20
PAGE_MAX = 5000  # nobody reads further; a scraper may, slowly


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`items` of page `number` (from 1). `total` is None where counting would cost more than it tells."""

    items: Sequence[T]
    number: int
    has_next: bool
    per_page: int = PER_PAGE
    total: int | None = None

    @property
    def pages(self) -> int | None:
        """How many pages there are, when that is known."""
        return None if self.total is None else max(1, -(-self.total // self.per_page))

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def map(self, function: Callable[[Sequence[T]], Sequence[U]]) -> Page[U]:
        """The same page of other items (rows turned into views, all at once)."""
        return Page(function(self.items), self.number, self.has_next, self.per_page, self.total)


def number(raw: str | None) -> int:
    """The page number a visitor asked for: at least 1, at most `PAGE_MAX`, 1 when it is no number."""
    try:
        return min(PAGE_MAX, max(1, int(raw or 1)))
    except ValueError:
        return 1


def paginate(
    fetch: Callable[[int, int], Sequence[Any]], page: int, per_page: int = PER_PAGE, total: int | None = None
) -> Page[Any]:
    """`fetch(limit, offset)` is asked for one row more than a page holds, to know whether there is a next one."""
    rows = fetch(per_page + 1, (page - 1) * per_page)
    return Page(rows[:per_page], page, len(rows) > per_page, per_page, total)
