"""Staff ask why a result stands first, and are told in words and numbers, two results side by side."""

from __future__ import annotations

from forum import Askwell
from forum.core.db import db
from forum.knowledge import actions as knowledge
from forum.knowledge.models import Article
from forum.search import promoted
from forum.search.wording import normal
from tests.factories import Cast, answer, article, question, site
from tests.moderation.tuning.stage import OTHERS, PIN, shop, tried
from tests.pages import Browser
from tests.search.stage import work


def test_ana_reads_which_factor_decides_and_what_speaks_against(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    shop(app, cast)
    page = browser.sign_in(cast.ana).get("/moderation/why?q=red+kettle")
    assert "“Red kettle” stands above “My red kettle hums”: its score is" in page.text
    assert "What decides: Words, ×" in page.text or "What decides: Meaning, ×" in page.text
    assert "For “My red kettle hums” speaks: Pinned, × 1.2. That is not enough." in page.text
    assert "+0.2: pinned" in page.text
    assert "0: not pinned" in page.text


def test_without_its_pin_it_would_not_be_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    shop(app, cast)
    page = tried(app, browser.sign_in(cast.root), **PIN)
    browser.submit(page, "Save these weights", because="Pins first.")
    page = browser.get("/moderation/why?q=red+kettle")
    assert "“My red kettle hums” stands above “Red kettle”" in page.text
    assert "What decides: Pinned, × 1.6." in page.text
    assert "Without that, “Red kettle” would stand first." in page.text


def test_any_two_are_compared_the_higher_one_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    made = shop(app, cast)
    ana = browser.sign_in(cast.ana)
    parcel = made["pinned"] + 3
    page = ana.get(f"/moderation/why?q=parcel+number+2&first=article:{parcel + 1}&second=article:{parcel}")
    assert page.text.index("A: Parcel number 2") < page.text.index("B: Parcel number 3")
    for odd in (
        "first=article:999",
        "first=nonsense&second=",
        f"first=article:{parcel}&second=article:{parcel}",
    ):
        assert "Side by side" in ana.get(f"/moderation/why?q=parcel+number+2&{odd}").text
    assert str(OTHERS) in str(page.text)


def test_every_factor_is_told_in_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.carla, "My blue kettle hums", "It hums all day.")
    answer(app, number, cast.bob, "Clean it.", accepted=True)
    flagged = article(app, cast, "Blue kettle", "Blue.")
    ana = Browser(app).sign_in(cast.ana)
    ana.submit(
        ana.get(f"/articles/{flagged}-blue-kettle"), "flag", reason="outdated", note="It is green now."
    )
    mo = cast.mo
    with site(app):
        knowledge.pin(db.session.get_one(Article, flagged), mo)
    carla = Browser(app).sign_in(cast.carla)
    work(app)
    carla.submit(carla.get(f"/articles/{flagged}-blue-kettle"), "Yes")
    work(app)
    text = browser.sign_in(cast.ana).get("/moderation/why?q=blue+kettle").text
    assert "+0.2: solved" in text
    assert "+0.2: pinned" in text
    assert "× 0.5: flagged by colleagues" in text
    assert "it helped 1 of 1" in text
    assert "1 recent visit" in text
    assert "words weigh" in text
    assert "title" in text


def test_one_result_or_none_is_no_comparison(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.ana)
    assert "Search is being prepared" in browser.get("/moderation/why?q=kettle").text
    article(app, cast, "Kettle")
    work(app)
    assert "Side by side" not in browser.get("/moderation/why?q=kettle").text
    assert browser.get("/moderation/why").status == 200
    assert browser.get("/moderation/why?q=%00%20").status == 200


def test_asking_why_leaves_no_search_behind(app: Askwell, cast: Cast, browser: Browser) -> None:
    from tests.search.stage import records

    shop(app, cast)
    browser.sign_in(cast.ana).get("/moderation/why?q=red+kettle")
    assert records(app) == []


def test_what_a_moderator_put_first_says_so(app: Askwell, cast: Cast, browser: Browser) -> None:
    made = shop(app, cast)
    with site(app):
        promoted.put_first(normal("red kettle"), "red kettle", f"article:{made['pinned']}")
    text = browser.sign_in(cast.ana).get("/moderation/why?q=red+kettle").text
    assert "“My red kettle hums” stands above “Red kettle”: a moderator put it first for these words." in text
    assert "Without that, “Red kettle” would stand first." in text
