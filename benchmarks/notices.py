"""Does telling people slow a page? 200 notices a second are queued and told while visitors read questions.

`python -m benchmarks.notices` serves a site of 1,000 questions with gunicorn (2 sync workers, kept pages off), runs its worker,
and has a visitor read one question after another, in rounds in turn: without notices, and while a process of its own
tells 200 people a second, as deeds do (one row of the job table in a transaction; the worker writes the inboxes, and a
tenth of the mails at once). The ratios compare both in the same run, so that whatever else the machine does meets both.
Results in benchmarks/results/notices.json.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.load import Outcome, run
from benchmarks.page_speed import ROOT, addresses, filled_site, serving
from forum import create_app
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import clock, jobs
from forum.core.db import db
from forum.core.jobs import Job
from forum.notifications import actions
from forum.notifications.models import Notice, NoticeChoice
from forum.notifications.saying import MAIL_JOB, MANY_JOB

RESULTS = Path(__file__).with_name("results") / "notices.json"
THREADS, ANSWERS = 1000, 4
PEOPLE = 2000
A_SECOND = 200
DEEDS = 4  # a second
VISITORS = (
    1  # leaves processors to the worker: the question is what telling adds to a page, not how much fits
)
ROUNDS = 4
TOLD = {"who": "Bob", "title": "A question of the benchmark"}


@dataclass
class Telling:
    """What the deeds cost, in ms, and how many people were told of."""

    deeds_ms: list[float] = field(default_factory=list)
    people: int = 0


def main() -> int:
    """Fill, serve, measure, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0, help="of each round")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "askwell-notices")
    parser.add_argument("--tell", action="store_true", help="what the process of its own does")
    asked = parser.parse_args()
    if asked.tell:
        return tell(asked.folder)
    environment = filled_site(asked.folder, THREADS, ANSWERS)
    app = create_app(Settings(instance_dir=asked.folder, database_url=f"sqlite:///{asked.folder}/askwell.db"))
    _people(app)
    settings = {**environment, "ASKWELL_KEEP_GUEST_PAGES": "0", "ASKWELL_LIMITS": "0"}
    quiet, told, telling = Outcome(), Outcome(), Telling()
    ratios: dict[str, list[float]] = {"p50": [], "p95": []}
    with serving("wsgi:app", settings) as site, _worker(settings):
        paths = addresses(site.port, THREADS)["question"]
        run(site.port, paths, VISITORS, duration=2)
        before = _told(app)
        for _ in range(ROUNDS):
            one = run(site.port, paths, VISITORS, duration=asked.seconds)
            with _tells(asked.folder, telling):
                two = run(site.port, paths, VISITORS, duration=asked.seconds)
            left = _drain(app)
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                ratios[name].append(two.percentile(share) / one.percentile(share))
            quiet.add(one)
            told.add(two)
        written = _told(app) - before
    report = {
        "a_second": A_SECOND,
        "seconds": asked.seconds,
        "rounds": ROUNDS,
        "visitors": VISITORS,
        "notices_queued": telling.people,
        "notices_written": written,
        "drain_seconds_of_the_last_round": round(left, 2),
        "deed_ms_p50": round(statistics.median(telling.deeds_ms), 2),
        "deed_ms_p95": round(sorted(telling.deeds_ms)[int(0.95 * len(telling.deeds_ms))], 2),
        "deed_ms_max": round(max(telling.deeds_ms), 2),
        "without": _latencies(quiet),
        "with": _latencies(told),
        "ratios": {name: [round(each, 2) for each in found] for name, found in ratios.items()},
        "ratio_p50": round(statistics.median(ratios["p50"]), 2),
        "ratio_p95": round(statistics.median(ratios["p95"]), 2),
    }
    print(json.dumps(report, indent=1))
    RESULTS.write_text(json.dumps(report, indent=1) + "\n")
    return 0 if written == telling.people else 1


def _latencies(outcome: Outcome) -> dict[str, float]:
    return {
        "answers": outcome.answers,
        "p50_ms": round(outcome.percentile(0.5), 2),
        "p95_ms": round(outcome.percentile(0.95), 2),
        "p99_ms": round(outcome.percentile(0.99), 2),
    }


def _people(app: Any) -> None:
    """Members with proven addresses, every tenth of whom wants such mails at once; made once for the folder."""
    with app.app_context():
        found = _known()
        if not found:
            now = clock.now()
            rows = [
                {"name": f"Told {n}", "email": f"told{n}@example.com", "email_key": f"told{n}@example.com",
                 "role": "customer", "verified_at": now, "created_at": now, "password_hash": ""}
                for n in range(PEOPLE)
            ]  # fmt: skip
            db.session.execute(sa.insert(Person), rows)
            found = _known()
            eager = [
                {"person_id": n, "row": "followed", "inbox": True, "mail": "at once", "before": ""}
                for n in found[::10]
            ]
            db.session.execute(sa.insert(NoticeChoice), eager)
        for table in (Notice, Job):
            db.session.execute(sa.delete(table))
        db.session.commit()


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _tells(folder: Path, telling: Telling) -> Iterator[None]:
    """Within the block, a process tells 200 people a second."""
    command = [sys.executable, "-m", "benchmarks.notices", "--folder", str(folder), "--tell"]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()  # it is ready
    try:
        yield
    finally:
        said = json.loads(process.communicate("stop")[0])
        telling.deeds_ms += said["deeds_ms"]
        telling.people += said["people"]


def tell(folder: Path) -> int:
    """Four deeds a second tell 50 people each, until somebody says stop; then how long each took."""
    app = create_app(Settings(instance_dir=folder, database_url=f"sqlite:///{folder}/askwell.db"))
    stop, turn, size = threading.Event(), 0, A_SECOND // DEEDS
    took: list[float] = []

    def listen() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    with app.app_context():
        people = _known()
        db.session.rollback()
        print("ready", flush=True)
        next_at = time.perf_counter()
        while not stop.wait(max(0.0, next_at - time.perf_counter())):
            next_at += 1 / DEEDS
            chosen = [people[(turn * size + n) % len(people)] for n in range(size)]
            begun = time.perf_counter()
            actions.tell_many(chosen, "followed_asked", "/questions", **TOLD)
            db.session.commit()
            took.append((time.perf_counter() - begun) * 1000)
            turn += 1
    print(json.dumps({"deeds_ms": took, "people": turn * size}))
    return 0


def _known() -> list[int]:
    mine = sa.select(Person.id).where(Person.email_key.like("told%@example.com")).order_by(Person.id)
    return list(db.session.scalars(mine))


def _told(app: Any) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) or 0


def _drain(app: Any) -> float:
    """Seconds until the worker has told and mailed all that was queued."""
    begun = time.perf_counter()
    with app.app_context():
        while any(kind in jobs.waiting() for kind in (MANY_JOB, MAIL_JOB)):
            db.session.rollback()
            time.sleep(0.1)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
