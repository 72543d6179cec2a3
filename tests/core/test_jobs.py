"""Work queued with a deed is done if and only if the deed happened, and done again after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, jobs
from forum.core.db import db
from tests.factories import site

done: list[str] = []


@jobs.handles("test-note", batch=3)
def _note(claimed: Sequence[jobs.Claimed]) -> None:
    if any(c.payload["text"] == "fails" for c in claimed):
        raise OSError("the door is closed")
    done.extend(c.payload["text"] for c in claimed)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    done.clear()


def test_a_job_of_a_deed_that_was_rolled_back_is_never_done(app: Askwell) -> None:
    with app.app_context():
        jobs.enqueue("test-note", {"text": "never"})
        db.session.rollback()
        assert jobs.run_once("test-note") == 0
    assert done == []


def test_jobs_are_done_in_order_and_in_batches(app: Askwell) -> None:
    with site(app):
        for text in "abcde":
            jobs.enqueue("test-note", {"text": text})
    with app.app_context():
        assert [jobs.run_once("test-note") for _ in range(3)] == [3, 2, 0]
    assert done == list("abcde")


def test_a_worker_that_dies_with_a_job_leaves_it_to_another_one(app: Askwell) -> None:
    with site(app):
        jobs.enqueue("test-note", {"text": "survives"})
    with app.app_context():
        assert len(jobs.claim("test-note")) == 1  # ... and now it is killed
        assert jobs.claim("test-note") == []
        with clock.moved(timedelta(seconds=jobs.LEASE_SECONDS + 1)):
            assert jobs.run_once("test-note") == 1
    assert done == ["survives"]


def test_a_job_that_fails_waits_longer_each_time_and_is_not_lost(app: Askwell) -> None:
    with site(app):
        jobs.enqueue("test-note", {"text": "fails"})
    with app.app_context():
        assert jobs.run_once("test-note") == 0
        assert jobs.run_once("test-note") == 0
        assert jobs.waiting() == {"test-note": 1}
        row = db.session.query(jobs.Job).one()
        assert row.attempts == 1
        assert "the door is closed" in row.last_error
