"""Of many vectors only those that seem near are compared: next to nothing may be missed, and nothing be wrong."""

from pathlib import Path

import numpy as np
import pytest

from search_index import SearchRequest, SignalStore, arrays, cutting, meaning, sketches
from search_index.embedding import default
from search_index.meaning import SegmentVectors
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.corpus import documents

DOCUMENTS = 3_000


def _near_and_far(count: int, dims: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors that lie around forty centres, and twenty queries near some of them."""
    draw = np.random.default_rng(5)
    centres = draw.standard_normal((40, dims))
    rows = centres[draw.integers(0, 40, count)] + draw.standard_normal((count, dims)) * 1.5
    asked = rows[draw.integers(0, count, 20)] + draw.standard_normal((20, dims))
    return tuple(
        (each / np.linalg.norm(each, axis=1, keepdims=True)).astype(np.float32) for each in (rows, asked)
    )


def test_sketches_find_the_sixty_nearest() -> None:
    rows, queries = _near_and_far(30_000, 288)
    drawn = sketches.sketch(np.rint(rows * 127).astype(np.int8))
    found = 0
    for query in queries:
        nearest = set(np.argsort(-(rows @ query))[:60].tolist())
        found += len(nearest & set(sketches.fewest(sketches.differing(drawn, query), 4_096).tolist()))
    assert found >= 0.99 * 60 * len(queries)


def test_the_share_of_bits_tells_the_cosine() -> None:
    rows, queries = _near_and_far(5_000, 384)
    for query in queries[:5]:
        guessed = sketches.cosines(sketches.differing(sketches.sketch(rows), query))
        assert np.abs(guessed - rows @ query).mean() < 0.07
    (none, opposite) = sketches.differing(sketches.sketch(np.stack([queries[0], -queries[0]])), queries[0])
    assert none == 0
    assert opposite in (0, 512)  # bytes of 256 begin again at 0


def test_fewest_keeps_those_as_small_as_the_last() -> None:
    counts = np.array([3, 1, 2, 2, 2, 9], np.uint16)
    assert sketches.fewest(counts, 2).tolist() == [1, 2, 3, 4]
    assert sketches.fewest(counts, 100).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.fixture
def searched(tmp_path: Path, signals: SignalStore, monkeypatch: pytest.MonkeyPatch) -> WhooshEngine:
    """An engine that treats three thousand documents as it would a hundred thousand."""
    monkeypatch.setattr(cutting, "SCAN_ALL", 100)
    monkeypatch.setattr(meaning, "COMPARED", 200)
    engine = WhooshEngine(tmp_path / "many", signals, default())
    engine.rebuild(documents(DOCUMENTS))
    return engine


def _segment(engine: WhooshEngine) -> SegmentVectors:
    (path,) = engine.folder.glob("g*/vec-*.bin")
    return SegmentVectors(path)


def test_what_is_shown_has_its_exact_cosine(searched: WhooshEngine) -> None:
    vectors = _segment(searched)
    understood = searched._index().meaning
    assert understood
    for words in ("broken charger of a phone", "wrong address", "parcel"):
        asked = understood.encode_query(words)
        assert asked is not None
        every = (vectors._own.astype(np.float32) / 127) @ asked
        for result in searched.search(SearchRequest(words, limit=60)).results:
            assert result.cosine == pytest.approx(float(every[result.slot]), abs=1e-4)


def test_filters_reach_what_is_far_down(searched: WhooshEngine) -> None:
    """The nearest of a rare topic are compared, however many of other topics are nearer."""
    vectors = _segment(searched)
    asked = default().encode(["broken charger of a phone"])[0]
    exact = (vectors._own.astype(np.float32) / 127) @ asked
    far = np.argsort(exact)[:150]
    allowed = np.zeros(vectors.count, np.bool_)
    allowed[far] = True
    assert vectors.nearness(asked, allowed)[far] == pytest.approx(exact[far], abs=1e-4)
    assert vectors.nearness(asked)[far] != pytest.approx(exact[far], abs=1e-4)


def test_what_seems_far_never_matches_by_meaning_alone(searched: WhooshEngine) -> None:
    vectors = _segment(searched)
    asked = default().encode(["broken charger of a phone"])[0]
    exact = (vectors._own.astype(np.float32) / 127) @ asked
    near = vectors.nearness(asked)
    guessed = np.abs(near - exact) > 1e-4
    assert guessed.any()
    assert near[guessed].max() < 0.3
    vectors.sharpen(near, asked, np.arange(vectors.count))
    assert near == pytest.approx(exact, abs=1e-4)


def test_few_vectors_have_no_sketches(tmp_path: Path, signals: SignalStore) -> None:
    engine = WhooshEngine(tmp_path / "few", signals, default())
    engine.rebuild(documents(50))
    (path,) = engine.folder.glob("g*/vec-*.bin")
    assert arrays.read(path)[0]["sketches"].shape == (8, 0)
    engine.close()
