"""A rebuild reads each text once: its arrays are byte for byte those made from Whoosh's finished segment."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search_index import SearchDocument, SignalStore, arrays
from search_index.embedding import default
from search_index.meaning import load
from search_index.whoosh_engine import WhooshEngine, views
from search_index.whoosh_engine.segments import WhooshSegment
from search_index.whoosh_engine.store import Store
from tests.search_index.conftest import HELP
from tests.search_index.corpus import documents

ODD = (
    SearchDocument("article:900", 900, "article", "en", ""),
    SearchDocument("article:901", 901, "article", "ja", "できません", body="すみません。ｶﾀｶﾅ サーバー。" * 40),
    SearchDocument("article:902", 902, "article", "fr", "½ ﬁle", body="L’été dernier… ÉTÉ! Été? ", tags=("été", "x")),
    SearchDocument("article:903", 903, "article", "zh-Hans", "信用卡" * 300, body="卡" * 3000, solution="国外"),
    SearchDocument("article:904", 904, "article", "sv", "Lösenordet", body="ord " * 5_000, answers=("efter",)),
    SearchDocument(
        "article:905", 905, "article", "en", "Wi-Fi a_b 102.6.1", phrasings=("no wifi", "wifi gone"),
        learned=(("router dead", 3.0), ("internet", 0.0), ("できない", 1.0)),
    ),
)  # fmt: skip


@pytest.fixture
def rebuilt(tmp_path: Path, signals: SignalStore) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "rebuilt", signals, default())
    engine.rebuild([*HELP, *ODD, *documents(600, first=1000)])
    yield engine
    engine.close()


def test_the_arrays_are_those_of_the_segment(rebuilt: WhooshEngine, tmp_path: Path) -> None:
    store = Store(rebuilt.folder)
    current = store.current()
    folder = rebuilt.folder / current.generation
    reader = store.open().reader()
    ((leaf, _),) = reader.leaf_readers()
    segment = WhooshSegment(leaf, current.average)
    assert current.average == pytest.approx(views.average_length(reader))
    views.build_one(segment, tmp_path / "sidecar.bin")
    load(default(), folder / current.meaning).build(tmp_path / "vectors.bin", segment.documents())
    name = leaf.segment().segment_id()
    for made, reference in (
        (views.sidecar_path(folder, name, current.average), tmp_path / "sidecar.bin"),
        (views.vectors_path(folder, name, current.meaning), tmp_path / "vectors.bin"),
    ):
        ours, ours_meta = arrays.read(made)
        theirs, theirs_meta = arrays.read(reference)
        assert ours_meta == theirs_meta
        assert ours.keys() == theirs.keys()
        for key, array in ours.items():
            assert array.dtype == theirs[key].dtype, key
            assert array.shape == theirs[key].shape, key
            assert array.tobytes() == theirs[key].tobytes(), key
    reader.close()


def test_whoosh_holds_the_same_postings_as_document_by_document(
    rebuilt: WhooshEngine, tmp_path: Path, signals: SignalStore
) -> None:
    slowly = WhooshEngine(tmp_path / "slowly", signals)
    slowly.replace([*HELP, *ODD, *documents(600, first=1000)])
    one, other = (Store(engine.folder).open().reader() for engine in (rebuilt, slowly))
    assert list(one.all_terms()) == list(other.all_terms())
    for number in range(one.doc_count_all()):
        assert one.stored_fields(number) == other.stored_fields(number)
        assert one.doc_field_length(number, "text") == other.doc_field_length(number, "text")
    for name, term in one.all_terms():
        ours, theirs = one.postings(name, term), other.postings(name, term)
        info, said = one.term_info(name, term), other.term_info(name, term)
        assert (info.doc_frequency(), info.min_length(), info.max_length(), info.min_id(), info.max_id()) == (
            said.doc_frequency(), said.min_length(), said.max_length(), said.min_id(), said.max_id()
        )  # fmt: skip
        assert info.weight() == pytest.approx(said.weight())
        assert info.max_weight() == pytest.approx(said.max_weight())
        while ours.is_active():
            assert (ours.id(), ours.weight()) == (theirs.id(), theirs.weight())
            assert ours.block_max_weight() == pytest.approx(theirs.block_max_weight())
            ours.next()
            theirs.next()
        assert not theirs.is_active()
    slowly.close()


def test_a_document_given_twice_is_kept_as_it_was_last(tmp_path: Path, signals: SignalStore) -> None:
    engine = WhooshEngine(tmp_path / "twice", signals)
    engine.rebuild([*HELP, replace(HELP[0], version=9)])
    assert engine.versions()[HELP[0].id] == 9
    assert len(engine.versions()) == len(HELP)
    engine.close()
