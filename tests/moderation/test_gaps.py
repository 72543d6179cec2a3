"""What people search and do not find: counted by people, given to somebody, filled, and closed with proof."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.moderation.gaps import grouping, proof
from forum.moderation.models import Gap, GapWording
from forum.search.models import SearchRecord
from forum.search.wording import normal
from tests.factories import Cast, article, question, site
from tests.pages import Browser, Page
from tests.search.stage import results, search, work

_numbers = itertools.count(1)
KETTLE = "kettle whistles"


def _searched(
    app: Askwell,
    words: str,
    people: int = 1,
    lang: str = "en",
    total: int = 0,
    days_ago: float = 1,
    **values: object,
) -> None:
    """`people` different visitors searched these words."""
    with site(app):
        for _ in range(people):
            n = f"{next(_numbers):016x}"
            db.session.add(
                SearchRecord(
                    id=n, at=clock.now() - timedelta(days=days_ago), visitor=values.get("visitor", n), query=words,
                    normal=normal(words), lang=lang, total=total, shown=[],
                    **{name: value for name, value in values.items() if name != "visitor"},
                )
            )  # fmt: skip


def _grouped(app: Askwell) -> int:
    """What the worker does every quarter of an hour."""
    with site(app):
        return grouping.regroup()


def _one(browser: Browser, words: str, of: str = "/moderation/gaps") -> Page:
    return browser.get(browser.get(of).link(words))


def _put_first(browser: Browser, one: Page, document: str) -> Page:
    """Press the form's second button, which has an address of its own."""
    action = f"{one.path.partition('?')[0]}/promotion"
    assert f'formaction="{action}"' in one.response.text
    sent = [(name, value) for name, value in one.form("/phrasing").fields if name != "document"]
    return browser.post(action, [*sent, ("document", document)])


def _titles(text: str, *words: str) -> list[str]:
    return sorted((each for each in words if each in text), key=text.index)


def _found(app: Askwell, words: str, people: int, days_ago: float = 1) -> None:
    """So many opened something and stayed away."""
    _searched(app, words, people, total=3, days_ago=days_ago, outcome="satisfied", opened=[["article:1", 1]])


def test_gaps_stand_by_the_people_they_concern(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE, people=2)
    _searched(app, "lost parcel", people=4, total=3, outcome="gave_up")  # found, and nothing opened
    _searched(app, "change the colour", people=9, visitor="one")  # one visitor, all day
    _found(app, "how to refund", people=5)
    _searched(app, "very long ago", people=9, days_ago=40)
    _searched(app, "beside the ask form", people=9, asking=True)
    _searched(app, "may still go on", people=9, days_ago=0)
    _grouped(app)
    text = browser.sign_in(cast.ana).get("/moderation/gaps").text
    shown = _titles(text, KETTLE, "lost parcel", "change the colour", "how to refund")
    assert shown == ["lost parcel", KETTLE, "change the colour"]
    for gone in ("very long ago", "beside the ask form", "may still go on"):
        assert gone not in text
    assert "9 found nothing" in text
    assert "4 opened nothing" in text


def test_other_spellings_and_languages_of_the_same_are_one_gap(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _searched(app, "pay abroad", people=3)
    _searched(app, "paying abroad?", people=1)
    _searched(app, "betala utomlands", people=2, lang="sv")
    _searched(app, "pasword reset", people=1)
    _searched(app, "password reset", people=2)
    _searched(app, KETTLE, people=1)
    assert _grouped(app) == 3
    one = _one(browser.sign_in(cast.ana), "pay abroad")
    assert "6 people searched this" in one.text
    assert "“betala utomlands”" in one.text
    assert "kettle" not in one.text
    assert "“pasword reset”" in _one(browser, "password reset").text


def test_versions_and_error_codes_that_differ_are_not_one_gap(app: Askwell) -> None:
    _searched(app, "error 0x80070005 when paying", people=2)
    _searched(app, "error 0x80070006 when paying", people=2)
    assert _grouped(app) == 2


def test_one_visitor_of_two_wordings_is_one_person(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "pay abroad", visitor="one")
    _searched(app, "betala utomlands", lang="sv", visitor="one")
    _grouped(app)
    assert "One person searched this" in _one(browser.sign_in(cast.ana), "utomlands").text


def test_a_wording_stays_with_its_gap_and_new_ones_join_it(app: Askwell, cast: Cast) -> None:
    _searched(app, "pay abroad", people=2)
    _grouped(app)
    with app.app_context():
        number = db.session.scalar(sa.select(Gap.id))
    _searched(app, "betala utomlands", people=9, lang="sv")  # now the one of most people
    assert _grouped(app) == 1
    with app.app_context():
        gap = db.session.get_one(Gap, number)
        assert (gap.words, gap.people) == ("betala utomlands", 11)
        assert db.session.query(GapWording).count() == 2


def test_what_nobody_misses_any_more_goes_unless_somebody_looks_after_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _searched(app, KETTLE)
    _searched(app, "lost parcel")
    _grouped(app)
    browser.sign_in(cast.mo).submit(_one(browser, KETTLE), "Assign", person=cast.ana.id)
    with clock.moved(timedelta(days=40)):
        _grouped(app)
        text = browser.sign_in(cast.mo).get("/moderation/gaps").text
    assert KETTLE in text
    assert "lost parcel" not in text
    with app.app_context():
        assert db.session.query(GapWording).count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "refined", "opened": [["article:1", 1]], "reformulated": True}, "1 tried other words"),
        ({"outcome": "asked"}, "1 asked"),
        ({"outcome": "solved"}, "1 asked"),
        ({"outcome": "escalated"}, "1 asked"),
        ({"outcome": "gave_up"}, "1 opened nothing"),
        ({"outcome": "not_helped", "opened": [["article:1", 1]]}, KETTLE),
    ],
)
def test_who_tried_again_or_asked_or_left_did_not_find_it(
    app: Askwell, cast: Cast, browser: Browser, values: dict[str, object], words: str
) -> None:
    _searched(app, KETTLE, total=2, **values)  # type: ignore[arg-type]
    _grouped(app)
    assert words in browser.sign_in(cast.ana).get("/moderation/gaps").text


