"""What open flags mean for ranking: the source of trust for `forum.search.signals`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.flags.models import Flag
from forum.flags.policy import UNSAFE
from forum.search.engine import store
from search_index.ranking import trust_of
from search_index.tuning import Tuning


def flagged() -> list[str]:
    """Documents that an open flag may cost trust."""
    return list(db.session.scalars(sa.select(Flag.document).where(Flag.closed_at.is_(None)).distinct()))


def of_documents(documents: Iterable[str], tuning: Tuning | None = None) -> dict[str, dict[str, Any]]:
    """`trust`, `unsafe` and `under_review_since` of each document; those without open flags stand as new.

    One person counts once a document, with the worst she said: so flagging three answers of a question costs
    it no more than flagging one. `tuning`: weights to try instead of those in force.
    """
    tuning = tuning or store().tuning
    wanted = list(documents)
    rows = db.session.execute(
        sa.select(Flag.document, Flag.by_id, Flag.reason, Flag.at, Flag.target_kind, Flag.target_id).where(
            Flag.closed_at.is_(None), Flag.document.in_(wanted)
        )
    ).all()
    # A wrong answer that a moderator hid costs its question nothing any more.
    seen = targets.show_many([Target(r.target_kind, r.target_id) for r in rows], GUEST) if rows else {}
    worst: dict[str, dict[int, str]] = defaultdict(dict)
    since: dict[str, Any] = {}
    for document, by_id, reason, at, kind, number in rows:
        if Target(kind, number) not in seen:
            continue
        said = worst[document].get(by_id)
        if said is None or tuning.flag_factor(reason) < tuning.flag_factor(said):
            worst[document][by_id] = reason
        since[document] = min(at, since.get(document, at))
    return {
        document: {
            "trust": trust_of(list(worst[document].values()), tuning) if document in worst else 1.0,
            "unsafe": UNSAFE in worst.get(document, {}).values(),
            "under_review_since": since.get(document),
        }
        for document in wanted
    }
