"""The database's disk is full, can only be read, or fails: an honest page, nothing typed is lost, and when it is well
again everything goes on by itself."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from forum import Askwell, create_app
from forum.accounts import tokens
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import migrate
from forum.core.db import db
from tests import factories
from tests.conftest import POSTGRES
from tests.factories import Cast, site
from tests.faults.disks import read_only, small
from tests.faults.test_kills import Running
from tests.faults.test_search_disks import fill
from tests.pages import Browser
from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port
from tests.security.tally import Tally

WORDS = "My parcel went to the neighbour, who left for Spain."
pytestmark = pytest.mark.skipif(
    bool(POSTGRES), reason="PostgreSQL's disk is its server's, which ends with it"
)


@contextmanager
def stood_up(settings: Settings, folder: Path) -> Iterator[tuple[Askwell, Cast]]:
    """A site whose database alone lies in this folder, waited for at each commit."""
    mine = settings.model_copy(
        update={"database_url": f"sqlite:///{folder / 'askwell.db'}", "sqlite_synchronous": "FULL"}
    )
    app = create_app(mine, TESTING=True, CHEAP_PASSWORDS=True)
    migrate.upgrade(app)
    yield app, Cast(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


TYPED = {"title": "Parcel at the neighbour's", "body": WORDS, "topic": "orders"}


def test_a_full_disk_is_told_and_what_carla_wrote_is_on_the_page(
    settings: Settings, tmp_path: Path, tally: Tally
) -> None:
    with small(tmp_path / "disk", 9_000), stood_up(settings, tmp_path / "disk") as (app, cast):
        factories.topic(app, "orders")
        known = factories.question(app, cast.bob, "Where is my kettle?")
        browser = Browser(app).sign_in(cast.carla)
        empty = browser.get("/ask")
        filler = tmp_path / "disk" / "filler"
        fill(filler)
        page = browser.submit(empty, "Post", **TYPED)
        assert page.status == 507
        assert WORDS in page.text
        assert "Please try again in a moment" in page.text
        assert browser.get(f"/questions/{known}-where-is-my-kettle").status == 200
        assert Browser(app).get("/").status == 200
        filler.unlink()
        again = browser.submit(page, "Send it again")
        assert again.status == 200
        assert WORDS in again.text
        tally("disks that failed", 1)


def test_a_disk_that_can_only_be_read_serves_readers(
    settings: Settings, tmp_path: Path, tally: Tally
) -> None:
    (tmp_path / "disk").mkdir()
    with stood_up(settings, tmp_path / "disk") as (app, cast):
        factories.topic(app, "orders")
        known = factories.question(app, cast.bob, "Where is my kettle?")
        browser = Browser(app).sign_in(cast.carla)
        empty = browser.get("/ask")
        with app.app_context():
            db.engine.dispose()
        with read_only(tmp_path / "disk"):
            page = browser.submit(empty, "Post", **TYPED)
            assert page.status == 503
            assert WORDS in page.text
        again = browser.submit(page, "Send it again")
        # Her session could not be read, so the form was nobody's: its words are shown once more, to be sent as hers.
        assert (again.status, WORDS in again.text) == (400, True)
        again = browser.submit(again, "Send")
        assert (again.status, WORDS in again.text) == (200, True)
        assert Browser(app).get(f"/questions/{known}-where-is-my-kettle").status == 200
        tally("disks that failed", 1)


@pytest.mark.slow
def test_an_error_of_the_disk_at_a_commit_is_told_and_what_was_acknowledged_stands(
    app: Askwell, cast: Cast, settings: Settings, tmp_path: Path, tally: Tally
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("NOT TRIED: errors of the disk at a commit; strace, which makes them, is not installed")
    factories.topic(app, "orders")
    with site(app):
        key = tokens.make(db.session.get_one(Person, cast.carla.id), ["read", "write"], "load")
    port = free_port()
    environment = {
        **os.environ,
        "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
        "ASKWELL_DATABASE_URL": settings.database_url,
        "ASKWELL_SECRET_KEY": settings.secret_key,
        "ASKWELL_LIMITS": "0",
        "ASKWELL_LOG_LEVEL": "ERROR",
    }
    web = Running(
        ["-m", "gunicorn", "-w", "1", "--threads", "1", "-b", f"127.0.0.1:{port}", "wsgi:app"], environment
    )

    def post(number: int) -> int:
        wanted = {"title": f"Parcel number {number}", "body": WORDS, "topic": "orders", "lang": "en"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/questions",
            json.dumps(wanted).encode(),
            {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    try:
        until(lambda: post(1) == 201, "the first answer")
        served = _children(web.process.pid)[0]
        tracer = subprocess.Popen(
            [strace, "-f", "-q", "-o", str(tmp_path / "trace"), "-e", "trace=fsync,fdatasync", "-e",
             "inject=fsync,fdatasync:error=EIO", "-p", str(served)],
            stderr=(tmp_path / "told").open("w"),
        )  # fmt: skip
        try:
            until(lambda: tracer.poll() is not None or _watched(served), "strace watching the server")
            if tracer.poll() is not None:
                told = (tmp_path / "told").read_text().strip()
                pytest.skip(f"NOT TRIED: errors of the disk at a commit; strace may not watch here ({told})")
            until(lambda: post(2) == 503, "the error being told")
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.wait()
        until(lambda: post(3) == 201, "going on")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/questions") as page:
            shown = page.read().decode()
        assert "Parcel number 1" in shown
        assert "Parcel number 3" in shown
        tally("disks that failed", 1)
    finally:
        web.kill()


def _children(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(number) for number in told.split()]


def _watched(process: int) -> bool:
    """Does somebody trace it by now?"""
    said = Path(f"/proc/{process}/status").read_text()
    return "TracerPid:\t0\n" not in said


def test_a_commit_waits_for_the_disk(settings: Settings, tmp_path: Path) -> None:
    """Also where nobody chose: FULL is the default."""
    assert Settings.model_fields["sqlite_synchronous"].default == "FULL"
    (tmp_path / "disk").mkdir()
    with (
        stood_up(settings, tmp_path / "disk") as (app, _cast),
        app.app_context(),
        db.engine.begin() as connection,
    ):
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
