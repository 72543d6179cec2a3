"""Weights that change while a site runs: bounded, seen by every process at once, and never beyond what engines allow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from search_index import (
    SearchDocument,
    SearchRequest,
    Signals,
    SignalStore,
    explaining,
    open_engine,
    ranking,
    tuning,
)
from search_index.tuning import DEFAULT, InForce


def test_nothing_changed_means_the_defaults(tmp_path: Path) -> None:
    store = SignalStore(tmp_path / "signals.bin")
    assert store.in_force == InForce(DEFAULT, 0)
    assert DEFAULT.changed() == {}
    assert set(tuning.BOUNDS) == set(tuning.NAMES)
    assert all(low <= getattr(DEFAULT, name) <= high for name, (low, high) in tuning.BOUNDS.items())


def test_what_is_out_of_bounds_is_brought_within_and_what_is_no_weight_left_out() -> None:
    said = tuning.of(
        {"hits": 9, "solved": -1, "words": float("nan"), "title": "2", "nonsense": 1, "outdated": 0}
    )
    assert said.changed() == {"hits": 0.6, "solved": 0.0, "outdated": 0.05}


def test_the_factor_stays_within_what_engines_allow() -> None:
    most = tuning.of(dict.fromkeys(tuning.NAMES, 1e9))
    least = tuning.of(dict.fromkeys(tuning.NAMES, -1e9))
    hits, votes = np.array([0.0, 1e9]), np.array([0.0, 1e9])
    for said in (most, least):
        for flags in ((), ("inaccurate",) * 9):
            boost = ranking.boost(hits, votes, np.zeros(2), 1, 1, said)
            factor = ranking.factor(boost, ranking.trust_of(flags, said))
            assert ((factor > 0) & (factor <= 1)).all()


def test_a_change_is_in_force_for_the_next_search_of_another_process(tmp_path: Path) -> None:
    store = SignalStore(tmp_path / "signals.bin")
    store.set(1, Signals(solved=True))
    program = (
        "import sys, numpy as np\nfrom search_index import SignalStore\n"
        f"store = SignalStore({str(tmp_path / 'signals.bin')!r})\n"
        "for _ in sys.stdin:\n"
        "    print(store.in_force.version, round(float(store.factors(np.array([1]))[0]), 4), flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def ask() -> str:
            other.stdin.write("\n")
            other.stdin.flush()
            return other.stdout.readline().strip()

        assert ask() == "0 0.6"
        store.put_in_force(InForce(tuning.of({"solved": 0.5}), 1))
        assert ask() == "1 0.75"
        store.put_in_force(InForce(DEFAULT, 2))
        assert ask() == "2 0.6"
        other.stdin.close()


def test_the_later_change_stays_whoever_writes_last(tmp_path: Path) -> None:
    store = SignalStore(tmp_path / "signals.bin")
    store.put_in_force(InForce(tuning.of({"hits": 0.1}), 5))
    store.put_in_force(InForce(DEFAULT, 4))
    assert store.in_force.version == 5
    store.put_in_force(InForce(DEFAULT, 4), whatever=True)
    assert store.in_force == InForce(DEFAULT, 4)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 1}', '{"version": "x", "weights": {}}'])
def test_a_file_that_cannot_be_read_means_the_defaults(tmp_path: Path, text: str) -> None:
    store = SignalStore(tmp_path / "signals.bin")
    tuning.beside(store.path).write_text(text)
    assert store.in_force == InForce()


def test_weights_of_the_text_change_the_order_without_reindexing(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", tmp_path / "signals.bin", meaning=False)
    texts = {
        "article:1": ("Parcels", "Red kettle. Red kettle. A red kettle stands by another red kettle."),
        "article:2": (
            "Red kettle",
            "Something about tea and how long it takes, with words that say nothing.",
        ),
    }
    engine.rebuild(
        SearchDocument(id=id_, slot=n, kind="article", lang="en", title=title, body=body)
        for n, (id_, (title, body)) in enumerate(texts.items())
    )
    request = SearchRequest("red kettle", explain=True)

    def scores() -> dict[str, float]:
        return {each.id: each.score for each in engine.search(request).results}

    before = scores()
    SignalStore(tmp_path / "signals.bin").put_in_force(InForce(tuning.of({"title": 3.0}), 1))
    after = scores()
    assert after["article:2"] / after["article:1"] > before["article:2"] / before["article:1"]
    for each in engine.search(request).results:
        parts = [float(each.why[name]) for name in ("by_words", "by_meaning", "by_past")]  # type: ignore[arg-type]
        assert sum(parts) == pytest.approx(float(each.why["text"]), abs=1e-3)  # type: ignore[arg-type]
        assert each.score == pytest.approx(sum(parts) * float(each.why["factor"]), rel=1e-2)  # type: ignore[arg-type]
    engine.close()


def test_what_sets_two_results_apart_adds_up_to_their_scores(tmp_path: Path) -> None:
    store = SignalStore(tmp_path / "signals.bin")
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", store.path)
    engine.rebuild(
        SearchDocument(id=f"article:{n}", slot=n, kind="article", lang="en", title=title, body=body)
        for n, (title, body) in enumerate(
            (
                ("Return a kettle", "Send it back."),
                ("Tea", "Return a kettle to the shop."),
                ("Parcel", "It comes."),
            )
        )
    )
    store.set(0, Signals(trust=0.5, helpful=3))
    store.set(1, Signals(hits=ranking.hit_weight(1.8e9) * 50, solved=True, pinned=True, helpful=900))
    first, second, *_ = engine.search(SearchRequest("return a kettle", explain=True)).results
    parts = explaining.apart(first.why, second.why)
    assert sum(parts.values()) == pytest.approx(np.log(first.score / second.score), abs=2e-3)
    assert explaining.apart(second.why, first.why)["trust"] == -parts["trust"] != 0
    store.put_in_force(InForce(tuning.of({"solved": 0.6, "pinned": 0.6, "helpful": 0.6}), 1))
    bounded = {
        each.id: each.why for each in engine.search(SearchRequest("return a kettle", explain=True)).results
    }
    assert bounded["article:1"]["boost"] == 1.0
    assert explaining.apart(bounded["article:1"], bounded["article:0"])["limit"] < 0
    engine.close()


@pytest.mark.parametrize("name", [name for name in tuning.NAMES if name not in tuning.FLAGS])
def test_every_weight_does_something(tmp_path: Path, name: str) -> None:
    store = SignalStore(tmp_path / "signals.bin")
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", store.path)
    learned = (("red kettle", 5.0), ("my red kettle", 3.0))
    texts = [
        ("Red kettle", "It boils.", ()),
        (
            "Tea",
            "Take a red kettle. A cup, a pot and a spoon may be red as well, but a kettle is not a pot.",
            (),
        ),
        ("Water", "It boils.", learned),
        ("Kettle, as it should be: not red", "It boils.", ()),
    ]
    engine.rebuild(
        SearchDocument(
            id=f"article:{n}", slot=n, kind="article", lang="en", title=title, body=body, learned=past
        )
        for n, (title, body, past) in enumerate(texts)
    )
    store.set(1, Signals(hits=ranking.hit_weight(1.8e9) * 50, solved=True, pinned=True, helpful=9))

    def scores() -> dict[str, float]:
        return {each.id: each.score for each in engine.search(SearchRequest("my red kettle")).results}

    before = scores()
    low, high = tuning.BOUNDS[name]
    store.put_in_force(InForce(tuning.of({name: low if getattr(DEFAULT, name) > low else high}), 1))
    assert scores() != before
    engine.close()


def test_every_flag_costs_what_its_weight_says() -> None:
    for name in tuning.FLAGS:
        assert ranking.trust_of([name], tuning.of({name: 0.6})) == pytest.approx(0.6)
        assert ranking.trust_of([name, name], tuning.of({name: 0.6})) == pytest.approx(0.36)
