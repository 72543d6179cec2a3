"""The arrays answer exactly what Whoosh answers: same lists, same scores, through updates and deletions."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from whoosh import query as whoosh_query
from whoosh import scoring
from whoosh.searching import Searcher

from search_index import SearchRequest, Signals, SignalStore, query, weights
from search_index.index import Index
from search_index.searching import search
from search_index.sidecar import SidecarSegment
from search_index.whoosh_engine import WhooshEngine, schema
from search_index.whoosh_engine.segments import WhooshSegment
from search_index.whoosh_engine.store import Store
from tests.search_index.corpus import documents, queries
from tests.search_index.finding import ask

LANGS = ("en", "sv", "fr", "ja", "zh")


class OurBM25(scoring.BM25F):
    """Whoosh's own BM25 and matchers, with the average length that is baked into the sidecar and our idf."""

    def __init__(self, average: float) -> None:
        super().__init__(B=weights.B, K1=weights.K1)
        self.average = average

    def idf(self, searcher: object, fieldname: str, text: str) -> float:
        return 1.0  # the query's boost brings it

    def scorer(self, searcher: object, fieldname: str, text: str, qf: int = 1) -> scoring.BM25FScorer:
        scorer = scoring.BM25FScorer.__new__(scoring.BM25FScorer)
        scorer.idf, scorer.avgfl, scorer.B, scorer.K1, scorer.qf = 1.0, self.average, self.B, self.K1, qf
        scorer.setup(searcher, fieldname, text)
        return scorer


@pytest.fixture
def lived_in(empty_engine: WhooshEngine) -> WhooshEngine:
    """Four hundred documents in several segments, some rewritten, some deleted."""
    for start in range(0, 400, 80):
        empty_engine.replace(documents(80, seed=start + 1, first=start))
    empty_engine.replace(documents(30, seed=99, first=100))
    empty_engine.delete([f"{kind}:{n}" for n in range(0, 400, 7) for kind in ("article", "question")])
    return empty_engine


def sidecar(engine: WhooshEngine) -> Index:
    index = engine._index()
    assert all(isinstance(segment, SidecarSegment) for segment in index.segments)
    assert index.segments
    return index


def by_whoosh_itself(searcher: Searcher, ids: list[str], words: str, index: Index) -> dict[str, float]:
    """The ranking of Whoosh's own searcher for the same weighted terms: {id: score} of all documents found."""
    plan = query.plan(SearchRequest(words), index, LANGS)

    def scores(asked: whoosh_query.Query) -> dict[str, float]:
        found = searcher.search(asked, limit=None, optimize=False)
        return {ids[number]: float(score) for score, number in found.top_n}

    total: Counter[str] = Counter()
    single = [group for group in plan.groups if len(group.terms) == 1]
    total.update(
        scores(
            whoosh_query.Or([whoosh_query.Term(schema.TEXT, g.terms[0][0], boost=g.weight) for g in single])
        )
    )
    # Whoosh's DisjunctionMaxMatcher takes the larger score even when the other half stands on another document,
    # so words with several forms are searched form by form here.
    for group in plan.groups:
        if len(group.terms) > 1:
            best: dict[str, float] = {}
            for term, _ in group.terms:
                for id_, score in scores(whoosh_query.Term(schema.TEXT, term, boost=group.weight)).items():
                    best[id_] = max(best.get(id_, 0.0), score)
            total.update(best)
    return dict(total)


def by_arrays(index: Index, words: str) -> dict[str, float]:
    from search_index.scoring import score

    plan = query.plan(SearchRequest(words), index, LANGS)
    scores: dict[str, float] = {}
    for segment in index.segments:
        values = score(segment, plan)
        for document in (values > 0).nonzero()[0].tolist():
            if segment.alive[document]:
                scores[segment.stored(document)["id"]] = float(values[document])
    return scores


