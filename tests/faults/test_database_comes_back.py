"""The worker and its database are started in any order, and one may go away without taking the other along."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from forum import Askwell, create_app
from forum.config import Settings
from forum.core import jobs, migrate
from forum.core.db import db
from scripts import with_postgres
from tests.faults.cluster import cluster
from tests.patience import until

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]

pytestmark = pytest.mark.skipif(
    with_postgres.programs() is None, reason="PostgreSQL's server programs are not installed"
)


def test_a_worker_waits_for_a_database_server_that_is_away(settings: Settings, tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="askwell-away-") as home, cluster(Path(home, "server")) as own:
        app = create_app(settings.model_copy(update={"database_url": own.url}))
        migrate.upgrade(app)
        environment = {
            **os.environ,
            "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
            "ASKWELL_DATABASE_URL": own.url,
            "ASKWELL_SECRET_KEY": settings.secret_key,
        }
        own.kill()
        told = (tmp_path / "told").open("w+")
        worker = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stderr=told, stdout=subprocess.DEVNULL)
        try:
            until(
                lambda: "Waiting for it." in (tmp_path / "told").read_text(),
                "the worker saying that it waits",
            )
            for _ in range(2):  # it was away before the worker came; then it goes while the worker works
                own.start()
                with app.app_context():
                    jobs.enqueue("forget attachments", {"keys": []})
                    db.session.commit()
                until(lambda: _done(app), "the worker doing a job")
                assert worker.poll() is None
                own.kill()
            own.start()
        finally:
            worker.terminate()
            worker.wait()
            told.close()


def _done(app: Askwell) -> bool:
    with app.app_context():
        return "forget attachments" not in jobs.waiting()
