"""Carla searches: what she finds, in which order, and what she is shown of it."""

from dataclasses import replace

import pytest

from search_index import SearchRequest, Signals, SignalStore, query
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.conftest import HELP
from tests.search_index.finding import ask, find, marked, plain


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("card declined abroad", "article:1"),
        ("my cards are declined", "article:1"),
        ("E-4711", "article:1"),
        ("lösenord", "article:2"),
        ("losenordet", "article:2"),
        ("carte refusee", "article:3"),
        ("wifi", "question:4"),
        ("サーバ 接続", "question:4"),
        ("信用卡", "question:5"),
        ("信用卡被拒绝", "question:5"),
        ("刷", "question:5"),
        ("reset password", "question:6"),
        ("102.6.1", "question:6"),
        ("returned parcels", "article:7"),
    ],
)
def test_carla_finds_it_in_whatever_form_she_types_it(engine: WhooshEngine, words: str, first: str) -> None:
    assert find(engine, words)[0] == first


def test_words_in_the_title_and_together_stand_above_words_by_the_way(engine: WhooshEngine) -> None:
    assert find(engine, "card")[0] == "article:1"
    assert "article:7" in find(engine, "card")


def test_the_words_are_highlighted_in_title_and_passage(engine: WhooshEngine) -> None:
    (result,) = [r for r in ask(engine, "declined card abroad").results if r.id == "article:1"]
    assert marked(result.title_pieces) == ["Card", "declined", "abroad"]
    assert plain(result.title_pieces) == result.title
    assert set(marked(result.snippet)) & {"card", "abroad"}
    assert plain(result.snippet).strip("…") in "\n".join((HELP[0].summary, HELP[0].body))


def test_a_stem_is_highlighted_as_the_text_writes_it(engine: WhooshEngine) -> None:
    (result, *_) = ask(engine, "losenord").results
    assert "Lösenordet" in marked(result.snippet)


def test_the_passage_is_where_the_words_are(empty_engine: WhooshEngine) -> None:
    padding = "Nothing to see in this sentence at all. " * 200
    long = replace(
        HELP[0], body=padding + "The hologram sticker must stay on the lid. " + padding, summary=""
    )
    empty_engine.replace([long])
    (result,) = ask(empty_engine, "hologram sticker").results
    assert marked(result.snippet) == ["hologram", "sticker"]
    assert len(plain(result.snippet)) < 300


def test_markup_in_a_text_comes_back_as_text(empty_engine: WhooshEngine) -> None:
    empty_engine.replace([replace(HELP[0], title="<script>alert(1)</script> card")])
    (result,) = ask(empty_engine, "card").results
    assert plain(result.title_pieces) == "<script>alert(1)</script> card"


def test_filters_narrow_and_counts_ignore_their_own_filter(engine: WhooshEngine) -> None:
    everything = ask(engine, "card password wifi parcel")
    assert (
        everything.counts["kind"] == {"article": 3, "question": 2}
        or sum(everything.counts["kind"].values()) == everything.total
    )
    articles = ask(engine, "card password wifi parcel", kinds=("article",))
    assert {result.kind for result in articles.results} == {"article"}
    assert articles.counts["kind"] == everything.counts["kind"]
    assert sum(articles.counts["lang"].values()) == articles.total
    assert find(engine, "card password wifi parcel", topics=("network",)) == ["question:4"]
    assert {r.lang for r in ask(engine, "card wifi 信用卡", doc_langs=("zh-Hans",)).results} == {"zh-Hans"}
    assert find(engine, "card", topics=("nowhere",)) == []


def test_pages_follow_one_another_without_gap_or_repeat(engine: WhooshEngine) -> None:
    words = "card password wifi parcel utomlands étranger 信用卡"
    whole = find(engine, words, limit=100)
    paged = [
        id_ for start in range(0, len(whole) + 2, 2) for id_ in find(engine, words, limit=2, offset=start)
    ]
    assert paged == whole
    assert len(set(whole)) == len(whole) == ask(engine, words).total


def test_a_slip_is_mended_and_shown(engine: WhooshEngine) -> None:
    answer = ask(engine, "pasword reset")
    assert answer.results[0].id == "question:6"
    assert answer.did_you_mean == "password reset"
    assert ask(engine, "password reset").did_you_mean is None
    assert ask(engine, "xylophonist").did_you_mean is None