def test_three_hundred_queries_score_as_whoosh_scores_them(lived_in: WhooshEngine) -> None:
    index = sidecar(lived_in)
    compared = 0
    store = Store(lived_in.folder)
    searcher = store.open().searcher(weighting=OurBM25(store.current().average))
    reader = searcher.reader()
    ids = [
        schema.load(reader.stored_fields(number)["document"]).id for number in range(reader.doc_count_all())
    ]
    for words in queries(300):
        whoosh = by_whoosh_itself(searcher, ids, words, index)
        arrays = by_arrays(index, words)
        assert whoosh.keys() == arrays.keys()
        for id_, score in whoosh.items():
            assert arrays[id_] == pytest.approx(score, rel=1e-4, abs=1e-4)
            compared += 1
    assert compared > 20_000


def test_without_the_sidecar_the_same_answers_come_later(
    lived_in: WhooshEngine, signals: SignalStore
) -> None:
    signals.set_many({slot: Signals(helpful=slot % 9, solved=slot % 3 == 0, trust=0.3 if slot % 11 == 0 else 1.0)
                      for slot in range(400)})  # fmt: skip
    fast = [ask(lived_in, words, explain=True) for words in queries(40)]
    for view in lived_in.folder.glob("g*/view-*.json"):
        view.write_text("{}")
    slow_engine = WhooshEngine(lived_in.folder, signals)
    slow = [ask(slow_engine, words, explain=True) for words in queries(40)]
    assert slow_engine.status().facts["served_by"] == "whoosh"
    for quick, plain in zip(fast, slow, strict=True):
        assert [result.id for result in plain.results] == [result.id for result in quick.results]
        assert plain.counts == quick.counts
        assert plain.total == quick.total
        for one, other in zip(plain.results, quick.results, strict=True):
            assert one.score == pytest.approx(other.score, rel=1e-3)
            assert (one.title_pieces, one.snippet) == (other.title_pieces, other.snippet)
    slow_engine.close()


def test_a_missing_or_cut_sidecar_is_no_reason_to_fail(lived_in: WhooshEngine, signals: SignalStore) -> None:
    wanted = [result.id for result in ask(lived_in, "card payment").results]
    files = list(lived_in.folder.glob("g*/side-*.bin"))
    assert files
    damages: Sequence[tuple[Path, bytes | None]] = [
        (files[0], b"ASKARR1\n" + b"\0" * 8),
        (files[0], b""),
        (files[0], None),
    ]
    for path, content in damages:
        if content is None:
            path.unlink()
        else:
            path.unlink()
            path.write_bytes(content)
        other = WhooshEngine(lived_in.folder, signals)
        assert [result.id for result in ask(other, "card payment").results] == wanted
        assert other.status().state == "ok"
        other.close()
    lived_in.replace(documents(1, seed=5, first=900))
    assert lived_in.status().facts["served_by"] == "sidecar"


def test_the_best_of_a_big_ranking_are_found_block_by_block() -> None:
    import numpy as np

    from search_index.scoring import top

    draw = np.random.default_rng(1)
    for size in (0, 1, 63, 64, 65, 5_000, 60_000):
        scores = np.where(draw.random(size) < 0.05, draw.random(size), 0).astype(np.float32).round(2)
        for wanted in (1, 10, 60, 500):
            order = np.argsort(-scores, kind="stable")
            expected = [i for i in order[:wanted].tolist() if scores[i] > 0]
            assert top(scores, wanted).tolist() == expected


def test_searching_an_index_of_nothing_finds_nothing(signals: SignalStore) -> None:
    assert search(Index([]), signals, SearchRequest("card")).total == 0


def test_a_segment_of_whoosh_and_its_sidecar_agree_on_everything_kept(lived_in: WhooshEngine) -> None:
    index = sidecar(lived_in)
    store = Store(lived_in.folder)
    reader, average = store.open().reader(), store.current().average
    for (leaf, _), mapped in zip(reader.leaf_readers(), index.segments, strict=True):
        plain = WhooshSegment(leaf, average)
        assert plain.versions() == mapped.versions()
        assert plain.stored(0) == mapped.stored(0)
        assert plain.completions("p", 5) == mapped.completions("p", 5)
        assert plain.spellings("p") == mapped.spellings("p")
    reader.close()
