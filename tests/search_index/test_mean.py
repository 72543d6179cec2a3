"""Meaning: found in another language or in other words, and no worse for exact words."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from search_index import SignalStore, open_engine
from search_index.embedding import StaticEmbedder, default, fitted
from search_index.whoosh_engine import WhooshEngine
from search_index.wordings import WordEmbedder
from tests.search_index.conftest import HELP
from tests.search_index.corpus import documents
from tests.search_index.finding import ask, find


@pytest.fixture
def understanding(tmp_path: Path, signals: SignalStore) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "understanding", signals, default())
    engine.replace(HELP)
    yield engine
    engine.close()


def test_texts_of_one_meaning_lie_near_in_any_language() -> None:
    texts = [
        "card declined abroad",
        "Kortet nekas utomlands",
        "信用卡在国外被拒绝",
        "Carte refusée à l’étranger",
        "returning a parcel",
    ]
    vectors = default().encode(texts)
    near = vectors @ vectors[0]
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert near[1:4].min() > 0.5 > 0.2 > near[4]


def test_what_is_unknown_has_no_vector_and_monsters_are_cut() -> None:
    embedder = default()
    assert not embedder.encode(["", "   ", "???"]).any()
    for text in ("x" * 10_000, "漢" * 10_000, "a " * 10_000, "\u0301" * 1_000):
        assert len(embedder.tokens(text)) <= 512
        assert np.isfinite(embedder.encode([text])).all()


def test_rare_words_weigh_more() -> None:
    embedder = default()
    weights = fitted(embedder, ["the parcel", "the card", "the phone"])
    assert weights[embedder.tokens("the")[0]] < weights[embedder.tokens("parcel")[0]] <= 1.0


def test_carla_finds_the_answer_in_another_language(understanding: WhooshEngine) -> None:
    plain = WhooshEngine(understanding.folder, understanding.signals)
    words = "kreditkort fungerar inte i annat land"
    assert "question:5" not in find(plain, words)
    assert "question:5" in find(understanding, words)[:4]
    plain.close()


def test_an_exact_code_still_stands_first(understanding: WhooshEngine) -> None:
    assert find(understanding, "E-4711")[0] == "article:1"
    assert find(understanding, "102.6.1")[0] == "question:6"
    assert find(understanding, "Returning a parcel")[0] == "article:7"


def test_new_documents_are_understood_at_once_and_deleted_ones_gone(understanding: WhooshEngine) -> None:
    understanding.replace([replace(HELP[0], id="article:50", slot=50, title="Fahrrad reparieren", body="", phrasings=(),
                                   summary="", lang="de")])  # fmt: skip
    assert find(understanding, "mending a bicycle")[0] == "article:50"
    understanding.delete(["article:50"])
    assert "article:50" not in find(understanding, "mending a bicycle")


def test_a_collection_that_grows_weighs_its_words_anew(understanding: WhooshEngine) -> None:
    before = understanding._store.current().meaning
    understanding.replace(documents(10, first=100))
    assert understanding._store.current().meaning == before
    understanding.replace(documents(120, first=200))
    assert understanding._store.current().meaning != before
    assert find(understanding, "carte refusée")[0] == "article:3"


def test_without_the_sidecar_meaning_answers_the_same(
    understanding: WhooshEngine, signals: SignalStore
) -> None:
    queries = ("card abroad", "kreditkort i annat land", "pasword", "colis", "E-4711")
    fast = [find(understanding, words) for words in queries]
    for view in understanding.folder.glob("g*/view-*.json"):
        view.write_text("{}")
    slow = WhooshEngine(understanding.folder, signals, default())
    assert [find(slow, words) for words in queries] == fast
    assert slow.status().facts["served_by"] == "whoosh"
    slow.close()


def test_without_the_vectors_words_are_searched(understanding: WhooshEngine, signals: SignalStore) -> None:
    for file in understanding.folder.glob("g*/vec-*.bin"):
        file.unlink()
    other = WhooshEngine(understanding.folder, signals, default())
    assert find(other, "card declined abroad")[0] == "article:1"
    assert other.status().facts["meaning"] == "off"
    other.close()


def test_satisfied_searches_teach_other_words_for_the_same(tmp_path: Path, signals: SignalStore) -> None:
    for name, embedder in (("words", WordEmbedder()), ("meaning", default())):
        engine = WhooshEngine(tmp_path / name, signals, embedder)
        engine.replace(HELP)
        assert find(engine, "plastic refused on holiday")[:1] != ["article:7"]
        engine.replace([replace(HELP[6], learned=(("plastic refused on holiday", 3.0),))])
        assert find(engine, "plastic refused on holiday")[0] == "article:7"
        assert find(engine, "was my plastic refused on my holiday?")[0] == "article:7"
        engine.close()


def test_meaning_is_on_by_default_and_off_by_one_setting(tmp_path: Path) -> None:
    for meaning, told in ((True, "askwell-static-288"), (False, "off")):
        engine = open_engine(f"whoosh:{tmp_path / told}", tmp_path / "signals.bin", meaning=meaning)
        engine.replace(HELP)
        assert engine.status().facts["meaning"] == told
        engine.close()


def test_why_tells_words_and_meaning_apart(understanding: WhooshEngine) -> None:
    (first, *_) = ask(understanding, "card declined abroad", explain=True).results
    assert {"text", "words", "meaning", "cosine"} <= first.why.keys()
    assert first.score == pytest.approx(first.why["text"] * first.why["factor"], rel=1e-3)


def test_suggestions_while_asking_may_come_by_meaning_alone(understanding: WhooshEngine) -> None:
    assert find(understanding, "Kreditkort nekades utomlands", suggesting=True, doc_langs=("zh-Hans",)) == [
        "question:5"
    ]
    assert find(understanding, "good morning everybody", suggesting=True) == []


def test_the_table_is_read_from_the_file_not_kept(tmp_path: Path) -> None:
    assert isinstance(StaticEmbedder()._packed, np.memmap)
