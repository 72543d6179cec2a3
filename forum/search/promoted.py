"""Documents that curators put first for some words: in force with the commit that says so, gone with the one that ends it.

A search asks with its normal form, and with its meaning: words nearly the same have the same answer. All promotions
stand in memory, as synonyms do. What a promotion does not do: show what is hidden, lift what is flagged.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from forum.core import clock, freshness
from forum.core.db import db
from forum.search import alike
from forum.search.models import Promotion
from forum.search.wording import normal

NEARLY_COSINE = 0.9  # "card declined abroad" and "my card was declined abroad"; not "card declined"
AT_ONCE_MAX = 3  # documents first for one search
PROMOTIONS_MAX = 5_000  # all are kept in memory


class _Known(NamedTuple):
    by_normal: dict[str, str]
    documents: list[str]
    codes: list[frozenset[str]]
    vectors: npt.NDArray[np.float32]


def for_words(words: str) -> tuple[str, ...]:
    """The documents to put first for a search, the surest first; most often none."""
    known = freshness.kept("promotions", _load)
    if not known.documents:
        return ()
    found: dict[str, None] = {}
    said = normal(words)
    if said in known.by_normal:
        found[known.by_normal[said]] = None
    near = known.vectors @ alike.meant([words])[0]
    codes = alike.codes(words)
    for number in np.argsort(-near, kind="stable")[:AT_ONCE_MAX]:
        if near[number] >= NEARLY_COSINE and known.codes[number] == codes:
            found[known.documents[number]] = None
    return tuple(found)[:AT_ONCE_MAX]


def put_first(said: str, words: str, document: str) -> None:
    """In the current transaction: `document` is first for the normal form `said`; what was before it is not."""
    row = db.session.scalar(sa.select(Promotion).where(Promotion.normal == said))
    if row is None:
        row = Promotion(normal=said)
        db.session.add(row)
    row.words, row.document, row.promoted_at = words, document, clock.now()
    db.session.flush()


def _load() -> _Known:
    columns = (Promotion.normal, Promotion.words, Promotion.document)
    rows = db.session.execute(sa.select(*columns).order_by(Promotion.id.desc()).limit(PROMOTIONS_MAX)).all()
    return _Known(
        {row.normal: row.document for row in rows},
        [row.document for row in rows],
        [alike.codes(row.words) for row in rows],
        alike.meant([row.words for row in rows]),
    )
