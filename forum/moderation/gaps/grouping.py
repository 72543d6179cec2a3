"""By the clock: what people missed is counted, put together by meaning and spelling, and what was closed is judged.

A search missed when nothing was found, nothing was opened, other words were tried soon after, or it ended in a
question. What stands beside the ask form is left out: whoever sees it is asking already. Pages only read what this
wrote, so that they cost the same with fifty searches and with fifty thousand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.moderation.gaps import hopeless, proof
from forum.moderation.models import Gap, GapWording
from forum.search import alike
from forum.search.learning import SETTLED
from forum.search.models import SearchRecord

DAYS = 30
WORDINGS_MAX = 3_000  # looked at: those of most people; what fewer people search is no gap yet
TOGETHER_MAX = 40  # wordings of one gap
ENDED_IN_A_QUESTION = ("asked", "solved", "escalated")
SUMS = ("searches", "found_none", "unopened", "reformulated", "asked")
_CHUNK = 5_000


@dataclass(slots=True)
class Tally:
    """What is counted of a wording, then of a gap."""

    typed: Counter[tuple[str, str]] = field(default_factory=Counter)  # (words, language)
    people: set[str] = field(default_factory=set)
    people_before: set[str] = field(default_factory=set)
    searches: int = 0
    found_none: int = 0
    unopened: int = 0
    reformulated: int = 0
    asked: int = 0

    def add(self, other: Tally) -> None:
        """Count what `other` counted, too."""
        self.typed += other.typed
        self.people |= other.people
        self.people_before |= other.people_before
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def missed() -> sa.ColumnElement[bool]:
    """Did a search not lead to what was wanted?"""
    nowhere = ("", "gave_up", "refined", "not_helped", *ENDED_IN_A_QUESTION)
    return sa.or_(
        SearchRecord.total == 0, SearchRecord.outcome.in_(nowhere), SearchRecord.reformulated.is_(True)
    )


def looked_at(since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Over, from the search page, and with a word in it."""
    over = clock.now() - SETTLED
    return SearchRecord.at > since, SearchRecord.at < over, ~SearchRecord.asking, SearchRecord.normal != ""


def regroup() -> int:
    """Count, group, judge, tell search; commits. Returns how many gaps there are."""
    counted = _counted()
    known = {
        row.normal: row.gap_id for row in db.session.execute(sa.select(GapWording.normal, GapWording.gap_id))
    }
    fresh = [normal for normal in _worth(counted) if normal not in known]
    room = max(0, WORDINGS_MAX - len(known))
    _place(fresh[:room], counted, known)
    _write(counted, known)
    db.session.flush()
    proof.judge()
    _forget()
    db.session.commit()
    hopeless.tell()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(Gap)) or 0)


def _counted() -> dict[str, Tally]:
    """What was searched in the last days, by normal form; who missed it in the days before, too."""
    now = clock.now()
    begin = now - timedelta(days=DAYS)
    columns = (
        SearchRecord.normal, SearchRecord.query, SearchRecord.lang, SearchRecord.visitor, SearchRecord.at,
        SearchRecord.total, SearchRecord.outcome, SearchRecord.reformulated, missed(),
    )  # fmt: skip
    chosen = sa.select(*columns).where(*looked_at(now - timedelta(days=2 * DAYS)))
    tallies: dict[str, Tally] = defaultdict(Tally)
    rows = db.session.execute(chosen.execution_options(yield_per=_CHUNK))
    for normal, query, lang, visitor, at, total, outcome, reformulated, miss in rows:
        mine = tallies[normal]
        if at <= begin:
            if miss:
                mine.people_before.add(visitor)
            continue
        mine.typed[query, lang] += 1
        mine.searches += 1
        if miss:
            mine.people.add(visitor)
        mine.found_none += total == 0
        mine.unopened += total > 0 and outcome in ("", "gave_up")
        mine.reformulated += bool(reformulated)
        mine.asked += outcome in ENDED_IN_A_QUESTION
    return tallies