def test_a_swedish_compound_is_taken_apart_and_completed(engine: WhooshEngine) -> None:
    assert find(engine, "utomlandsbetalningar") == ["article:2"]
    assert find(engine, "inställningsbetalning") == ["article:2"]
    assert "article:2" in find(engine, "betal")


def test_only_stop_words_still_answer_and_nothing_answers_nothing(engine: WhooshEngine) -> None:
    assert find(engine, "how do I")
    for nothing in ("", "   ", "???", "*", '"', "\x00", "ー"):
        assert ask(engine, nothing).total == 0


def test_only_hiragana_finds_through_weak_terms(engine: WhooshEngine) -> None:
    assert find(engine, "できません") == ["question:4"]


def test_suggesting_leaves_out_what_is_doubtful_and_what_fits_badly(
    engine: WhooshEngine, signals: SignalStore
) -> None:
    words = "card declined abroad"
    assert "article:1" in find(engine, words, suggesting=True)
    assert "article:7" not in find(engine, words, suggesting=True)
    signals.set(1, Signals(trust=0.3, under_review=True))
    assert "article:1" not in find(engine, words, suggesting=True)
    assert "article:1" in find(engine, words)
    signals.set(1, Signals(trust=0.01, unsafe=True))
    assert "article:1" not in find(engine, words, suggesting=True)


def test_the_text_of_a_question_helps_where_its_title_says_little(engine: WhooshEngine) -> None:
    body = "I was on holiday and every shop refused my card, the payment abroad did not work."
    assert find(engine, "Please help", body=body, suggesting=True)[:1] == ["article:1"]


def test_every_factor_is_told(engine: WhooshEngine, signals: SignalStore) -> None:
    signals.set(1, Signals(helpful=20, solved=True, pinned=True, trust=0.5))
    (result, *_) = ask(engine, "card declined abroad", explain=True).results
    assert result.id == "article:1"
    assert {"text", "fields", "hits", "helpful", "solved", "pinned", "boost", "trust"} <= result.why.keys()
    assert result.why["trust"] == 0.5
    assert result.why["solved"] > 0
    assert result.score == pytest.approx(result.why["text"] * result.why["factor"], rel=1e-3)
    assert sum(result.why["fields"].values()) == pytest.approx(1.0, abs=0.01)


def test_neighbours_in_the_query_are_better_as_neighbours_in_the_text(empty_engine: WhooshEngine) -> None:
    apart = "screen of a new battery for the phone"
    together = "of a new battery for the phone screen"
    empty_engine.replace(
        [
            replace(HELP[6], id=f"article:{n}", slot=n, title="Devices", body=text)
            for n, text in ((1, apart), (2, together))
        ]
    )
    assert find(empty_engine, "phone screen") == ["article:2", "article:1"]


def test_of_many_words_the_telling_ones_are_searched_and_what_is_far_behind_is_not_read(
    engine: WhooshEngine,
) -> None:
    index = engine._index()
    long = query.plan(SearchRequest("card the parcel password wifi " * 200 + " terminal"), index, ("en",))
    assert len(long.groups) <= query.MAX_GROUPS
    assert "terminal" not in {group.raw for group in long.groups}
    words = [word for document in HELP for word in (document.title + " " + document.body).split()]
    full = query.plan(SearchRequest(" ".join(words), body=" ".join(words)), index, ("en", "sv", "fr"))
    assert len(full.groups) == query.MAX_GROUPS
    assert [group.weight for group in full.groups] == sorted(
        (group.weight for group in full.groups), reverse=True
    )
    many = query.plan(SearchRequest("a " * 300 + "terminal"), index, ("en",))
    assert "terminal" not in {group.raw for group in many.groups}


HOSTILE = [
    "a*", "*", "?" * 10_000, "a* b* c* " * 1_000, "x~", '"' * 10_000, "(" * 10_000, "AND OR NOT", "title:card",
    "\x00\x01\x02", "\ud800", "the and of to in is a " * 500, " ".join(f"xq{i}zz" for i in range(2_000)),
    "0x" + "f" * 10_000, "é" * 10_000, "e\u0301" * 5_000, "ー" * 10_000, "あ" * 10_000, "漢" * 10_000, "ﾊﾟ" * 5_000,
    "card " * 2_000, "a-" * 5_000, "\u202e" * 100, "[[[" * 3_000, "%_%" * 1_000, "'; DROP TABLE documents; --",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_typed_is_answered(engine: WhooshEngine, words: str) -> None:
    ask(engine, words)
    ask(engine, words, body=words, suggesting=True)
    engine.suggest(words, ("en",))
