"""Root asks the doctor on a Tuesday evening: is somebody at work, is there room?"""

from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, jobs, timetable
from forum.core.db import db
from forum.schedule import SCHEDULE
from tests.backup.stage import run
from tests.factories import site

Usage = namedtuple("Usage", "total used free")


def test_a_worker_that_went_away_is_noticed_by_its_work(app: Askwell) -> None:
    assert "ok    worker" in run(app, "doctor").output  # never started, and nothing to do
    with site(app):
        jobs.enqueue("mail", {"id": 0}, run_at=clock.now() + timedelta(hours=1))
        db.session.commit()
    assert "ok    worker" in run(app, "doctor").output  # not due yet
    with clock.moved(timedelta(hours=4)):
        said = run(app, "doctor")
    assert said.exit_code == 1
    assert "TO DO worker: Work has been due for 3 hours and nobody does it" in said.output
    assert "flask --app wsgi worker" in said.output


def test_without_jobs_the_clock_tells(app: Askwell) -> None:
    with app.app_context():
        timetable.tick(SCHEDULE)
    assert "ok    worker" in run(app, "doctor").output
    with clock.moved(timedelta(days=3)):
        assert "TO DO worker: Work has been due for 2 days" in run(app, "doctor").output


@pytest.mark.parametrize(
    ("free", "said"),
    [
        (5_000_000_000, ["ok    disk"]),
        (600_000_000, ["ok    disk", "note  600 MB are free where "]),
        (60_000_000, ["TO DO disk: Only 60 MB are free where "]),
    ],
)
def test_a_disk_that_fills_up_is_told_before_it_is_full(
    app: Askwell, monkeypatch: pytest.MonkeyPatch, free: int, said: list[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    output = run(app, "doctor").output
    assert all(line in output for line in said), output
