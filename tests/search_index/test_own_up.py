"""Nothing close is said to be nothing: near misses are marked, and what can be answered is not refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_index import SearchDocument, SignalStore, grading, missed, open_engine, weights
from search_index.embedding import default
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.conftest import HELP
from tests.search_index.corpus import documents
from tests.search_index.finding import ask

ANSWERED = (
    "card declined abroad", "my card does not work in another country", "E-4711", "forgot my password",
    "kreditkort fungerar inte i annat land", "carte refusée", "信用卡被拒绝", "Wi-Fi が繋がらない", "return a parcel",
    "the label for my parcel", "pasword reset", "kortet nekas",
)  # fmt: skip
UNANSWERED = (
    "good morning everybody", "can you recommend a restaurant in Lisbon", "who won the match yesterday",
    "vilken film ska vi se i kväll", "je cherche un cadeau pour ma tante", "7021645199", "lol", "今日は何を食べますか",
)  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path, signals: SignalStore) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "honest", signals, default())
    engine.replace((*HELP, *documents(40, first=100)))
    yield engine
    engine.close()


@pytest.mark.parametrize("words", ANSWERED)
def test_carla_is_not_told_that_nothing_was_found_when_it_was(engine: WhooshEngine, words: str) -> None:
    answer = ask(engine, words)
    assert answer.results
    assert answer.confident


@pytest.mark.parametrize("words", UNANSWERED)
def test_what_nobody_answers_is_called_a_near_miss(engine: WhooshEngine, words: str) -> None:
    assert not ask(engine, words).confident


def test_near_misses_are_still_there_to_look_at(engine: WhooshEngine) -> None:
    answer = ask(
        engine, "can you recommend a restaurant in Lisbon with a card terminal from the year of 1970"
    )
    assert answer.total >= len(answer.results) > 0


def test_every_page_of_an_answer_says_the_same(engine: WhooshEngine) -> None:
    for words in ("card", "good morning everybody"):
        assert len({ask(engine, words, offset=offset).confident for offset in (0, 10, 20)}) == 1


def test_a_sentence_far_from_what_its_document_is_about_is_found(engine: WhooshEngine) -> None:
    """In another language, and the document as a whole is about five other things."""
    body = (
        "Bring the box. Keep the bill. Wait for a week. Call the shop. Bicycles need a helmet. Sign the form."
    )
    engine.replace([SearchDocument("article:70", 70, "article", "en", "Everything else", body=body)])
    answer = ask(engine, "cykelhjälm")
    assert answer.results[0].id == "article:70"
    assert answer.results[0].cosine < weights.SURE_COSINE
    assert answer.confident


def test_what_means_the_same_in_another_language_is_found(engine: WhooshEngine) -> None:
    answer = ask(engine, "kreditkort nekas utomlands", doc_langs=("zh-Hans",))
    assert [result.id for result in answer.results] == ["question:5"]
    assert answer.results[0].found == 0
    assert answer.confident


def test_without_meaning_the_words_alone_decide(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'words'}", tmp_path / "signals.bin", meaning=False)
    engine.replace(HELP)
    assert ask(engine, "card declined abroad").confident
    assert not ask(engine, "restaurant for my grandmother in Lisbon").confident
    assert not ask(engine, "???").confident
    engine.close()


def test_an_empty_index_is_sure_of_nothing(tmp_path: Path, signals: SignalStore) -> None:
    engine = WhooshEngine(tmp_path / "empty", signals, default())
    engine.rebuild([])
    assert not ask(engine, "card").confident
    engine.close()


THINGS = (
    "parcel", "refund", "password", "invoice", "delivery", "account", "voucher", "warranty", "address", "payment",
)  # fmt: skip
WAYS = (
    "where is my {}", "problem with the {}", "{} not working", "how do I change my {}", "{} missing since monday",
    "please help with {}",
)  # fmt: skip
SELDOM = (
    "how do I change my name", "change my nickname", "changing my birthday", "how to change my phone number",
    "change my photo", "can I change my name", "change the colour of my page", "new name for me",
    "change my birthday please", "how do I change my picture",
)  # fmt: skip
STILL_FOUND = (
    "how do I change my address", "please help me change my password", "problem with my parcel", "change delivery",
)  # fmt: skip


def well_known() -> list[SearchDocument]:
    """Ten matters that people were satisfied with in six ways each."""
    return [
        SearchDocument(
            f"article:{n}", n, "article", "en", f"Your {thing}", body=f"All about your {thing}: how it comes to your work or shop, and whom to send it to.",
            learned=tuple((way.format(thing), 1.0) for way in WAYS),
        )
        for n, thing in enumerate(THINGS, 1)
    ]  # fmt: skip


def test_what_others_asked_in_vain_is_told_apart_from_what_it_looks_like(
    tmp_path: Path, signals: SignalStore
) -> None:
    """Nobody can change her name here, though many changed their address."""
    engine = WhooshEngine(tmp_path / "taught", signals, default())
    engine.rebuild(well_known())
    assert ask(engine, "how do I change my first name").confident
    assert engine.note_missed(SELDOM)
    engine.replace(well_known()[:1])
    asked = ("how do I change my first name", "how do I change my birth date", *STILL_FOUND)
    found = [words for words in asked if ask(engine, words).confident]
    assert found == list(STILL_FOUND)

    assert not engine.note_missed((*SELDOM, "new picture for me"))  # hardly anything new
    assert engine.note_missed(())  # somebody answered them all
    engine.replace(well_known()[:1])
    assert ask(engine, "how do I change my first name").confident
    engine.close()


def test_a_file_of_missed_searches_that_says_nothing_is_read_as_none(tmp_path: Path) -> None:
    place = missed.beside(tmp_path)
    for text in ("", "{", "[1, null]", '{"a": 1}', '"pillow"'):
        place.write_text(text)
        assert set(missed.read(place).wordings) <= {"a", *"pillow"}
    assert missed.write(place, missed.of(["  do you   sell pillows ", "", "do you sell pillows"]))
    assert missed.read(place).wordings == ("do you sell pillows",)


def test_a_site_where_all_is_near_refuses_nothing_to_fill_a_quota() -> None:
    assert grading.least_of([1.5] * 60) == weights.SURE_MOST
    assert grading.least_of([0.2] * 60) == pytest.approx(0.2)
    assert grading.least_of([0.2] * 10) is None
