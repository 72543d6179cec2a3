"""Asked only for the best, the index looks at less and finds the very same documents with the very same scores."""

from pathlib import Path

import numpy as np
import pytest

from search_index import SearchRequest, Signals, SignalStore, postings, pruning, query, scoring
from search_index.index import Index
from search_index.searching import SUGGEST_MIN
from search_index.sidecar import SidecarSegment
from search_index.whoosh_engine import WhooshEngine
from search_index.whoosh_engine.segments import WhooshSegment
from search_index.whoosh_engine.store import Store
from tests.search_index.corpus import documents, queries

LANGS = ("en", "sv")


@pytest.fixture
def busy(tmp_path: Path, signals: SignalStore) -> WhooshEngine:
    """Seven hundred documents, some read often, some flagged, some deleted."""
    engine = WhooshEngine(tmp_path / "search", signals, embedder=None)
    engine.rebuild(documents(700), None, None)
    signals.set_many({slot: Signals(hits=1e9 * (slot % 4), helpful=slot % 9, trust=0.3 if slot % 13 == 0 else 1.0,
                                    unsafe=slot % 29 == 0) for slot in range(0, 700, 3)})  # fmt: skip
    engine.delete([f"{kind}:{n}" for n in range(0, 700, 11) for kind in ("article", "question")])
    return engine


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists of a few hundred are long enough to be left out."""
    for name, value in (("LONG", 20), ("WORTH", 0), ("HEAVY", 1.0), ("ROWS", 2), ("SAMPLE", 8)):
        monkeypatch.setattr(pruning, name, value)
    monkeypatch.setattr(scoring, "FEW", 10)


def whole(
    segment: SidecarSegment, plan: query.Plan, signals: SignalStore, wanted: int
) -> tuple[list[int], list[float]]:
    text = scoring.score(segment, plan)
    ranked = scoring.ranked(text, signals.standing(segment.columns.slots).ranked, segment.alive)
    chosen = scoring.top(ranked, wanted)
    return chosen.tolist(), text[chosen].tolist()


def test_four_hundred_rankings_are_the_same_to_the_last_digit(
    busy: WhooshEngine, signals: SignalStore, early: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = busy._index()
    pruned = []
    looked_up = pruning._looked_up

    def counted(*arguments: object) -> pruning.Found | None:
        found = looked_up(*arguments)  # type: ignore[arg-type]
        pruned.append(found is not None)
        return found

    monkeypatch.setattr(pruning, "_looked_up", counted)
    for words in (*queries(130), "card", "payment"):
        plan = query.plan(SearchRequest(words), index, LANGS)
        for segment in index.segments:
            assert isinstance(segment, SidecarSegment)
            standing = signals.standing(segment.columns.slots)
            for wanted in (1, 10, 60):
                found, text = pruning.best(segment, plan, standing, segment.alive, wanted)
                assert (found.tolist(), text.tolist()) == whole(segment, plan, signals, wanted)
    assert sum(pruned) > 50, "long lists were left out"
    assert not all(pruned), "and added where they could change the best"


def test_what_is_left_out_never_adds_more_than_said(busy: WhooshEngine) -> None:
    index = busy._index()
    reader = Store(busy.folder).open().reader()
    (mapped,), ((leaf, _),) = index.segments, reader.leaf_readers()
    plain = WhooshSegment(leaf, Store(busy.folder).current().average)
    everybody = np.arange(mapped.count, dtype=np.int32)
    for terms in ((("card", 1.0),), (("card", 1.0), ("payment", 0.5), ("nowhere", 1.0))):
        documents_, impacts = mapped.merged(terms)
        for segment in (mapped, plain):
            size, most = segment.extent(terms)
            (row,) = segment.impacts([terms], everybody)
            assert row[documents_] == pytest.approx(impacts, rel=1e-5)
            assert np.count_nonzero(row) == len(documents_) <= size
            assert impacts.max() <= most
    reader.close()


def test_suggestions_are_the_best_of_the_whole_search(busy: WhooshEngine, early: None) -> None:
    some = 0
    for words in queries(40):
        request = SearchRequest(words, limit=20)
        every = busy.search(request).results
        suggested = busy.search(SearchRequest(words, limit=20, suggesting=True)).results
        expected = [each.id for each in every if each.found >= SUGGEST_MIN and not each.unsafe]
        assert [each.id for each in suggested][: len(expected)] == expected
        some += len(expected)
    assert some > 200


def test_an_index_of_one_empty_segment_has_no_best(signals: SignalStore, busy: WhooshEngine) -> None:
    plan = query.plan(SearchRequest("zebra"), busy._index(), LANGS)
    assert not plan.groups
    for segment in busy._index().segments:
        found, text = pruning.best(segment, plan, signals.standing(segment.columns.slots), None, 10)
        assert not len(found)
        assert not len(text)
    assert Index([]).segments == []


def test_merged_lists_are_kept_as_far_as_there_is_room(
    busy: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postings, "MERGED_MAX", 1_500)
    (segment,) = busy._index().segments
    assert isinstance(segment, SidecarSegment)
    words = [((one, 1.0), ("payment", 0.5)) for one in ("card", "shop", "refund", "parcel", "label")]
    first = [segment.merged(terms) for terms in words]
    for terms, (found, impacts) in zip(words, first, strict=True):
        again = segment.merged(terms)
        assert (again[0].tolist(), again[1].tolist()) == (found.tolist(), impacts.tolist())
        kept = segment._postings._merged
        assert sum(len(each[0]) for each in kept.values()) == segment._postings._merged_size <= 1_500
    assert segment._postings._merged
