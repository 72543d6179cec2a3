"""The judged sets that weights can be tried on: folders in the form of `search_index.evaluate`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from forum.config import ROOT
from forum.core.settings import of_site
from forum.moderation.tuning import policy
from forum.moderation.tuning.comparing import Judged
from search_index import SearchDocument, evaluate

BESIDE = ROOT.parent / "shared" / "data" / "judged"  # where engineers keep them


def places() -> dict[str, Path]:
    """The sets in `judged` of the instance folder, and those that lie beside a checkout, by name."""
    found: dict[str, Path] = {}
    for folder in (BESIDE, of_site().instance_dir / "judged"):
        for path in sorted(folder.glob("*/docs.jsonl")) if folder.is_dir() else ():
            place = path.parent
            if any((place / name).exists() for name in ("shared.qrels.tsv", "qrels.tsv")):
                found[place.name] = place
    return found


def read(place: Path) -> tuple[list[SearchDocument], list[Judged], int]:
    """The documents of a set, the searches that are asked (always the same), and how many it has.

    OSError, ValueError (KeyError too) for a set that can't be read.
    """
    documents = evaluate.read_documents(place)
    queries = evaluate.read_queries(place, evaluate.DEFAULT_SPLIT)
    langs = sorted({document.lang for document in documents})
    restrict = evaluate.restriction(place)
    chosen = sorted(queries, key=lambda query: hashlib.sha256(query.id.encode()).digest())
    searches = [
        Judged(evaluate.request_of(query, restrict, langs), query.lang, dict(query.relevant))
        for query in chosen[: policy.SET_QUERIES_MAX]
    ]
    return documents, searches, len(queries)