def test_the_list_is_narrowed_by_kind_language_and_who_looks_after_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _searched(app, KETTLE, people=3)
    _searched(app, "lost parcel", people=2, total=4, outcome="asked")
    _searched(app, "trasig spis", lang="sv")
    _grouped(app)
    browser.sign_in(cast.mo)
    browser.submit(_one(browser, KETTLE), "Assign", person=cast.mo.id)
    every = (KETTLE, "lost parcel", "trasig spis")

    def listed(link: str) -> list[str]:
        return _titles(browser.get(browser.get("/moderation/gaps").link(link)).text, *every)

    assert listed("Found nothing") == [KETTLE, "trasig spis"]
    assert listed("Asked instead") == ["lost parcel"]
    assert listed("Svenska") == ["trasig spis"]
    assert listed("Mine") == [KETTLE]
    assert listed("Nobody's") == ["lost parcel", "trasig spis"]


def test_the_trend_is_told(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE, people=2)
    _searched(app, KETTLE, people=5, days_ago=45)
    _grouped(app)
    assert "5 in the 30 days before" in browser.sign_in(cast.ana).get("/moderation/gaps").text


# -- filled, and proved ------------------------------------------------------------------------------------


def test_a_phrasing_fills_a_gap_in_one_step_and_the_rate_proves_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "Card refused in another country")
    path = f"/articles/{number}-card-refused-in-another-country"
    work(app)
    _searched(app, "pay when travelling", people=3)
    _grouped(app)
    one = _one(browser.sign_in(cast.mo), "pay when travelling")
    found = browser.submit(one, "Find", q="card refused")
    closed = browser.submit(found, "Add the phrasing")
    work(app)
    assert "Before: 3 of 3 searches missed" in closed.text
    assert "Not searched since" in closed.text
    assert results(search(Browser(app).sign_in(cast.ana), "pay when travelling"))[0] == path
    assert "No gaps" in browser.get("/moderation/gaps").text
    with clock.moved(timedelta(days=3)):
        _found(app, "pay when travelling", people=8)
        _grouped(app)
        text = browser.sign_in(cast.mo).get("/moderation/gaps?state=proved").text
    assert "Since: 0 of 8" in text
    with app.app_context():
        deeds = db.session.scalars(
            sa.select(AuditEntry.did).where(AuditEntry.target.like("gap:%")).order_by(AuditEntry.id)
        ).all()
        assert deeds == ["closed", "proved filled"]


def test_a_gap_that_is_missed_as_before_comes_back_by_itself_to_whom_it_was_given(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _searched(app, KETTLE, people=4)
    _grouped(app)
    one = _one(browser.sign_in(cast.mo), KETTLE)
    browser.submit(one, "Assign", person=cast.ana.id)
    browser.submit(one, "Close the gap", how="article")
    with clock.moved(timedelta(days=2)):
        _searched(app, KETTLE, people=3)
        _grouped(app)
        browser.sign_in(cast.mo)
        assert KETTLE in browser.get("/moderation/gaps?state=watched").text  # three say too little
        _searched(app, KETTLE, people=4)
        _grouped(app)
        text = browser.get("/moderation/gaps").text
    assert KETTLE in text
    assert "Came back" in text
    assert "Ana looks after it" in text


def test_a_proved_gap_that_misses_again_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE, people=4)
    _grouped(app)
    browser.sign_in(cast.mo).submit(_one(browser, KETTLE), "Close the gap", how="article")
    with clock.moved(timedelta(days=2)):
        _found(app, KETTLE, people=9)
        _grouped(app)
    with app.app_context():
        assert db.session.query(Gap).one().state == "proved"
    with clock.moved(timedelta(days=50)):
        _searched(app, KETTLE, people=6)
        _grouped(app)
    with app.app_context():
        assert db.session.query(Gap).one().state == "open"


