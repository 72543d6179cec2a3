"""Satisfied searches of the past: believed as far as they find each other's documents, never where they mislead."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from search_index import SearchDocument, SignalStore, learning
from search_index.embedding import default
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.finding import ask, find

ASKED = {
    "Account recovery": (
        "forgot my password", "password no longer works", "cannot remember the password", "reset password please",
        "new password needed", "locked out, wrong password",
    ),
    "Refund policy": (
        "money back", "want my money back for shoes", "give me the money back", "how long until money is back",
        "money back to my card", "when is the money returned",
    ),
    "Delivery times": (
        "where is my parcel", "parcel not here yet", "parcel still missing", "track a parcel",
        "when will the parcel arrive", "my parcel is late",
    ),
    "Warranty": (
        "broken screen", "the screen is broken", "screen broke after a week", "cracked screen repair",
        "screen has a crack", "screen went black",
    ),
    "Subscription plans": (
        "stop paying every month", "cancel monthly payment", "monthly fee too high", "why pay each month",
        "end the monthly payment", "monthly charge on my account",
    ),
}  # fmt: skip
SCATTERED = tuple(wording for wordings in ASKED.values() for wording in wordings)


@pytest.fixture
def engine(tmp_path: Path, signals: SignalStore) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "learning", signals, default())
    engine.replace(untaught())
    yield engine
    engine.close()


def untaught() -> list[SearchDocument]:
    """One document a matter, and forty that are about the words of the searches in other ways."""
    titles = (*ASKED, *(f"Notes on the {word} {n}" for n in range(8) for word in ("password", "money", "parcel", "screen", "month")))  # fmt: skip
    return [
        SearchDocument(f"article:{n + 1}", n + 1, "article", "en", title, body=f"All about {title.lower()}.")
        for n, title in enumerate(titles)
    ]


def taught() -> list[SearchDocument]:
    return [
        replace(document, learned=tuple((wording, 1.0) for wording in ASKED.get(document.title, ())))
        for document in untaught()
    ]


def lesson(engine: WhooshEngine) -> learning.Lesson | None:
    engine.versions()
    assert engine._view is not None
    return engine._view.lesson


def test_searches_that_agree_are_believed_in_wordings_never_seen(engine: WhooshEngine) -> None:
    assert lesson(engine) is None
    assert find(engine, "parcel did not arrive")[0] != "article:3"
    engine.rebuild(taught())
    found = lesson(engine)
    assert found is not None
    assert found.strength is not None
    assert found.strength >= 0.5
    for words, document in (
        ("help, password lost", "article:1"), ("I would like the money returned", "article:2"),
        ("parcel did not arrive", "article:3"), ("my screen cracked", "article:4"),
    ):  # fmt: skip
        assert find(engine, words)[0] == document


def test_where_each_document_was_asked_for_once_nothing_is_believed(engine: WhooshEngine) -> None:
    titled = [document.title for document in untaught()]
    once = [
        replace(document, learned=((SCATTERED[n], 1.0),) if n < len(SCATTERED) else ())
        for n, document in enumerate(untaught())
    ]
    before = {title: find(engine, title)[0] for title in titled}
    engine.rebuild(once)
    found = lesson(engine)
    assert found is not None
    assert found.strength == 0.0
    assert {title: find(engine, title)[0] for title in titled} == before


def test_few_searches_count_only_for_what_is_nearly_the_same(engine: WhooshEngine) -> None:
    documents = untaught()
    engine.replace([replace(documents[1], learned=(("the money never came", 2.0),))])
    found = lesson(engine)
    assert found is not None
    assert found.strength is None
    assert find(engine, "the money never came")[0] == "article:2"
    assert find(engine, "notes on the parcel")[0] != "article:2"


def test_staff_see_what_past_searches_added(engine: WhooshEngine) -> None:
    engine.rebuild(taught())
    first = ask(engine, "help, password lost", explain=True).results[0]
    assert first.why["learned"] > 0
    assert first.score == pytest.approx(first.why["text"] * first.why["factor"], rel=1e-3)
    assert 0 < first.why["text"] <= 1.5


def test_a_document_that_answers_no_longer_is_told_less_and_another_that_does_more(
    engine: WhooshEngine,
) -> None:
    before, other, *rest = taught()
    other = replace(other, learned=(*other.learned, *before.learned))
    engine.rebuild([before, other, *rest])
    learned = {r.id: r.why["learned"] for r in ask(engine, "help, password lost", explain=True).results}
    assert learned[before.id] >= learned[other.id]
    engine.rebuild([replace(before, still_answers=0.1), other, *rest])
    learned = {r.id: r.why["learned"] for r in ask(engine, "help, password lost", explain=True).results}
    assert learned[before.id] < 0.5 * learned[other.id]


def test_what_was_learned_of_a_document_filtered_out_lifts_nobody(engine: WhooshEngine) -> None:
    engine.rebuild(taught())
    assert "article:1" not in find(engine, "help, password lost", kinds=("question",))


def test_a_forgotten_search_is_forgotten(engine: WhooshEngine) -> None:
    engine.rebuild(taught())
    engine.replace(untaught())
    assert lesson(engine) is None
    answer = ask(engine, "help, password lost", explain=True)
    assert {result.why["learned"] for result in answer.results} == {0.0}


def test_the_grade_is_kept_while_the_searches_hardly_change(engine: WhooshEngine) -> None:
    engine.rebuild(taught())
    folder = engine.folder / engine._store.current().generation
    (kept,) = folder.glob("lesson-*.bin")
    changed = taught()[0]
    engine.replace([replace(changed, learned=(*changed.learned, ("password again", 1.0)))])
    assert [path.name for path in folder.glob("lesson-*.bin")] == [kept.name]
    assert np.isfinite(learning.load(kept).mean).all()


def test_without_the_sidecar_past_searches_say_the_same(engine: WhooshEngine, signals: SignalStore) -> None:
    engine.rebuild(taught())
    fast = [find(engine, words) for words in SCATTERED]
    for view in engine.folder.glob("g*/view-*.json"):
        view.write_text("{}")
    slow = WhooshEngine(engine.folder, signals, default())
    assert [find(slow, words) for words in SCATTERED] == fast
    slow.close()