def _worth(counted: dict[str, Tally]) -> list[str]:
    """The wordings that somebody missed, those of most people first."""
    wanted = [normal for normal, tally in counted.items() if tally.people]
    return sorted(wanted, key=lambda normal: (-len(counted[normal].people), normal))


def _place(fresh: Sequence[str], counted: dict[str, Tally], known: dict[str, int]) -> None:
    """Put new wordings to the gaps that they are like, or make new ones of them. Adds to `known`."""
    if not fresh:
        return
    heads = db.session.execute(sa.select(Gap.id, Gap.words).order_by(Gap.id)).all()
    ids = [row.id for row in heads]
    sizes = Counter(known.values())
    groups = alike.Groups([row.words for row in heads])
    typed = [_head(counted[normal]) for normal in fresh]
    texts = [words for words, _ in typed]
    meanings, spellings = alike.meant(texts), alike.spelt(texts)
    for number, normal in enumerate(fresh):
        words, lang = typed[number]
        place, new = groups.place(words, meanings[number], spellings[number])
        if new:
            made = Gap(words=words, lang=lang)
            db.session.add(made)
            db.session.flush()
            ids.append(made.id)
        if sizes[ids[place]] >= TOGETHER_MAX:
            continue  # the others say enough
        sizes[ids[place]] += 1
        known[normal] = ids[place]
        db.session.add(GapWording(gap_id=ids[place], normal=normal, words=words, lang=lang))
    db.session.flush()


def _head(tally: Tally) -> tuple[str, str]:
    """What most people typed, and their language."""
    return min(tally.typed, key=lambda each: (-tally.typed[each], each))


def _write(counted: dict[str, Tally], known: dict[str, int]) -> None:
    """The counts of all wordings and gaps; those that nobody searches any more stand at nothing."""
    by_gap: dict[int, Tally] = defaultdict(Tally)
    of_wordings, of_gaps = [], []
    for normal, gap_id in known.items():
        mine = counted.get(normal, Tally())
        by_gap[gap_id].add(mine)
        of_wordings.append({"of": normal, "n_searches": mine.searches, **_said(mine)})
    for gap_id, mine in by_gap.items():
        people = {"n_people": len(mine.people), "n_people_before": len(mine.people_before)}
        of_gaps.append(
            {"of": gap_id, **people, **{f"n_{name}": getattr(mine, name) for name in SUMS}, **_said(mine)}
        )
    _update(GapWording.__table__, "normal", ("searches",), of_wordings)
    _update(Gap.__table__, "id", ("people", "people_before", *SUMS), of_gaps)


def _said(tally: Tally) -> dict[str, str | None]:
    words, lang = _head(tally) if tally.typed else (None, None)
    return {"n_words": words, "n_lang": lang}


def _update(table: Any, key: str, names: Iterable[str], rows: Sequence[dict[str, Any]]) -> None:
    """Write these rows, each where `key` is its "of"; words and language stay when nobody typed any."""
    if not rows:
        return
    values: dict[str, Any] = {name: sa.bindparam(f"n_{name}") for name in names}
    for name in ("words", "lang"):
        values[name] = sa.func.coalesce(sa.bindparam(f"n_{name}", type_=sa.Text), table.c[name])
    change = sa.update(table).where(table.c[key] == sa.bindparam("of")).values(values)
    db.session.connection().execute(change, rows)


def _forget() -> None:
    """Open gaps that nobody misses any more and nobody looks after go, wordings and all."""
    idle = Gap.state == "open", Gap.people == 0, Gap.assigned_to_id.is_(None)
    gone: Iterable[int] = db.session.scalars(sa.select(Gap.id).where(*idle)).all()
    for table, column in ((GapWording, GapWording.gap_id), (Gap, Gap.id)):
        change = sa.delete(table).where(column.in_(gone))
        db.session.execute(change.execution_options(synchronize_session=False))