@pytest.mark.parametrize(
    ("before", "since", "verdict"),
    [
        ((3, 3), (0, 4), None),  # too few to say
        ((3, 3), (0, 5), True),
        ((8, 10), (1, 12), True),
        ((8, 10), (5, 6), False),
        ((8, 10), (3, 6), None),  # half is about the aim: wait
        ((8, 10), (13, 30), False),  # enough by now: it did not halve
        ((8, 10), (12, 30), True),
        ((2, 40), (0, 10), None),  # of few that missed, ten say nothing
    ],
)
def test_proof_asks_for_half(before: tuple[int, int], since: tuple[int, int], verdict: bool | None) -> None:
    assert proof.fell(*before, *since) is verdict


def test_an_article_published_with_these_words_is_watched_by_itself(app: Askwell, cast: Cast) -> None:
    _searched(app, KETTLE, people=2)
    _searched(app, "lost parcel", people=2)
    _grouped(app)
    article(app, cast, "Noises", phrasings=["My kettle whistles!"])
    with app.app_context():
        states = dict(db.session.execute(sa.select(Gap.words, Gap.state)).all())  # type: ignore[arg-type]
        assert states == {KETTLE: "watched", "lost parcel": "open"}


def test_a_synonym_added_for_a_gap_closes_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE, people=2)
    _grouped(app)
    browser.sign_in(cast.mo)
    form = browser.get(_one(browser, KETTLE).link("Add a synonym"))
    done = browser.submit(form, "Add", group="kettle whistles, singing pot")
    assert "A synonym" in done.text
    with app.app_context():
        gap = db.session.query(Gap).one()
        assert (gap.state, gap.how) == ("watched", "synonym")


