"""What was acknowledged stays: replacing, deleting, rebuilding, being killed, and saying how things stand."""

import multiprocessing
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search_index import IndexDamaged, IndexMissing, SearchDocument, SearchRequest, SignalStore, open_engine
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.conftest import HELP
from tests.search_index.corpus import documents
from tests.search_index.finding import find

SPAWN = multiprocessing.get_context("spawn")


def test_before_anything_was_indexed_search_says_so(empty_engine: WhooshEngine) -> None:
    assert empty_engine.status().state == "missing"
    with pytest.raises(IndexMissing):
        empty_engine.search(SearchRequest("card"))
    with pytest.raises(IndexMissing):
        empty_engine.versions()
    assert not empty_engine.folder.exists()


def test_a_new_text_is_found_by_its_new_words_only(engine: WhooshEngine) -> None:
    engine.replace(
        [replace(HELP[0], title="Kite repairs", body="Glue the kite.", summary="", phrasings=(), version=4)]
    )
    assert find(engine, "kite") == ["article:1"]
    assert "article:1" not in find(engine, "declined abroad")
    assert engine.versions()["article:1"] == 4
    assert len(engine.versions()) == len(HELP)


def test_what_is_deleted_is_gone_from_everywhere(engine: WhooshEngine) -> None:
    assert engine.delete(["article:1", "article:999"]) == 1
    assert "article:1" not in find(engine, "card declined abroad")
    assert "article:1" not in engine.versions()
    assert engine.suggest("card dec", ("en",)) == []
    assert (
        sum(engine.search(SearchRequest("card")).counts["topic"].values())
        == engine.search(SearchRequest("card")).total
    )
    assert engine.delete(["article:1"]) == 0


def test_the_last_of_two_with_one_id_wins(empty_engine: WhooshEngine) -> None:
    one, other = HELP[0], replace(HELP[0], title="Kite repairs", version=9)
    assert empty_engine.replace([one, other]) == 1
    assert empty_engine.versions() == {"article:1": 9}
    empty_engine.rebuild([one, HELP[1], other])
    assert empty_engine.versions() == {"article:1": 9, "article:2": 1}


def test_another_engine_sees_a_change_at_once(engine: WhooshEngine, signals: SignalStore) -> None:
    reader = WhooshEngine(engine.folder, signals)
    assert find(reader, "kite") == []
    engine.replace([replace(HELP[0], title="Kite repairs")])
    assert find(reader, "kite") == ["article:1"]
    engine.rebuild(HELP)
    assert find(reader, "kite") == []
    assert reader.status().generation == engine.status().generation == "g000002"
    reader.close()


def test_a_rebuild_reports_progress_and_leaves_only_what_it_was_given(engine: WhooshEngine) -> None:
    told: list[tuple[int, int | None]] = []
    assert engine.rebuild(documents(250), 250, lambda done, total: told.append((done, total))) == 250
    assert told[-1] == (250, 250)
    assert len(told) > 1
    assert engine.status().documents == 250
    assert find(engine, "信用卡") == []


def test_while_rebuilding_search_goes_on_and_changes_are_kept(
    engine: WhooshEngine, signals: SignalStore
) -> None:
    other = WhooshEngine(engine.folder, signals)
    seen: list[str] = []

    def slowly() -> Iterator[SearchDocument]:
        for number, document in enumerate(HELP):
            if number == 3:
                seen.append(other.status().state)
                seen.extend(find(other, "wifi"))
                other.replace([replace(HELP[0], title="Kite repairs", version=8)])
                other.delete(["article:2"])
                seen.extend(find(other, "kite"))
            yield document

    engine.rebuild(slowly())
    assert seen == ["rebuilding", "question:4", "article:1"]
    assert find(engine, "kite") == ["article:1"]
    assert engine.versions()["article:1"] == 8
    assert "article:2" not in engine.versions()
    assert engine.status().state == "ok"
    other.close()


def test_a_rebuild_that_fails_changes_nothing(engine: WhooshEngine) -> None:
    def broken() -> Iterator[SearchDocument]:
        yield HELP[0]
        raise RuntimeError("the database went away")

    before = engine.versions()
    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert engine.versions() == before
    assert engine.status().state == "ok"
    assert len(list(engine.folder.glob("g[0-9]*"))) == 1


