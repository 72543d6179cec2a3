"""A trial, in a thread of the worker: jobs go on beside it. The row is the lease: each look at how far it is makes it
longer, and when a worker dies, another takes the trial up again.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app

from forum.config import LANGUAGES
from forum.core import clock, jobs
from forum.core.db import db, may_write
from forum.flags import standing
from forum.moderation.tuning import comparing, policy, queries, sets
from forum.moderation.tuning.actions import TRIAL_JOB
from forum.moderation.tuning.comparing import Judged
from forum.moderation.tuning.models import WeightTrial
from forum.search import documents, engine, synonyms
from search_index import Engine, SearchRequest, SearchUnavailable, SignalStore, open_engine, tuning
from search_index.evaluate import MAX_RANK
from search_index.tuning import InForce, Tuning

log = logging.getLogger(__name__)

BUSY_SECONDS = 2  # until a trial that waits for another is looked at again
TOLD_SECONDS = 0.5  # how often the page hears how far it is
_running = threading.Lock()


@jobs.handles(TRIAL_JOB)
def _begin(claimed: Sequence[jobs.Claimed]) -> None:
    for job in claimed:
        if not start(int(job.payload["trial"])):
            jobs.enqueue(TRIAL_JOB, job.payload, clock.now() + timedelta(seconds=BUSY_SECONDS))


def go_on() -> int:
    """By the clock: trials whose worker died are taken up again, or given up; old ones are forgotten."""
    now = clock.now()
    left = sa.and_(WeightTrial.state == "running", WeightTrial.leased_until < now)
    for number, attempts in db.session.execute(
        sa.select(WeightTrial.id, WeightTrial.attempts).where(left)
    ).all():
        if attempts < policy.ATTEMPTS_MAX:
            _set(number, state="waiting")
            jobs.enqueue(TRIAL_JOB, {"trial": number})
        else:
            _set(number, state="failed", error="ended", ended_at=now)
    old = sa.delete(WeightTrial).where(WeightTrial.at < now - timedelta(days=policy.TRIAL_DAYS))
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]


def start(number: int) -> threading.Thread | bool:
    """Take the trial and run it in a thread; False when this process is at another. True when there is nothing to do."""
    if not _running.acquire(blocking=False):
        return False
    thread = None
    try:
        taken: Any = db.session.execute(
            sa.update(WeightTrial)
            .where(WeightTrial.id == number, WeightTrial.state == "waiting")
            .values(
                state="running",
                leased_until=clock.now() + policy.LEASE,
                attempts=WeightTrial.attempts + 1,
                done=0,
            )
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
        if taken.rowcount:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            thread = threading.Thread(target=_run, args=(app, number), name="weight trial", daemon=True)
            app.extensions["weight_trial"] = thread
            thread.start()
    finally:
        if thread is None:
            _running.release()
    return thread or True


def _run(app: Flask, number: int) -> None:
    try:
        with app.app_context():
            may_write.set(True)
            _set(number, **_outcome(number))
            db.session.commit()
    except Exception:
        log.exception("weight trial %s", number)  # its lease runs out, and it is tried again
    finally:
        _running.release()


def _outcome(number: int) -> dict[str, Any]:
    try:
        result = _Trial(number).run()
        return {"state": "done", "result": result, "ended_at": clock.now()}
    except (SearchUnavailable, OSError, ValueError, KeyError) as error:
        db.session.rollback()
        log.warning("weight trial %s: %s", number, error)
        return {"state": "failed", "error": f"{type(error).__name__}: {error}"[:300], "ended_at": clock.now()}


def _set(number: int, **values: Any) -> None:
    chosen = sa.update(WeightTrial).where(WeightTrial.id == number).values(**values)
    db.session.execute(chosen.execution_options(synchronize_session=False))


class _Trial:
    """Reads all it needs, gives the database back, and writes only how far it is."""

    def __init__(self, number: int) -> None:
        token = may_write.set(False)
        try:
            row = db.session.get_one(WeightTrial, number)
            self.number, self.against = number, list(row.against)
            self.before = queries.in_force().tuning
            self.after = tuning.of(row.weights)
            self.places = sets.places()
            self.site = _site_searches() if "site" in self.against else []
            self.file = [_of_line(line) for line in row.judged]
            flagged = standing.flagged()
            self.trusts = {
                name: _trusts(standing.of_documents(flagged, said))
                for name, said in (("before", self.before), ("after", self.after))
            }
        finally:
            db.session.rollback()
            may_write.reset(token)
        self.done, self.told = 0, 0.0

    def run(self) -> list[dict[str, Any]]:
        """The figures of each list of searches, as `comparing` gives them."""
        return [self._one(name) for name in self.against]

    def _one(self, name: str) -> dict[str, Any]:
        kind, _, label = name.partition(":")
        if kind == "set" and label not in self.places:
            raise FileNotFoundError(label)
        with tempfile.TemporaryDirectory(prefix="askwell-trial-") as temporary:
            signals = Path(temporary) / "signals.bin"
            if kind == "set":
                documents, searches, of = sets.read(self.places[label])
                self._at(name, len(documents) + 2 * len(searches))
                with closing(open_engine(f"whoosh:{Path(temporary) / 'index'}", signals)) as judge:
                    judge.rebuild(self._counting(documents))
                    return self._both(name, judge, SignalStore(signals), searches, of)
            searches = self.site if kind == "site" else self.file
            self._at(name, 2 * len(searches))
            live = engine.store().path
            if live.exists():
                shutil.copyfile(live, signals)
            with closing(engine.beside(signals)) as index:
                return self._both(name, index, SignalStore(signals), searches, len(searches), self.trusts)

    def _both(
        self,
        name: str,
        index: Engine,
        store: SignalStore,
        searches: Sequence[Judged],
        of: int,
        trusts: dict[str, dict[int, float]] | None = None,
    ) -> dict[str, Any]:
        looked = []
        for version, (when, said) in enumerate((("before", self.before), ("after", self.after)), 1):
            _weigh(store, said, version, (trusts or {}).get(when, {}))
            looked.append(comparing.look(index, searches, self._went_on))
        return comparing.compared(name, searches, of, *looked)

    def _counting(self, items: Iterable[Any]) -> Iterable[Any]:
        for item in items:
            self._went_on()
            yield item

    def _at(self, step: str, total: int) -> None:
        self.done, self.told = 0, time.monotonic()
        self._tell(step=step, total=total)

    def _went_on(self) -> None:
        self.done += 1
        if time.monotonic() - self.told > TOLD_SECONDS:
            self.told = time.monotonic()
            self._tell()

    def _tell(self, **more: Any) -> None:
        _set(self.number, done=self.done, leased_until=clock.now() + policy.LEASE, **more)
        db.session.commit()


def _weigh(store: SignalStore, said: Tuning, version: int, trusts: dict[int, float]) -> None:
    store.put_in_force(InForce(said, version), whatever=True)
    store.set_many({slot: replace(store.get(slot), trust=trust) for slot, trust in trusts.items()})


def _trusts(facts: dict[str, dict[str, Any]]) -> dict[int, float]:
    return {documents.slot_of(document): float(each["trust"]) for document, each in facts.items()}


def _site_searches() -> list[Judged]:
    return [
        Judged(_request(each.words, each.lang, len(each.sources)), each.lang, each.relevant, each.sources)
        for each in queries.regression_set()
    ]


def _of_line(line: dict[str, Any]) -> Judged:
    return Judged(_request(line["words"], line["lang"]), line["lang"], line["relevant"])


def _request(words: str, lang: str, more: int = 0) -> SearchRequest:
    """As the page of results asks."""
    return SearchRequest(
        words=words,
        langs=tuple(dict.fromkeys((lang, *LANGUAGES))),
        limit=MAX_RANK + more,
        synonyms=synonyms.for_words(words, lang),
    )
