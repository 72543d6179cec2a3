"""Hits, votes and flags: seen by every process at once, and whole after anything."""

import multiprocessing
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from search_index import Signals, SignalStore, ranking, weights
from search_index.signal_file import RING
from search_index.signals import FIRST_SLOTS
from search_index.whoosh_engine import WhooshEngine
from tests.faults.disks import read_only, small
from tests.search_index.finding import find

SPAWN = multiprocessing.get_context("spawn")
NOW = 1_790_000_000.0


def test_what_is_set_is_got(signals: SignalStore) -> None:
    given = Signals(3.5, 4, 1, True, True, 0.25, False, True)
    signals.set(7, given)
    assert signals.get(7) == given
    assert signals.get(8) == Signals()
    assert SignalStore(signals.path).get(7) == given


def test_a_hit_counts_half_after_a_half_life(signals: SignalStore) -> None:
    signals.add_hit(1, NOW)
    month = weights.HIT_HALF_LIFE_DAYS * 86_400
    assert float(ranking.decayed(signals.get(1).hits, NOW)) == pytest.approx(1.0)
    assert float(ranking.decayed(signals.get(1).hits, NOW + month)) == pytest.approx(0.5)
    now, later = (signals.factors(np.array([1]), at)[0] for at in (NOW, NOW + month))
    assert 0.5 < later < now <= 1.0


def test_the_factor_is_above_zero_and_at_most_one_whatever_is_set(signals: SignalStore) -> None:
    wild = [
        Signals(1e300, 2**31, 0, True, True, 5.0),
        Signals(-3, 0, 2**31, trust=-1.0),
        Signals(trust=0.0),
        Signals(),
    ]
    signals.set_many(dict(enumerate(wild)))
    factors = signals.factors(np.arange(6), NOW)
    assert (factors > 0).all()
    assert (factors <= 1).all()
    assert factors[3] == factors[4] == factors[5] == pytest.approx(0.5)


def test_which_rows_changed_is_told_while_they_are_few(signals: SignalStore) -> None:
    signals.set(3, Signals())
    before = signals.changes
    SignalStore(signals.path).set_many({7: Signals(), 9: Signals(2.0)})
    told = signals.changed_since(before)
    assert told is not None
    assert sorted(told) == [7, 9]
    SignalStore(signals.path).set_many(dict.fromkeys(range(RING), Signals()))
    assert signals.changed_since(before) is None
    before = signals.changes
    signals.clear()
    assert signals.changed_since(before) is None


def test_slots_far_beyond_the_file_make_it_grow_under_those_who_read(signals: SignalStore) -> None:
    reader = SignalStore(signals.path)
    assert reader.factors(np.array([FIRST_SLOTS * 9]))[0] == pytest.approx(0.5)
    signals.set(FIRST_SLOTS * 9, Signals(pinned=True))
    assert reader.get(FIRST_SLOTS * 9).pinned
    assert reader.factors(np.array([FIRST_SLOTS * 9]))[0] > 0.5
    with pytest.raises(ValueError, match="negative"):
        signals.set(-1, Signals())


def test_more_changes_than_the_header_remembers_are_all_seen(signals: SignalStore) -> None:
    reader = SignalStore(signals.path)
    slots = np.arange(3_000)
    reader.factors(slots)
    signals.set_many({slot: Signals(pinned=True) for slot in range(3_000)})
    assert (reader.factors(slots) > 0.5).all()
    signals.set(2_999, Signals())
    assert reader.factors(slots)[2_999] == pytest.approx(0.5)


def test_a_flag_lowers_the_next_search_and_lifting_it_restores_it(
    engine: WhooshEngine, signals: SignalStore
) -> None:
    assert find(engine, "card")[0] == "article:1"
    other = SignalStore(signals.path)  # as another process would
    other.set(1, Signals(trust=0.001, under_review=True))
    assert find(engine, "card")[0] == "article:7"
    other.set(1, Signals())
    assert find(engine, "card")[0] == "article:1"


def test_unsafe_is_shown_last(engine: WhooshEngine, signals: SignalStore) -> None:
    signals.set(1, Signals(hits=1e9, helpful=100, solved=True, pinned=True, unsafe=True))
    found = find(engine, "card")
    assert found[-1] == "article:1"
    assert len(found) > 1


def test_hits_help_votes_solution_and_pin_each_raise(engine: WhooshEngine, signals: SignalStore) -> None:
    base = float(signals.factors(np.array([1]))[0])
    for better in (
        Signals(hits=50 * ranking.hit_weight(time.time())), Signals(helpful=9), Signals(solved=True), Signals(pinned=True),
    ):  # fmt: skip
        signals.set(1, better)
        assert float(signals.factors(np.array([1]))[0]) > base
    signals.set(1, Signals(helpful=10))
    most = float(signals.factors(np.array([1]))[0])
    signals.set(1, Signals(helpful=10, unhelpful=10))
    assert float(signals.factors(np.array([1]))[0]) < most


def _hammer(path: Path, slot: int, times: int, go: Path | None = None) -> None:
    store = SignalStore(path)
    store.get(slot)
    while go is not None and not go.exists():
        pass
    for _ in range(times):
        store.add_hit(slot, NOW)
        store.add_hit(0, NOW)


def test_processes_that_write_at_once_lose_no_hit(signals: SignalStore, tmp_path: Path) -> None:
    go, times = tmp_path / "go", 3_000
    workers = [SPAWN.Process(target=_hammer, args=(signals.path, slot, times, go)) for slot in (1, 2, 5_000)]
    for worker in workers:
        worker.start()
    go.touch()
    for worker in workers:
        worker.join()
    for slot, hits in ((0, 3 * times), (1, times), (2, times), (5_000, times)):
        assert float(ranking.decayed(signals.get(slot).hits, NOW)) == pytest.approx(hits)