def test_an_answer_put_first_stands_first_at_once_until_it_is_taken_back(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for n in range(3):
        article(app, cast, f"Kettle number {n}", "Whistles and whistles, kettle.")
    number = article(app, cast, "Noises of the kitchen", "Turn the valve.")
    path = f"/articles/{number}-noises-of-the-kitchen"
    work(app)
    _searched(app, KETTLE, people=2)
    _searched(app, "my kettle whistles all night long", people=1)
    _grouped(app)
    guest = Browser(app)
    assert results(search(guest, KETTLE))[0] != path
    one = browser.submit(_one(browser.sign_in(cast.mo), KETTLE), "Find", q="noises of the kitchen")
    done = _put_first(browser, one, f"article:{number}")
    assert "Noises of the kitchen" in done.text
    for words in (KETTLE, "whistles kettle", "my kettle whistles all night long"):
        assert results(search(guest, words))[0] == path
    assert results(search(guest, "kettle number 1"))[0] != path
    assert "Chosen by our team" in search(guest, KETTLE).text
    for _ in range(2):
        browser.submit(browser.get("/moderation/gaps/promoted"), "Take back")
    assert results(search(guest, KETTLE))[0] != path
    with app.app_context():
        deeds = db.session.scalars(
            sa.select(AuditEntry.did).where(AuditEntry.target == f"article:{number}").order_by(AuditEntry.id)
        )
        assert [did for did in deeds if "promot" in did] == ["promoted", *["took back the promotion of"] * 2]


def test_an_answer_that_an_agent_flags_does_not_stand_first(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from forum.core.targets import Target
    from forum.flags import actions as flags

    article(app, cast, "Kettle whistles loudly", "Kettle.")
    number = article(app, cast, "Noises of the kitchen", "Turn the valve.")
    path = f"/articles/{number}-noises-of-the-kitchen"
    work(app)
    _searched(app, KETTLE, people=2)
    _grouped(app)
    one = browser.submit(_one(browser.sign_in(cast.mo), KETTLE), "Find", q="noises of the kitchen")
    _put_first(browser, one, f"article:{number}")
    assert results(search(Browser(app), KETTLE))[0] == path
    with site(app):
        flags.flag(Target("article", number), db.session.merge(cast.ana), "inaccurate", "Another valve.")
    work(app)
    assert path not in results(search(Browser(app), KETTLE))[:1]


def test_nobody_puts_first_what_is_not_there(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE)
    article(app, cast, "Kettle whistles loudly", "Kettle.")
    work(app)
    _grouped(app)
    one = _one(browser.sign_in(cast.mo), KETTLE)
    for document in ("article:999", "nonsense", ""):
        assert _put_first(browser, one, document).status == 404


def test_a_question_has_no_phrasings(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.dan, "Kettle whistles since today")
    work(app)
    _searched(app, KETTLE)
    _grouped(app)
    one = _one(browser.sign_in(cast.mo), KETTLE)
    assert browser.submit(one, "Add the phrasing", document=f"question:{number}").status == 422
    with app.app_context():
        assert db.session.query(Gap).one().state == "open"


def test_a_gap_is_given_to_somebody_and_taken_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE)
    _grouped(app)
    page = _one(browser.sign_in(cast.mo), KETTLE)
    assert "Ana looks after it" in browser.submit(page, "Assign", person=cast.ana.id).text
    assert "Ana looks after it" in browser.get("/moderation/gaps").text
    browser.submit(page, "Assign", person=0)
    assert "looks after it" not in browser.get("/moderation/gaps").text.replace("Who looks after it", "")
    assert browser.submit(page, "Assign", person=cast.carla.id).status == 422


def test_a_draft_begins_with_the_words_of_the_gap(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE, people=2)
    _searched(app, "my kettle whistles all night long", people=1)
    _grouped(app)
    form = browser.get(_one(browser.sign_in(cast.mo), KETTLE).link("Draft an article"))
    sent = dict(form.form("/articles/new").fields)
    assert sent["title"] == KETTLE
    assert sent["phrasings"] == "my kettle whistles all night long"


def test_closing_for_another_reason_wants_it_said_and_can_be_undone(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _searched(app, KETTLE)
    _grouped(app)
    one = _one(browser.sign_in(cast.mo), KETTLE)
    assert browser.submit(one, "Close the gap", how="other").status == 422
    assert "Not ours" in browser.submit(one, "Close the gap", how="other", note="Not ours").text
    browser.submit(browser.get(one.path), "Open it again")
    assert KETTLE in browser.get("/moderation/gaps").text


def test_agents_read_and_do_not_act(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, KETTLE)
    _grouped(app)
    one = _one(browser.sign_in(cast.ana), KETTLE)
    for button in ("Assign", "Close the gap", "Add the phrasing"):
        assert not one.has_form(button)


def test_who_leaves_is_not_named_any_more_and_the_gap_stays(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from forum.moderation.personal_data import ENTRIES

    _searched(app, KETTLE)
    _grouped(app)
    mo = cast.mo
    browser.sign_in(mo).submit(_one(browser, KETTLE), "Close the gap", how="article")
    with site(app):
        [entry] = [each for each in ENTRIES if each.table == "gap"]
        assert entry.export(mo.id) == [
            {"words": KETTLE, "assigned_to_you": False, "closed_by_you": True, "note": ""}
        ]
        entry.erase(mo.id)
    with app.app_context():
        assert db.session.query(Gap).one().closed_by_id is None


def test_many_gaps_take_pages_and_few_queries(app: Askwell, cast: Cast, browser: Browser) -> None:
    from tests.architecture.test_query_counts import QUERIES_MAX, counting

    odd = [
        "kettle",
        "invoice",
        "parcel",
        "password",
        "camera",
        "garden",
        "piano",
        "winter",
        "guitar",
        "rocket",
    ]
    for first, second in itertools.combinations(odd, 2):
        _searched(app, f"{first} {second}")
    _grouped(app)
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/gaps")
    second = browser.get(page.link("Next"))
    assert second.status == 200
    for path in ("/moderation/gaps", "/moderation/gaps/promoted", second.path, page.link(odd[0])):
        browser.get(path)
        with counting(app) as sent:
            browser.get(path)
        assert len(sent) <= QUERIES_MAX, sent


def test_all_that_were_chosen_go_to_one_colleague(app: Askwell, cast: Cast, browser: Browser) -> None:
    for words in (KETTLE, "trasig spis", "lost parcel"):
        _searched(app, words)
    _grouped(app)
    with site(app):
        chosen = [gap.id for gap in db.session.query(Gap) if gap.words != "lost parcel"]
    page = browser.sign_in(cast.mo).get("/moderation/gaps")
    browser.submit(page, "Assign", gap=chosen, person=cast.ana.id)
    with site(app):
        given = {gap.words: gap.assigned_to_id for gap in db.session.query(Gap)}
    assert given == {KETTLE: cast.ana.id, "trasig spis": cast.ana.id, "lost parcel": None}
