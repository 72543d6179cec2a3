"""The engine and the signals file of this process: opened when first needed, opened anew after a fork."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

from flask import current_app

from search_index import Engine, EngineStatus, SignalStore, embedding, open_engine

_opening = threading.Lock()


class _Opened:
    """What one process holds open for one site."""

    def __init__(self, signals: Path) -> None:
        self.owner = os.getpid()
        self.engine: Engine = beside(signals)
        self.store = SignalStore(signals)


def _opened() -> _Opened:
    found: _Opened | None = current_app.extensions.get("search")
    if found is not None and found.owner == os.getpid():
        return found
    with _opening:
        found = current_app.extensions.get("search")
        if found is None or found.owner != os.getpid():
            settings = current_app.config["SETTINGS"]
            found = _Opened(settings.of_database("signals", ".bin"))
            current_app.extensions["search"] = found
        return found


def engine() -> Engine:
    """The engine that ASKWELL_SEARCH_URL names. Opening never fails because of the index."""
    return _opened().engine


def store() -> SignalStore:
    """The memory-mapped signals that all processes share."""
    return _opened().store


def load_before_forking() -> None:
    """Have what never changes in memory once for all web processes: the words that the model knows, 15 MB."""
    if embedding.MODEL.exists():
        embedding.default()
    gc.collect()
    gc.freeze()  # the collector writes into what it looks at, and then each process would have a page of its own


def beside(signals: Path) -> Engine:
    """The index of the settings, multiplied with these signals (or a copy of the site's, to try something): close it afterwards."""
    settings = current_app.config["SETTINGS"]
    return open_engine(settings.search_url, signals, settings.embedding, settings.embedder)


def has_index(status: EngineStatus) -> bool:
    """Can the index answer (perhaps from the old generation, while a new one is built)?"""
    return status.state == "ok" or (status.state == "rebuilding" and bool(status.generation))
