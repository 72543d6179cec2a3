"""The live numbers of documents: hits, help, trust. A change is in force for the next search, without reindexing.

`register(source)` and `changed(document)` for the features that know something; `rows`, `needs`, `need` and `of` for
pages that show or order by the numbers.
"""

from forum.search.signals.forgetting import forget_hits
from forum.search.signals.reading import SignalRow, need, needs, of, row, rows
from forum.search.signals.sources import Facts, register
from forum.search.signals.writing import (
    add_hits,
    changed,
    mend,
    refresh,
    refresh_all,
    seed,
    weigh,
    weigh_again,
)

__all__ = [
    "Facts",
    "SignalRow",
    "add_hits",
    "changed",
    "forget_hits",
    "mend",
    "need",
    "needs",
    "of",
    "refresh",
    "refresh_all",
    "register",
    "row",
    "rows",
    "seed",
    "weigh",
    "weigh_again",
]
