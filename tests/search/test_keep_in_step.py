"""The index follows the database: by the worker, after a kill, after it was lost."""

from __future__ import annotations

import shutil

import pytest

from forum import Askwell
from forum.core import jobs, timetable
from forum.core.db import db
from forum.schedule import SCHEDULE
from forum.search import documents, outbox, rebuilding, signals, stepping
from forum.search.engine import engine, store
from forum.threads import actions as threads
from forum.threads.models import Question
from tests.factories import Cast, article, question, site
from tests.pages import Browser
from tests.search.stage import results, search, work


def in_step(app: Askwell) -> bool:
    with app.app_context():
        return stepping.compare().in_step


def test_the_worker_brings_every_change_into_the_index(app: Askwell, cast: Cast) -> None:
    article(app, cast)
    asked = question(app, cast.dan, "Kettle whistles")
    work(app)
    assert in_step(app)
    with site(app):
        threads.edit_question(
            db.session.get_one(Question, asked), cast.dan, 1, "Kettle sings", "At night.", [], _topic(), "en"
        )
    with app.app_context():
        assert stepping.compare().stale == (f"question:{asked}",)
    work(app)
    assert in_step(app)
    with site(app):
        threads.delete(db.session.get_one(Question, asked), by=cast.dan)
    with app.app_context():
        assert stepping.compare().extra == (f"question:{asked}",)
    work(app)
    assert in_step(app)
    assert work(app) == 0


def _topic() -> object:
    from forum.topics import queries

    return queries.by_slug("orders")


def test_nothing_is_told_of_what_was_rolled_back(app: Askwell, cast: Cast) -> None:
    question(app, cast.dan, "Kettle whistles")
    work(app)
    with app.app_context():
        before = jobs.waiting()
        outbox.changed("question:1")
        signals.changed("question:1")
        db.session.rollback()
        assert jobs.waiting() == before


def test_a_killed_worker_leaves_its_job_to_the_next(app: Askwell, cast: Cast, browser: Browser) -> None:
    work(app)
    question(app, cast.dan, "Kettle whistles")
    with app.app_context():
        assert len(jobs.claim("index")) == 1  # and then it was killed
        assert jobs.claim("index") == []
    from datetime import timedelta

    from forum.core import clock

    with clock.moved(timedelta(seconds=outbox.LEASE_SECONDS + 1)):
        work(app)
    assert len(results(search(browser, "kettle"))) == 1


def test_pages_work_without_an_index_and_the_clock_heals_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    shutil.rmtree(app.config["SETTINGS"].search_url.partition(":")[2])
    page = search(browser, "kettle")
    assert page.status == 200
    assert "Search is being prepared" in page.text
    assert page.link("Ask this question").startswith("/ask?q=kettle")
    assert browser.get("/search/suggest?q=ket").json["suggestions"] == []
    assert browser.get(f"/articles/{number}-kettle-refunds").status == 200
    ready = browser.get("/readyz")
    assert ready.status == 200
    assert "missing" in ready.json["checks"]["search"]
    with app.app_context():
        timetable.tick(SCHEDULE)
    assert len(results(search(browser, "kettle"))) == 1
    assert in_step(app)


def test_a_change_that_meets_no_index_builds_the_whole_of_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    shutil.rmtree(app.config["SETTINGS"].search_url.partition(":")[2])
    question(app, cast.dan, "Kettle whistles")
    work(app)
    assert len(results(search(browser, "kettle"))) == 2


def test_a_large_site_is_rebuilt_beside_the_other_jobs(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    article(app, cast, "Kettle refunds")
    monkeypatch.setattr(rebuilding, "AT_ONCE_MAX", 0)
    with app.app_context():
        assert jobs.run_once("index") == 0  # put back: the index is being built
    app.extensions["search_rebuild"].join()
    assert len(results(search(browser, "kettle"))) == 1
    work(app)
    assert in_step(app)


def test_a_damaged_index_is_replaced(app: Askwell, cast: Cast, browser: Browser) -> None:
    from pathlib import Path

    article(app, cast, "Kettle refunds")
    work(app)
    Path(app.config["SETTINGS"].search_url.partition(":")[2], "CURRENT").write_text("nonsense")
    assert "Search is being prepared" in search(browser, "kettle").text
    with app.app_context():
        timetable.tick(SCHEDULE)
    assert len(results(search(browser, "kettle"))) == 1


def test_lost_signals_are_filled_from_the_rows(app: Askwell, cast: Cast) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    Browser(app).sign_in(cast.carla).get(f"/articles/{number}-kettle-refunds")
    with app.app_context():
        slot = documents.slot_of(f"article:{number}")
        store().clear()
        assert store().get(slot).hits == 0
        assert signals.mend() == 1
        assert store().get(slot).hits > 0
        assert signals.mend() == 0


def test_the_commands_say_how_things_stand(app: Askwell, cast: Cast) -> None:
    run = app.test_cli_runner().invoke
    article(app, cast, "Kettle refunds")
    before = run(args=["search", "status"])
    assert before.exit_code == 1
    assert "out of step" in before.output
    built = run(args=["search", "rebuild"])
    assert built.exit_code == 0
    assert "1 documents indexed" in built.output
    after = run(args=["search", "status"])
    assert after.exit_code == 0, after.output
    assert "in the database 1, in the index 1" in after.output
    assert after.output.endswith("in step\n")
    asked = run(args=["search", "query", "kettle", "--explain"])
    assert "Kettle refunds" in asked.output
    assert "trust: 1.0" in asked.output


def test_evaluate_measures_a_judged_set(app: Askwell, tmp_path_factory: pytest.TempPathFactory) -> None:
    import json

    folder = tmp_path_factory.mktemp("judged")
    docs = [
        {"id": "a", "lang": "en", "title": "Kettle refunds", "body": "Send it back", "kind": "article"},
        {"id": "b", "lang": "en", "title": "Opening hours", "body": "Nine to five", "kind": "article"},
    ]
    (folder / "docs.jsonl").write_text("".join(json.dumps(d) + "\n" for d in docs))
    (folder / "shared.queries.jsonl").write_text(
        json.dumps({"id": "q", "lang": "en", "text": "refund kettle"}) + "\n"
    )
    (folder / "shared.qrels.tsv").write_text("q\ta\t2\n")
    said = app.test_cli_runner().invoke(args=["search", "evaluate", str(folder), "--json"])
    assert said.exit_code == 0, said.output
    figures = json.loads(said.output)
    assert figures["ndcg@10"] == 1.0
    assert figures["queries"] == 1
    assert figures["documents"] == 2
    missing = app.test_cli_runner().invoke(args=["search", "evaluate", str(folder / "nowhere")])
    assert missing.exit_code != 0
    assert "Error" in missing.output


def test_the_engine_is_opened_once_a_process(app: Askwell) -> None:
    with app.app_context():
        assert engine() is engine()
        app.extensions["search"].owner = 1  # as a forked child finds it
        assert engine() is not None
        assert app.extensions["search"].owner != 1