def _look(path: Path, done: Path, ready: Path) -> None:
    measure = os.fstat

    def taking_its_time(fd: int) -> os.stat_result:
        found = measure(fd)
        until = time.perf_counter() + 0.0003  # or hardly ever would anybody be in between
        while time.perf_counter() < until:
            pass
        return found

    os.fstat = taking_its_time
    ready.touch()
    while not done.exists():
        SignalStore(path).get(0)


def test_processes_that_look_while_others_make_it_longer_leave_it_as_it_is(tmp_path: Path) -> None:
    """Between measuring the file and reading how long it should be it may have grown: no reason to make a new one."""
    path, done = tmp_path / "signals.bin", tmp_path / "done"
    store = SignalStore(path)
    store.set(0, Signals(pinned=True))
    inode = path.stat().st_ino
    ready = [tmp_path / f"ready{number}" for number in range(2)]
    lookers = [SPAWN.Process(target=_look, args=(path, done, each)) for each in ready]
    for looker in lookers:
        looker.start()
    while not all(each.exists() for each in ready):
        assert all(looker.is_alive() for looker in lookers)
    try:
        for slots in range(FIRST_SLOTS + 1, FIRST_SLOTS + 500):
            with store._file._locked() as file:  # by one row, not by twice as many: hundreds of chances
                store._file._grow(file, slots)
            assert path.stat().st_ino == inode
    finally:
        done.touch()
        for looker in lookers:
            looker.join()
    assert store.get(0).pinned


def test_two_who_find_the_file_damaged_make_one_new_one(signals: SignalStore) -> None:
    signals.set(1, Signals(pinned=True))
    other = SignalStore(signals.path)
    other.get(1)
    signals.path.unlink()
    signals.path.write_bytes(b"x" * 300_000)
    for store in (signals, other):
        store._file._looked = 0.0
    signals.set(2, Signals(pinned=True))
    other.set(3, Signals(pinned=True))
    assert signals.get(3).pinned
    assert other.get(2).pinned
    assert not signals.get(1).pinned


def test_on_a_disk_that_can_only_be_read_the_numbers_are_still_read(signals: SignalStore) -> None:
    signals.set(1, Signals(pinned=True))
    signals.close()
    with read_only(signals.path.parent):
        reader = SignalStore(signals.path)
        assert reader.get(1).pinned
        assert reader.factors(np.array([1]))[0] > 0.5
        with pytest.raises(OSError, match=r"denied|Read-only"):
            reader.set(1, Signals())
    signals.set(1, Signals())
    assert not SignalStore(signals.path).get(1).pinned


def test_a_full_disk_refuses_more_documents_and_keeps_the_others(tmp_path: Path) -> None:
    with small(tmp_path / "disk", 600):
        store = SignalStore(tmp_path / "disk" / "signals.bin")
        store.set(1, Signals(pinned=True))
        with pytest.raises(OSError, match="No space"):
            store.set(FIRST_SLOTS * 4, Signals(pinned=True))
        store.set(2, Signals(pinned=True))
        assert store.get(1).pinned
        assert store.factors(np.array([1, 2, FIRST_SLOTS * 4])).tolist()[:2] == [0.6000000238418579] * 2
        store.close()


def test_a_file_that_another_process_made_anew_is_read_anew(signals: SignalStore) -> None:
    reader = SignalStore(signals.path)
    signals.set(1, Signals(pinned=True))
    assert reader.factors(np.array([1]))[0] > 0.5
    signals.path.unlink()
    SignalStore(signals.path).set(2, Signals(pinned=True))
    reader._file._looked = 0.0  # a second later
    assert reader.factors(np.array([1]))[0] == pytest.approx(0.5)
    assert reader.factors(np.array([2]))[0] > 0.5


def test_a_writer_killed_at_any_moment_leaves_a_file_that_works(signals: SignalStore) -> None:
    for _ in range(5):
        before = signals.get(0).hits
        worker = SPAWN.Process(target=_hammer, args=(signals.path, 1, 10**9))
        worker.start()
        while signals.get(0).hits == before:
            assert worker.is_alive()
        os.kill(worker.pid or 0, signal.SIGKILL)
        worker.join()
        signals.set(3, Signals(pinned=True))
        assert SignalStore(signals.path).get(3).pinned
    assert float(ranking.decayed(signals.get(0).hits, NOW)) >= 5


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 300_000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "signals.bin"
    path.write_bytes(damage)
    store = SignalStore(path)
    assert store.get(1) == Signals()
    store.set(1, Signals(pinned=True))
    assert SignalStore(path).get(1).pinned


def test_clear_forgets_everything(signals: SignalStore) -> None:
    reader = SignalStore(signals.path)
    signals.set(1, Signals(pinned=True))
    assert reader.factors(np.array([1]))[0] > 0.5
    signals.clear()
    assert reader.get(1) == Signals()
    assert reader.factors(np.array([1]))[0] == pytest.approx(0.5)


def test_factors_kept_for_a_segment_are_made_anew_when_any_store_changes_one(signals: SignalStore) -> None:
    slots = np.arange(5)
    before, states = signals.factors(slots), signals.states(slots)
    assert signals.factors(slots) is before
    SignalStore(signals.path).set(3, Signals(helpful=50, solved=True))
    after = signals.factors(slots)
    assert after[3] > before[3]
    assert (signals.states(slots) != states).tolist() == [False, False, False, True, False]
