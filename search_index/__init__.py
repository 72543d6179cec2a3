"""The search engine of Askwell: documents in, ranked results out. Knows neither Flask nor the database.

Start with `documents.py` (what is indexed), `engine.py` (what every engine promises) and `ranking.py` (the formula).
"""

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
