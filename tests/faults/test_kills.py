"""Web server, worker and database are killed (-9) again and again while people post. Nothing acknowledged is missing, nothing is
there twice, and the index is in step soon after the last restart. `python -m benchmarks.kills` does it fifty times."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum import Askwell, create_app
from forum.accounts import tokens
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import migrate
from forum.core.db import Base, db
from forum.search import stepping
from forum.threads.models import Answer, Question
from tests import factories
from tests.conftest import POSTGRES
from tests.factories import Cast, site
from tests.faults.cluster import Cluster, cluster
from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("KILLS", "6"))
KILLED: list[Cluster] = []  # servers that may be killed
RESULTS = os.environ.get("KILLS_RESULTS", "")  # a file to write the counts to


class Running:
    """One child process of the site that can be killed and started again."""

    def __init__(self, arguments: list[str], environment: dict[str, str]) -> None:
        self.arguments, self.environment = arguments, environment
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *self.arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def ended(self) -> bool:
        """Did it end by itself?"""
        return self.process.poll() is not None

    def kill(self) -> None:
        """-9 for it and all its children, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Writer(threading.Thread):
    """Somebody who posts questions and answers through the API, and remembers what was acknowledged."""

    def __init__(self, port: int, token: str, name: str) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.label = port, token, name
        self.stop = threading.Event()
        self.questions: dict[int, str] = {}
        self.answers: list[tuple[int, str]] = []
        self.refused = 0

    def post(self, path: str, body: dict[str, str]) -> dict[str, object]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
            found: dict[str, object] = json.load(answer)
            return found

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            title = f"Marked {self.label} {number} parcel question"
            try:
                made = self.post(
                    "questions", {"title": title, "body": "Where is it?", "topic": "orders", "lang": "en"}
                )
                ident = int(str(made["id"]).split(":")[1])
                self.questions[ident] = title
                text = f"Reply {self.label} {number}: it is on its way."
                self.post(f"questions/{ident}/answers", {"body": text})
                self.answers.append((ident, text))
            except (OSError, http.client.HTTPException, ValueError, KeyError):
                self.refused += 1
                self.stop.wait(0.05)


@pytest.fixture
def settings(tmp_path: Path, _empty_database: str, settings: Settings) -> Iterator[Settings]:
    """A disk that is waited for. On PostgreSQL a server that only this test has, and kills."""
    durable = settings.model_copy(update={"sqlite_synchronous": "FULL"})
    if not POSTGRES:
        yield durable
        return
    with tempfile.TemporaryDirectory(prefix="askwell-kills-") as home, cluster(Path(home, "server")) as own:
        durable = durable.model_copy(update={"database_url": own.url})
        migrate.upgrade(create_app(durable))
        KILLED.append(own)
        yield durable
        KILLED.remove(own)


@pytest.mark.slow
def test_kills_lose_nothing_and_double_nothing(
    app: Askwell, cast: Cast, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    factories.topic(app, "orders")
    with site(app):
        keys = [
            tokens.make(db.session.get_one(Person, p.id), ["read", "write"], "load")
            for p in (cast.carla, cast.bob)
        ]
    port = free_port()
    environment = {
        **os.environ,
        "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
        "ASKWELL_DATABASE_URL": settings.database_url,
        "ASKWELL_SEARCH_URL": settings.search_url,
        "ASKWELL_SECRET_KEY": settings.secret_key,
        "ASKWELL_LIMITS": "0",
        "ASKWELL_LOG_LEVEL": "ERROR",
    }
    # Loaded once and forked, as forum.run does: half of a restart's work.
    web = Running(
        ["-m", "gunicorn", "-w", "2", "--threads", "2", "--preload", "-b", f"127.0.0.1:{port}", "wsgi:app"],
        environment,
    )
    worker = Running(["-m", "flask", "--app", "wsgi", "worker"], environment)
    victims = (web, worker, *KILLED)
    writers = [Writer(port, key, f"w{n}") for n, key in enumerate(keys)]
    rng = random.Random(4)
    try:
        for writer in writers:
            writer.start()
        for number in range(KILLS):
            before = sum(len(w.questions) for w in writers)
            until(lambda before=before: sum(len(w.questions) for w in writers) >= before + 2, "posting")
            threading.Event().wait(rng.uniform(0, 0.3))
            victim = victims[number % len(victims)]
            victim.kill()
            victim.start()
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join()

        acknowledged = {k: v for w in writers for k, v in w.questions.items()}
        replies = [a for w in writers for a in w.answers]
        assert len(acknowledged) >= KILLS
        with app.app_context():
            stored = {q.id: q.title for q in db.session.scalars(sa.select(Question))}
            bodies = [(a.question_id, a.body) for a in db.session.scalars(sa.select(Answer))]
            counts = {q.id: q.answer_count for q in db.session.scalars(sa.select(Question))}
        db_name = "postgresql" if KILLED else "sqlite"
        missing = [k for k, title in acknowledged.items() if stored.get(k) != title]
        lost_replies = [r for r in replies if r not in bodies]
        wrong_counts = [k for k in stored if counts[k] != sum(1 for q, _ in bodies if q == k)]
        began = time.monotonic()
        until(lambda: _in_step(app) or worker.ended(), "coming into step")
        assert not worker.ended()  # nobody killed this one
        waited = time.monotonic() - began
        status = _status(environment)
        ghosts, unindexed = _ghosts(app)
        counts_of = {
            "database": db_name, "kills": KILLS, "questions": len(acknowledged), "answers": len(replies),
            "refused": sum(w.refused for w in writers), "missing": len(missing) + len(lost_replies),
            "doubled": len(stored) - len(set(stored.values())), "wrong_counts": len(wrong_counts),
            "ghosts_in_the_index": ghosts, "missing_in_the_index": unindexed,
            "in_step_after_s": round(waited, 1), "in_step": status.returncode == 0,
        }  # fmt: skip
        with capsys.disabled():
            print(f"\n{counts_of}")
        if RESULTS:
            Path(RESULTS).write_text(json.dumps(counts_of, indent=1) + "\n")
        assert (ghosts, unindexed) == (0, 0)
        assert counts_of["doubled"] == 0
        assert _whole(app)
        assert missing == []
        assert lost_replies == []
        assert wrong_counts == []
        assert status.returncode == 0, status.stdout
        newest = acknowledged[max(acknowledged)]
        shown = _query(environment, newest)
        assert newest in shown.stdout, shown.stdout + shown.stderr
    finally:
        for writer in writers:
            writer.stop.set()
        web.kill()
        worker.kill()


def _whole(app: Askwell) -> bool:
    """Does the database say that its files are sound? PostgreSQL: every page of every table can be read."""
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            return said == "ok" and not connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        return all(
            connection.scalar(sa.select(sa.func.count()).select_from(t)) is not None
            for t in Base.metadata.tables.values()
        )


def _in_step(app: Askwell) -> bool:
    with app.app_context():
        return stepping.compare().in_step


def _ghosts(app: Askwell) -> tuple[int, int]:
    """How many documents the index has that the database has not, and the other way round (or in another version)."""
    with app.app_context():
        found = stepping.compare()
        return len(found.extra), len(found.missing) + len(found.stale)


def _status(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "search", "status"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def _query(environment: dict[str, str], title: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "search", "query", title]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
