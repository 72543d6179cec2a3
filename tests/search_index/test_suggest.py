"""Carla types: titles go on as she does."""

from search_index import Signals, SignalStore
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.finding import marked


def ids(engine: WhooshEngine, typed: str, *langs: str, limit: int = 8) -> list[str]:
    return [suggestion.id for suggestion in engine.suggest(typed, langs, limit)]


def test_titles_and_phrasings_go_on_as_typed(engine: WhooshEngine) -> None:
    assert ids(engine, "card de") == ["article:1"]
    assert ids(engine, "another coun") == ["article:1"]
    assert engine.suggest("another coun", ("en",), 8)[0].text == "my card does not work in another country"
    assert ids(engine, "pass") == ["question:6"]
    assert ids(engine, "nothing like it") == []
    assert ids(engine, "") == []


def test_a_slip_of_the_key_is_forgiven_while_typing(engine: WhooshEngine) -> None:
    assert ids(engine, "card delc") == ["article:1"]  # two letters changed places
    assert ids(engine, "anothher coun") == ["article:1"]  # one too many
    assert ids(engine, "pasw") == ["question:6"]  # one too few
    (suggestion,) = engine.suggest("card delc", ("en",), 8)
    assert marked(suggestion.pieces) == ["Card", "decl"]
    assert ids(engine, "cas dec") == []  # too short to be sure
    assert ids(engine, "kard declined") == []  # nobody slips at the first letter
    assert ids(engine, "another zebra") == []


def test_accents_and_scripts_do_not_stand_in_the_way(engine: WhooshEngine) -> None:
    assert ids(engine, "etrang") == ["article:3"]
    assert ids(engine, "信用") == ["question:5"]
    assert ids(engine, "信") == ["question:5"]
    assert ids(engine, "Wi-F") == ["question:4"]


def test_what_was_typed_is_marked(engine: WhooshEngine) -> None:
    (suggestion,) = engine.suggest("card decl", ("en",), 8)
    assert marked(suggestion.pieces) == ["Card", "decl"]


def test_the_visitors_language_comes_first(engine: WhooshEngine) -> None:
    assert ids(engine, "car", "fr")[0] == "article:3"
    assert ids(engine, "car", "en")[0] == "article:1"


def test_each_document_once_and_no_more_than_asked_for(engine: WhooshEngine) -> None:
    found = ids(engine, "c", limit=10)
    assert len(found) == len(set(found))
    assert len(ids(engine, "c", limit=1)) == 1


def test_the_doubtful_and_the_deleted_are_not_offered(engine: WhooshEngine, signals: SignalStore) -> None:
    signals.set(6, Signals(under_review=True))
    assert ids(engine, "pass") == []
    signals.set(6, Signals(unsafe=True))
    assert ids(engine, "pass") == []
    engine.delete(["article:1"])
    assert ids(engine, "card decl") == []


def test_what_helped_more_people_comes_first(engine: WhooshEngine, signals: SignalStore) -> None:
    before = ids(engine, "ca")
    assert set(before) == {"article:1", "article:3"}
    signals.set(int(before[1].partition(":")[2]), Signals(helpful=100, solved=True, pinned=True))
    assert ids(engine, "ca")[0] == before[1]
