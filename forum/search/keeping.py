"""Pages of results kept for guests (`core.guest_pages`): what they stand on, and how each reader gets a search of her own.

Content and the index end them at once. Of hits only those count that may move what stands on the page: any on a document
among the first hundred of the search ends it, half a second later at most.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from flask import request

from forum.core import guest_pages, rate_limits
from forum.core.guest_pages import State, While
from forum.search import recording
from forum.search.engine import engine, store
from forum.search.finding import Found

# How long results of guests stay while nothing that they show changes: what is older then are words such as "3 hours ago"
# and the halving of old hits. Hits on a document among them end them at once (`_elsewhere`).
RESULTS_SECONDS = 120


class _Memo(NamedTuple):
    """What is recorded of a search whose page of results is kept."""

    search_id: str
    words: str
    lang: str
    total: int
    shown: list[str]
    ranking: npt.NDArray[np.int64]  # slots of the best hundred: hits on others move none of these


def remember(found: Found, words: str, lang: str, total: int, shown: list[str]) -> None:
    """Say, where results are rendered, what will be recorded of those who get the same page."""
    ranking = np.array(found.ranking, np.int64)
    guest_pages.remember(_Memo(found.search_id, words, lang, total, shown, ranking))


def _stands_on() -> State | None:
    """What a page of results shows besides content: the index as it is, the weights, the signals that order results."""
    if not request.args.get("q") or request.args.get("page") or request.args.get("s"):
        return None  # a search that goes on keeps its id
    status = engine().status()
    weights = store().in_force.version
    return State((status.state, status.generation, status.facts.get("commit"), weights), store().changes)


def _searched_again(memo: _Memo) -> tuple[bytes, bytes]:
    """The same results for somebody else: a search of its own, counted and recorded like the first."""
    rate_limits.spend_later(rate_limits.SEARCH, rate_limits.here())
    search_id = recording.new_search_id()
    recording.record(search_id, memo.words, memo.lang, memo.total, memo.shown)
    return memo.search_id.encode(), search_id.encode()


def _elsewhere(changes: int, memo: _Memo) -> bool:
    """Were all hits since then on documents that stand nowhere near the first hundred of this search?"""
    changed = store().changed_since(changes)
    return changed is not None and not np.isin(changed, memo.ranking).any()


HOW = While(_stands_on, _searched_again, _elsewhere, RESULTS_SECONDS)