@pytest.mark.parametrize("damage", ["CURRENT", "toc", "segment", "folder"])
def test_a_damaged_index_says_so_and_a_rebuild_heals_it(
    engine: WhooshEngine, signals: SignalStore, damage: str
) -> None:
    generation = engine.folder / engine.status().generation
    if damage == "CURRENT":
        (engine.folder / "CURRENT").write_text("{")
    elif damage == "folder":
        shutil.rmtree(generation)
    else:
        for path in [*generation.glob("side-*"), *generation.glob("*.toc" if damage == "toc" else "*.seg")]:
            path.unlink()
            path.write_bytes(b"nonsense")
    fresh = WhooshEngine(engine.folder, signals)
    if damage in ("CURRENT", "folder", "segment"):
        assert fresh.status().state == "damaged"
        with pytest.raises(IndexDamaged):
            fresh.search(SearchRequest("card"))
    fresh.rebuild(HELP)
    assert fresh.status().state == "ok"
    assert find(fresh, "card declined abroad")[0] == "article:1"
    fresh.close()


def test_an_index_that_vanishes_is_missing_and_one_that_comes_is_seen(engine: WhooshEngine) -> None:
    assert find(engine, "wifi")
    shutil.rmtree(engine.folder)
    assert engine.status().state == "missing"
    with pytest.raises(IndexMissing):
        engine.search(SearchRequest("wifi"))
    engine.replace(HELP)
    assert find(engine, "wifi")


def test_threads_that_search_while_another_writes_see_whole_answers(engine: WhooshEngine) -> None:
    stop, problems = threading.Event(), []

    def reader() -> None:
        while not stop.is_set():
            found = find(engine, "card declined abroad")
            if not found or found[0] != "article:1" or len(found) != len(set(found)):
                problems.append(found)

    threads = [threading.Thread(target=reader) for _ in range(4)]
    for thread in threads:
        thread.start()
    for round_ in range(12):
        engine.replace(documents(5, seed=round_, first=1_000 + 5 * round_, lang="xx"))
    engine.rebuild(HELP)
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []


def _index_for_ever(folder: Path, acknowledged: Path) -> None:
    engine = open_engine(f"whoosh:{folder}", folder.parent / "signals.bin")
    with acknowledged.open("a") as file:
        for round_ in range(10**6):
            batch = list(documents(3, seed=round_, first=3 * round_))
            engine.replace(batch)
            file.write("".join(f"{document.id}\n" for document in batch))
            file.flush()


def test_an_indexer_killed_at_any_moment_loses_nothing_it_acknowledged(
    tmp_path: Path, signals: SignalStore
) -> None:
    folder, acknowledged = tmp_path / "search", tmp_path / "acknowledged"
    for kill in range(4):
        acknowledged.write_text("")
        worker = SPAWN.Process(target=_index_for_ever, args=(folder, acknowledged))
        worker.start()
        while len(acknowledged.read_text().splitlines()) < 6 + 5 * kill:
            assert worker.is_alive()
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
        engine = WhooshEngine(folder, signals)
        assert set(acknowledged.read_text().split()) <= engine.versions().keys()
        assert engine.search(SearchRequest("card payment refund")).total > 0
        engine.replace(HELP)
        assert find(engine, "wifi") == ["question:4"]
        engine.close()


def test_only_the_owner_may_read_the_folder(engine: WhooshEngine) -> None:
    assert engine.folder.stat().st_mode & 0o077 == 0


def test_a_setting_that_names_no_engine_is_refused(tmp_path: Path) -> None:
    for url in ("", "whoosh:", "elastic:http://x", "/some/folder"):
        with pytest.raises(ValueError, match="whoosh:instance/search"):
            open_engine(url, tmp_path / "signals.bin")


def test_documents_with_next_to_nothing_in_them_are_kept_too(empty_engine: WhooshEngine) -> None:
    bare = SearchDocument("article:1", 1, "article", "", "")
    odd = SearchDocument("article:2", 2, "article", "en", "???", body="\ud800 broken \x00")
    empty_engine.replace([bare])
    assert empty_engine.versions() == {"article:1": 0}
    assert empty_engine.suggest("x") == []
    empty_engine.rebuild([bare, odd])
    assert find(empty_engine, "broken") == ["article:2"]
    assert empty_engine.rebuild([]) == 0
    assert find(empty_engine, "broken") == []
    assert empty_engine.status().state == "ok"
