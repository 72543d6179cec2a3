"""The search engine of Askwell: documents in, ranked results out. Knows neither Flask nor the database.

Start with `documents.py` (what is indexed), `engine.py` (what every engine promises) and `ranking.py` (the formula).
"""

# ruff: noqa: E402 - the setting below has to come before numpy is imported

import os

# Before numpy is loaded: a search multiplies small matrices, for which threads of a BLAS only wait for each other
# (measured on two busy cores: ten times the processor time), and web workers are many already.
for _threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

from search_index.documents import SearchDocument
from search_index.engine import (
    Engine,
    EngineStatus,
    IndexDamaged,
    IndexMissing,
    SearchAnswer,
    SearchResult,
    SearchUnavailable,
    Suggestion,
    open_engine,
)
from search_index.query import SearchRequest
from search_index.signals import Signals, SignalStore

__all__ = [
    "Engine",
    "EngineStatus",
    "IndexDamaged",
    "IndexMissing",
    "SearchAnswer",
    "SearchDocument",
    "SearchRequest",
    "SearchResult",
    "SearchUnavailable",
    "SignalStore",
    "Signals",
    "Suggestion",
    "open_engine",
]
