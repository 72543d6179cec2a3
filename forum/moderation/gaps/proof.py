"""Did it help? A gap that was closed is watched: proved when it misses at most half as often, back when it does not.

A share of few searches says little, so it is taken with its error: Wilson's interval ("Probable inference, the law of
succession, and statistical inference", 1927) at 80 %.
"""

from __future__ import annotations

from datetime import timedelta
from math import sqrt

import sqlalchemy as sa

from forum.core import audit, clock
from forum.core.db import db
from forum.moderation.models import Gap, GapWording
from forum.search.models import SearchRecord

FELL_TO = 0.5  # of the share before: that much less, or it was no help
SEARCHES_MIN = 5  # since, before anything is said
SEARCHES_ENOUGH = 30  # from then on the share itself counts, not its interval
Z = 1.2816  # 80 %, two-sided


def interval(missed: int, searches: int) -> tuple[float, float]:
    """Wilson's interval of a share, 0..1; the whole range for no searches."""
    if not searches:
        return 0.0, 1.0
    share, square = missed / searches, Z * Z / searches
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(share * (1 - share) / searches + square / (4 * searches))
    return max(0.0, middle - half), min(1.0, middle + half)


def fell(missed_before: int, searches_before: int, missed_since: int, searches_since: int) -> bool | None:
    """Did the share that misses fall to half or less? None: too early to say."""
    if searches_since < SEARCHES_MIN:
        return None
    aim = FELL_TO * (missed_before / searches_before if searches_before else 1.0)
    if searches_since >= SEARCHES_ENOUGH:
        return missed_since / searches_since <= aim
    low, high = interval(missed_since, searches_since)
    if high <= aim or (missed_since == 0 and high <= 2 * aim):
        return True
    return False if low > aim else None


def judge() -> None:
    """Count since they were closed, and say which are proved and which come back. In the current transaction."""
    from forum.moderation.gaps.grouping import DAYS, looked_at, missed

    gaps = {gap.id: gap for gap in db.session.scalars(sa.select(Gap).where(Gap.state != "open"))}
    if not gaps:
        return
    since = clock.now() - timedelta(days=DAYS)
    counted = (
        sa.select(GapWording.gap_id, sa.func.count(), sa.func.sum(sa.case((missed(), 1), else_=0)))
        .join(SearchRecord, SearchRecord.normal == GapWording.normal)
        .join(Gap, Gap.id == GapWording.gap_id)
        .where(Gap.state != "open", SearchRecord.at > Gap.closed_at, *looked_at(since))
        .group_by(GapWording.gap_id)
    )
    found = {
        gap_id: (int(searches), int(missing)) for gap_id, searches, missing in db.session.execute(counted)
    }
    for gap in gaps.values():
        gap.searches_since, gap.missed_since = found.get(gap.id, (0, 0))
        _judge(gap)


def _judge(gap: Gap) -> None:
    verdict = fell(gap.missed_before, gap.searches_before, gap.missed_since, gap.searches_since)
    if verdict is None or (verdict and gap.state == "proved"):
        return
    gap.state = "proved" if verdict else "open"
    gap.settled_at = clock.now()
    before, since = [gap.missed_before, gap.searches_before], [gap.missed_since, gap.searches_since]
    did = "proved filled" if verdict else "reopened"
    audit.record(None, did, f"gap:{gap.id}", words=gap.words, before=before, since=since)
