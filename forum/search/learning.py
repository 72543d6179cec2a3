"""Learning from satisfied searches: the words people searched with become words the document is found by.

A search is satisfied when its visitor said of a document opened from it that it helped, when the question asked
after it was solved, or when the last document opened from it ended the search: no other words were tried soon after.
Visitors count once a day for a document, whatever they search and click. Machines and staff leave no searches, and
authors' own visits are not noted, so none of them teaches anything.

What is shown further down is looked at less, so a satisfied search from there says more: it is weighed with the
inverse of the propensity (1 / position) ** 1 of Joachims, Swaminathan and Schnabel, "Unbiased Learning-to-Rank with
Biased Feedback" (WSDM 2017), cut at `WEIGHT_MAX` as they advise, for a rare click must not outweigh many.

The same search speaks against what stood above and was passed over (the preferences of Joachims, "Optimizing Search Engines
using Clickthrough Data", KDD 2002), and "did not help" against what was read: where a document was learned for these very
words, what was learned of it is believed less (`learned.still_answers`). So search notices when an answer is one no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.core import clock, events
from forum.core.db import db
from forum.search import outbox
from forum.search.learned import FADED, LATELY, faded, of
from forum.search.models import LearnedQuery, SearchRecord
from forum.search.unlearning import reset as reset

SETTLED = timedelta(minutes=30)  # after that long, a search is over
TRIED_AGAIN = timedelta(minutes=10)  # other words within that time: the first ones did not do
STRENGTH = {"helped": 1.0, "solved": 1.0, "opened": 0.5, "satisfied": 0.5}  # said so; or only went away
PROPENSITY_POWER = 1.0
WEIGHT_MAX = 3.0
BATCH = 300
BATCHES_MAX = 30  # of one run: the rest waits for the next
REFRESH_DAYS = 7  # how old the weights in the index may be


class _Vote(NamedTuple):
    """For a document, or against it: then `left` counts, and the others are 0."""

    document: str
    weight: float
    words: str
    normal: str
    at: datetime
    strength: float = 0.0  # `weight` without the correction for its place
    left: float = 0.0


def correction(position: int | None) -> float:
    """What a satisfied search from this place (1 is the top) counts more than one from the top."""
    return float(min(WEIGHT_MAX, max(1, position or 1) ** PROPENSITY_POWER))


def learn_settled() -> int:
    """Look at the searches that are over since the last time. Returns how many taught something."""
    taught = 0
    for _ in range(BATCHES_MAX):
        before = clock.now() - SETTLED
        chosen = sa.select(SearchRecord).where(SearchRecord.credited.is_(None), SearchRecord.at < before)
        batch = db.session.scalars(chosen.order_by(SearchRecord.at, SearchRecord.id).limit(BATCH)).all()
        if not batch:
            break
        votes = _votes(batch)
        _add(votes)
        db.session.commit()
        taught += sum(vote.weight > 0 for vote in votes)
    return taught


def set_up() -> None:
    """Hear of questions that were solved."""
    events.on("question.solved")(_solved)


def _solved(question_id: int, **_values: object) -> None:
    """The words that somebody searched with before asking lead to the solved question."""
    db.session.execute(
        sa.update(SearchRecord)
        .where(
            SearchRecord.ended_on == f"question:{question_id}",
            SearchRecord.outcome.in_(("asked", "escalated")),
        )
        .values(outcome="solved", credited=None)
        .execution_options(synchronize_session=False)
    )


def fade() -> int:
    """Forget what nobody searched for long, and bring the weights in the index up to date once a week."""
    now = clock.now()
    columns = (LearnedQuery.id, LearnedQuery.document, LearnedQuery.weight, LearnedQuery.last_at)
    gone: list[int] = []
    changed: set[str] = set()
    for number, document, weight, last_at in db.session.execute(sa.select(*columns)):
        if faded(weight, last_at, now) < FADED:
            gone.append(number)
            changed.add(document)
        elif int(document.partition(":")[2]) % REFRESH_DAYS == now.toordinal() % REFRESH_DAYS:
            changed.add(document)
    for start in range(0, len(gone), 500):
        part = gone[start : start + 500]
        db.session.execute(sa.delete(LearnedQuery).where(LearnedQuery.id.in_(part)))
    outbox.changed_many(sorted(changed))
    return len(gone)


def _votes(batch: Sequence[SearchRecord]) -> list[_Vote]:
    """What these searches teach; each is marked as looked at."""
    beside: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
    counted: set[tuple[str, str]] = set()
    columns = (SearchRecord.visitor, SearchRecord.at, SearchRecord.normal, SearchRecord.credited)
    visitors = {record.visitor for record in batch}
    for who, at, normal, credited in db.session.execute(
        sa.select(*columns).where(SearchRecord.visitor.in_(visitors))
    ):
        beside[who].append((at, normal))
        if credited:
            counted.add((who, credited))
    votes = []
    for record in batch:
        record.reformulated = any(
            timedelta() < at - record.at <= TRIED_AGAIN and normal != record.normal
            for at, normal in beside[record.visitor]
        )
        document, position = _ended(record)
        if record.outcome == "not_helped" and record.ended_on:
            votes.append(_against(record, record.ended_on, 1.0))
        if not document or not record.normal or (record.visitor, document) in counted:
            record.credited = ""
            continue
        record.credited = document
        counted.add((record.visitor, document))
        strength = STRENGTH[record.outcome]
        weight = strength * correction(position)
        votes.append(_Vote(document, weight, record.query, record.normal, record.at, strength))
        if document in record.shown:
            above = record.shown[: record.shown.index(document)]
            votes += [_against(record, each, strength) for each in above]
    return votes


def _against(record: SearchRecord, document: str, left: float) -> _Vote:
    return _Vote(document, 0.0, record.query, record.normal, record.at, left=left)


def _ended(record: SearchRecord) -> tuple[str, int | None]:
    """The document that satisfied this search, and the place it was shown at."""
    opened = dict(record.opened)
    if record.outcome == "solved":
        return record.ended_on, None
    if record.outcome == "helped" and record.ended_on in opened:
        return record.ended_on, opened[record.ended_on]
    if record.outcome in ("opened", "satisfied") and opened and not record.reformulated:
        document, position = record.opened[-1]
        return document, position
    return "", None


def _add(votes: Sequence[_Vote]) -> None:
    documents = {vote.document for vote in votes}
    if not documents:
        return
    left = {vote.document for vote in votes if vote.left}
    changed: set[str] = set()
    chosen = sa.select(LearnedQuery).where(LearnedQuery.document.in_(documents))
    rows = {(row.document, row.normal): row for row in db.session.scalars(chosen)}
    for vote in votes:
        row = rows.get((vote.document, vote.normal))
        if row is None and not vote.weight:
            continue  # nothing was learned of it for these words
        if row is None:
            row = rows[vote.document, vote.normal] = LearnedQuery(
                document=vote.document, normal=vote.normal, words=vote.words, weight=0.0, seen=0,
                last_at=vote.at, recent=0.0, left=0.0,
            )  # fmt: skip
            db.session.add(row)
        latest = max(row.last_at, vote.at)
        row.weight = faded(row.weight, row.last_at, latest) + faded(vote.weight, vote.at, latest)
        row.recent = faded(row.recent, row.last_at, latest, LATELY) + faded(
            vote.strength, vote.at, latest, LATELY
        )
        row.left = faded(row.left, row.last_at, latest, LATELY) + faded(vote.left, vote.at, latest, LATELY)
        row.seen, row.last_at = row.seen + (vote.weight > 0), latest
        changed.add(vote.document)
    db.session.flush()
    outbox.changed_many(sorted({*of(changed), *(changed & left)}))
