"""The disk under the index is damaged, gone, full or only readable: pages work, search says so or goes on, and heals."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from forum import Askwell
from forum.core import clock, jobs, timetable
from forum.core.db import db
from forum.schedule import SCHEDULE
from forum.search import documents as slots
from forum.search import rebuilding, stepping
from forum.search.engine import store
from search_index import SearchDocument, SearchRequest, SignalStore, open_engine
from tests.factories import Cast, article, question
from tests.faults.disks import read_only, small
from tests.pages import Browser
from tests.search.stage import results, search, work
from tests.search_index.corpus import documents

NOTICE = "Search is being prepared"


def folder(app: Askwell) -> Path:
    """Where the index lies."""
    return Path(app.config["SETTINGS"].search_url.partition(":")[2])


def in_step(app: Askwell) -> bool:
    with app.app_context():
        return stepping.compare().in_step


def later(app: Askwell) -> None:
    """The worker and the clock, after what failed may be tried again."""
    for hours in (1, 2):  # a first try may be what notices
        with clock.moved(timedelta(hours=hours)), app.app_context():
            timetable.tick(SCHEDULE)
            jobs.run_until_empty()


def damage(app: Askwell, what: str) -> None:
    """Break what is named."""
    generation = next(folder(app).glob("g*"))
    if what == "the whole folder":
        shutil.rmtree(folder(app))
    elif what == "the generation":
        shutil.rmtree(generation)
    elif what == "CURRENT":
        (folder(app) / "CURRENT").write_text("{")
    elif what == "the arrays":
        for path in (*generation.glob("side-*.bin"), *generation.glob("vec-*.bin")):
            path.unlink()
            path.write_bytes(b"nonsense")
    elif what == "the vectors":
        for path in generation.glob("vec-*.bin"):
            path.unlink()
            path.write_bytes(b"nonsense")
    elif what == "the middle of the arrays":
        for path in generation.glob("side-*.bin"):
            content = bytearray(path.read_bytes())
            content[len(content) // 3 :] = b"\xff" * (len(content) - len(content) // 3)
            path.unlink()
            path.write_bytes(content)
    else:
        for path in (*generation.glob("*.seg"), *generation.glob("side-*.bin")):
            path.unlink()
            path.write_bytes(b"nonsense")


@pytest.mark.parametrize(
    "what",
    [
        "the whole folder",
        "the generation",
        "CURRENT",
        "the arrays",
        "the middle of the arrays",
        "the segments",
        "the vectors",
    ],
)
def test_whatever_is_damaged_pages_work_and_the_clock_heals_it(
    app: Askwell, cast: Cast, browser: Browser, what: str
) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    assert len(results(search(browser, "kettle"))) == 1
    damage(app, what)
    with clock.moved(timedelta(minutes=10)):  # nothing is shown from memory
        page = search(Browser(app), "kettle refunds")
    assert page.status == 200
    assert NOTICE in page.text or len(results(page)) == 1
    assert browser.get(f"/articles/{number}-kettle-refunds").status == 200
    assert browser.get("/search/suggest?q=ket").status == 200
    if what != "the vectors":  # those the clock heals without a change
        question(app, cast.dan, "Kettle whistles")
    later(app)
    assert in_step(app)
    assert len(results(search(Browser(app), "kettle"))) == (1 if what == "the vectors" else 2)
    with app.app_context():
        facts = rebuilding.engine().status().facts
        assert facts["served_by"] == "sidecar"
        assert facts["meaning"] != "off"


def test_on_a_disk_that_can_only_be_read_search_goes_on_and_catches_up_afterwards(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    with read_only(folder(app)):
        asked = question(app, cast.dan, "Kettle whistles")
        work(app)
        page = search(browser, "kettle")
        assert len(results(page)) == 1
        assert NOTICE not in page.text
        assert browser.get(f"/questions/{asked}-kettle-whistles").status == 200
        assert browser.get("/readyz").status == 200
        with app.app_context():
            assert rebuilding.engine().status().state == "ok"
    later(app)
    assert len(results(search(Browser(app), "kettle"))) == 2
    assert in_step(app)


def test_a_full_disk_keeps_the_index_as_it_was_until_there_is_room(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    with small(folder(app), 4_000):
        article(app, cast, "Kettle refunds")
        work(app)
        assert len(results(search(browser, "kettle"))) == 1
        filler = folder(app) / "filler"
        fill(filler)
        asked = question(app, cast.dan, "Kettle whistles", "Loudly. " * 200)
        work(app)
        page = search(Browser(app), "kettle")
        assert page.status == 200
        assert len(results(page)) == 1 or NOTICE in page.text
        assert browser.get(f"/questions/{asked}-kettle-whistles").status == 200
        filler.unlink()
        later(app)
        assert len(results(search(Browser(app), "kettle"))) == 2
        assert in_step(app)
        with app.app_context():
            rebuilding.engine().close()
            db.session.remove()


def test_a_rebuild_that_meets_a_full_disk_leaves_the_old_index_in_use(tmp_path: Path) -> None:
    with small(tmp_path / "disk", 3_000):
        engine = open_engine(f"whoosh:{tmp_path / 'disk' / 'search'}", tmp_path / "signals.bin")
        engine.replace([SearchDocument("article:1", 1, "article", "en", "Kettle refunds")])
        with pytest.raises(OSError, match="No space"):
            engine.rebuild(documents(3_000))
        assert engine.search(SearchRequest("kettle")).total == 1
        assert engine.status().state == "ok"
        assert len(list((tmp_path / "disk" / "search").glob("g*"))) == 1
        assert engine.replace([SearchDocument("article:2", 2, "article", "en", "Kettle repairs")]) == 1
        assert engine.search(SearchRequest("kettle")).total == 2
        engine.close()


def test_signals_that_were_deleted_are_filled_again(app: Askwell, cast: Cast) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    Browser(app).sign_in(cast.carla).get(f"/articles/{number}-kettle-refunds")
    path = app.config["SETTINGS"].of_database("signals", ".bin")
    assert path.exists()
    path.unlink()
    assert len(results(search(Browser(app), "kettle"))) == 1
    with app.app_context():
        store().close()  # as it is a second later
    later(app)
    with app.app_context():
        slot = slots.slot_of(f"article:{number}")
    assert SignalStore(path).get(slot).hits > 0


def fill(path: Path) -> None:
    """Leave no room on this file's disk."""
    with path.open("wb", buffering=0) as file:
        for size in (65_536, 512):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
