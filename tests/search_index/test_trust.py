"""Whom to trust, words or meaning: the words where they are known, the meaning across languages, codes and quotes always."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_index import SearchDocument, SignalStore
from search_index.embedding import default
from search_index.fusion import Trust
from search_index.languages import told
from search_index.query import Group, Plan
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.conftest import HELP
from tests.search_index.corpus import documents
from tests.search_index.finding import ask, find


def _article(slot: int, lang: str, title: str, body: str) -> SearchDocument:
    return SearchDocument(f"article:{slot}", slot, "article", lang, title, body=body)


SHELF = (
    *HELP,
    _article(20, "en", "Terminal shows E-9031", "Switch the terminal off and on, then enter the amount again."),
    _article(21, "de", "Das Terminal zeigt einen Fehler", "Schalten Sie das Gerät aus und wieder ein."),
    _article(22, "en", "Wax or ribbon", "Some wax, a ribbon."),
    _article(23, "en", "Paper", "The shop prints everything at night, unless it ran out of paper. In the box lies a ribbon wax seal."),
    _article(24, "fr", "Package manager", "Le package manager installe les paquets. What is a package manager?"),
    _article(25, "sv", "Vad är en pakethanterare?", "Den installerar program från ett arkiv."),
)  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path, signals: SignalStore) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "trust", signals, default())
    engine.replace((*SHELF, *documents(60, first=100)))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        ("How do I return a parcel?", "en"), ("Vad är det för fel på min router?", "sv"),
        ("Comment est-ce que je peux payer à l'étranger ?", "fr"), ("ルーターが繋がらない", "ja"),
        ("信用卡在国外被拒绝", None), ("card", None), ("E-4711", None), ("router wifi", None), ("", None),
    ],
)  # fmt: skip
def test_small_words_tell_the_language_and_nothing_else_does(words: str, lang: str | None) -> None:
    assert told(words) == lang


def test_a_code_is_found_in_whatever_language_it_stands(engine: WhooshEngine) -> None:
    assert find(engine, "E-9031")[0] == "article:20"
    assert find(engine, "Was bedeutet der Fehler E-9031 auf dem Terminal?")[0] == "article:20"
    assert find(engine, "Que veut dire l'erreur E-4711 sur le terminal ?")[0] == "article:1"


def test_foreign_texts_that_quote_the_query_do_not_hide_those_that_mean_it(engine: WhooshEngine) -> None:
    """The French article says all of the English words; the Swedish one says none and is the answer just as well."""
    found = find(engine, "What is a package manager?", doc_langs=("fr", "sv"))
    assert set(found[:2]) == {"article:24", "article:25"}
    (first, second, *_) = ask(engine, "What is a package manager?", doc_langs=("fr", "sv")).results
    assert second.score > 0.6 * first.score


def test_a_quoted_phrase_is_wanted_as_it_stands(engine: WhooshEngine) -> None:
    """One title has both words, turned round; the phrase stands far down in another text."""
    assert find(engine, "ribbon wax")[0] == "article:22"
    assert find(engine, '"ribbon wax"')[0] == "article:23"


PLAN = Plan(
    tuple(Group(raw, ((raw, 1.0),), 1.0, 1.0, 0, 0) for raw in ("one", "two", "three", "four")), missing=1.0
)


def _text(
    trust: Trust, lang: str, words: float, near: float, cosine: float = 0.3, exact: bool = False
) -> float:
    return sum(trust.parts(lang, exact, words, cosine, near, 0.0, 0.0))


def test_of_a_long_question_the_words_count_though_no_text_says_all() -> None:
    trust = Trust(PLAN, [("en", 0b0011, False), ("en", 0b1100, False)])
    assert _text(trust, "en", words=1.0, near=0.3) > _text(trust, "en", words=0.3, near=1.0)


def test_of_a_query_whose_words_are_unknown_the_meaning_decides() -> None:
    trust = Trust(PLAN, [("en", 0b0001, False), ("en", 0, False)])
    assert _text(trust, "en", words=1.0, near=0.3) < _text(trust, "en", words=0.0, near=1.0)


def test_words_of_another_language_than_the_query_say_little() -> None:
    said = [("fr", 0b1111, False), ("sv", 0, False)]
    for language, first in (("en", "sv"), (None, "fr")):
        trust = Trust(PLAN, said, language)
        french, swedish = _text(trust, "fr", 1.0, 0.4, 0.3), _text(trust, "sv", 0.0, 0.9, 0.4)
        assert (swedish > french) == (first == "sv")


def test_a_text_is_not_worse_for_a_language_that_has_other_words() -> None:
    trust = Trust(PLAN, [("en", 0b1111, False), ("sv", 0, False)])
    assert _text(trust, "sv", words=0.0, near=1.0, cosine=0.8) > _text(trust, "en", words=0.5, near=0.5)
    assert _text(trust, "sv", words=0.0, near=1.0, cosine=0.8) <= _text(trust, "en", words=1.0, near=1.0)


def test_codes_need_no_language() -> None:
    trust = Trust(PLAN, [("en", 0b0001, True), ("de", 0, False)], "de")
    assert _text(trust, "en", 1.0, near=0.3, exact=True) > _text(trust, "de", 0.0, near=1.0, cosine=0.6)
