"""What features know of documents: each registers a source, and their words are joined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from search_index.weights import MIN_TRUST


class Facts(TypedDict, total=False):
    """What a source may say of a document. Counts of several sources add up, trust multiplies, marks join."""

    solved: bool
    pinned: bool
    helped: int
    not_helped: int
    trust: float
    unsafe: bool
    under_review_since: datetime | None


#: The words of a document that no source says anything of; the names are columns of `document_signal`.
NOTHING: Facts = {
    "helped": 0,
    "not_helped": 0,
    "solved": False,
    "pinned": False,
    "trust": 1.0,
    "unsafe": False,
    "under_review_since": None,
}

Source = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source: `source(documents)` gives what it knows of those documents, as `Facts`; others it leaves out.

    It reads `db.session` (a session of its own, not the request's) and must not write.
    """
    if source not in _sources:
        _sources.append(source)


def ask(wanted: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Every source's word on these documents, joined."""
    whole: dict[str, dict[str, Any]] = {document: dict(NOTHING) for document in wanted}
    for source in _sources:
        for document, facts in source(wanted).items():
            mine = whole.get(document)
            if mine is None:
                continue
            for name, value in facts.items():
                mine[name] = _join(name, mine[name], value)
    for mine in whole.values():
        mine["trust"] = max(MIN_TRUST, mine["trust"])
    return whole


def _join(name: str, one: Any, other: Any) -> Any:
    if name in ("helped", "not_helped"):
        return one + int(other)
    if name == "trust":
        return one * float(other)
    if name == "under_review_since":
        return min((moment for moment in (one, other) if moment is not None), default=None)
    return bool(one or other)
