"""What watches the site is told what waits, what was given up, and when the last good backup was made."""

from __future__ import annotations

from datetime import timedelta

from prometheus_client.parser import text_string_to_metric_families

from forum import Askwell
from forum.backup.models import BackupRun
from forum.core import clock
from forum.core.db import db
from forum.core.jobs import Job
from tests.factories import site
from tests.pages import Browser


def _told(app: Askwell) -> dict[tuple[str, str], float]:
    """(name, kind or endpoint) -> value; what a real parser of the format reads."""
    text = Browser(app).client.get("/metrics").get_data(as_text=True)
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name, sample.labels.get("kind", sample.labels.get("endpoint", ""))] = sample.value
    return found


def test_what_waits_and_what_was_given_up(app: Askwell) -> None:
    with site(app):
        late = clock.now() - timedelta(minutes=10)
        db.session.add(Job(kind="index", payload={}, run_at=late))
        db.session.add(Job(kind="mail", payload={}, run_at=clock.now() + timedelta(hours=1)))
        db.session.add(Job(kind="digest", payload={}, run_at=late, failed_at=clock.now()))
        db.session.commit()
    told = _told(app)
    assert told["askwell_jobs_waiting", "index"] == 1
    assert told["askwell_jobs_waiting", "mail"] == 1
    assert told["askwell_jobs_given_up", "digest"] == 1
    assert told["askwell_jobs_oldest_seconds", "index"] >= 600
    assert ("askwell_jobs_oldest_seconds", "mail") not in told  # it is not due yet
    assert ("askwell_jobs_oldest_seconds", "digest") not in told  # nobody waits for it any more


def test_when_the_last_good_backup_was_made(app: Askwell) -> None:
    assert _told(app)["askwell_backup_last_good_timestamp_seconds", ""] == 0
    with site(app):
        made = clock.now() - timedelta(days=1)
        db.session.add(BackupRun(at=made, file="askwell-1.tar.gz", bytes=1, rows=1, problem=""))
        db.session.add(BackupRun(at=clock.now(), problem="the disk is full"))
        db.session.commit()
    assert _told(app)["askwell_backup_last_good_timestamp_seconds", ""] == made.timestamp()


def test_answers_are_counted_by_page(app: Askwell) -> None:
    before = _told(app).get(("askwell_request_seconds_count", "search.results"), 0)
    Browser(app).get("/search?q=lamp")
    assert _told(app)["askwell_request_seconds_count", "search.results"] == before + 1
