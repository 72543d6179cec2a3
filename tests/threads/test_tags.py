"""Tags: one name for one thing, whatever people type; their pages; and nobody learns of one she may not know."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.core.errors import Invalid
from forum.notifications import follows
from forum.threads import actions as threads
from forum.threads.models import Question, QuestionTag, Tag
from forum.threads.tags import actions, jobs, queries
from tests.factories import Cast, question, site, topic
from tests.pages import Browser, Page
from tests.search.stage import results, search, work


def names(app: Askwell, number: int) -> list[str]:
    with site(app):
        return list(db.session.get_one(Question, number).tag_names)


def tag_of(app: Askwell, name: str) -> int:
    with site(app):
        return db.session.query(Tag.id).filter_by(name=name).scalar()


def asked(page: Page) -> list[str]:
    return [words for href, words in page.reader.links if href.startswith("/questions/")]


@pytest.fixture
def some(app: Askwell, cast: Cast) -> None:
    question(app, cast.carla, "Refused abroad", tags=("creditcard", "abroad"), hours_ago=3)
    question(app, cast.dan, "Refused at home", tags=("card",), hours_ago=2)
    question(app, cast.dan, "Both at once", tags=("creditcard", "card"), hours_ago=1)
    question(app, cast.dan, "Hidden", tags=("canary", "card"), hidden_at=clock.now())
    work(app)


@pytest.mark.usefixtures("some")
def test_mo_says_what_a_tag_is_and_what_else_it_is_called(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.mo).get("/tags/card")
    page = browser.get(page.link("Edit"))
    browser.submit(
        page,
        "Save",
        synonyms="Credit card, plastic money",
        **{"about-en": "Cards of all kinds.", "about-sv": "Kort."},
    )
    guest = Browser(app)
    page = guest.get("/tags/Plastic%20Money?filter=unsolved")
    assert page.path == "/tags/card?filter=unsolved"
    assert "Cards of all kinds." in page.text
    assert "credit-card, plastic-money" in page.text
    assert "Kort." in guest.get("/tags/card?ui=sv").text
    # Whoever types another word for it gets the tag; the same for who edits.
    number = question(app, cast.carla, "Lost it", tags=("credit-card", "card", "plastic-money", "lost"))
    assert names(app, number) == ["card", "lost"]
    edit = Browser(app).sign_in(cast.carla)
    edit.submit(edit.get(f"/questions/{number}/edit"), "Save", tags="lost, plastic money")
    assert names(app, number) == ["lost", "card"]
    assert "Lost it" in asked(guest.get("/tags/card"))
    page = browser.submit(
        browser.get(f"/moderation/tags/{tag_of(app, 'card')}"), "Save", synonyms="creditcard"
    )
    assert page.status == 422  # a tag of its own, with questions: merged, not named
    assert "merge the two" in page.text


@pytest.mark.usefixtures("some")
def test_a_renamed_tag_leads_on_and_questions_follow(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/moderation/tags/{tag_of(app, 'creditcard')}"), "Save", name="Bank card")
    guest = Browser(app)
    assert guest.client.get("/tags/creditcard").location == "/tags/bank-card"
    assert asked(guest.get("/tags/creditcard")) == ["Both at once", "Refused abroad"]
    work(app)
    assert names(app, 1) == ["bank-card", "abroad"]
    assert results(search(guest, "bank card"))[:1] != []
    page = browser.submit(browser.get(f"/moderation/tags/{tag_of(app, 'bank-card')}"), "Save", name="card")
    assert (page.status, "merge the two" in page.text) == (422, True)
    browser.submit(browser.get(f"/moderation/tags/{tag_of(app, 'bank-card')}"), "Save", name="creditcard")
    assert guest.client.get("/tags/bank-card").location == "/tags/creditcard"  # and back again


@pytest.mark.usefixtures("some")
def test_merged_tags_are_one(app: Askwell, cast: Cast, browser: Browser) -> None:
    gone, stays = tag_of(app, "creditcard"), tag_of(app, "card")
    bob, dan = cast.bob, cast.dan
    with site(app):
        for who, number in ((bob, gone), (dan, gone), (dan, stays)):
            follows.follow(who, f"tag:{number}")
    browser.sign_in(cast.mo)
    page = browser.get(f"/moderation/tags/{gone}")
    assert browser.submit(page, "Merge", into="nothing").status == 422
    page = browser.submit(page, "Merge", into="Card")
    assert page.path == "/tags/card"
    assert asked(page) == ["Both at once", "Refused at home", "Refused abroad"]
    work(app)
    assert [names(app, number) for number in (1, 2, 3)] == [["card", "abroad"], ["card"], ["card"]]
    guest = Browser(app)
    assert guest.get("/tags/creditcard").path == "/tags/card"
    assert guest.get("/questions?tag=creditcard&topic=orders").text.count("Refused abroad") == 1
    with site(app):
        assert db.session.query(QuestionTag).filter_by(tag_id=gone).count() == 0
        assert follows.followers(f"tag:{stays}") == sorted([bob.id, dan.id])
        assert follows.followers(f"tag:{gone}") == []
        assert queries.by_name("creditcard", cast.carla).questions == 3
    assert browser.get(f"/moderation/tags/{gone}").status == 404


@pytest.mark.usefixtures("some")
def test_nobody_learns_of_a_tag_that_only_hidden_questions_have(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for who in (None, cast.carla, cast.ana):
        reader = Browser(app).sign_in(who) if who else browser
        for path in (
            "/tags",
            "/tags?q=cana",
            "/ask/tags?tags=cana",
            "/questions?topic=orders",
            "/sitemaps/pages.xml",
        ):
            assert "canary" not in reader.get(path).html, (path, who)
        assert reader.get("/tags/canary").status == 404
    assert browser.sign_in(cast.mo).get("/tags/canary").status == 200
    with site(app):
        assert {t.name: t.question_count for t in db.session.query(Tag)} == {
            "abroad": 1, "canary": 0, "card": 2, "creditcard": 2,
        }  # fmt: skip


@pytest.mark.usefixtures("some")
def test_tags_go_on_as_typed_and_the_words_before_stay(app: Askwell, browser: Browser) -> None:
    def offered(typed: str) -> list[str]:
        html = browser.get(f"/ask/tags?tags={typed}").html
        return [part.split('"')[0] for part in html.split('value="')[1:]]

    assert offered("cre") == ["creditcard"]
    assert offered("Abroad,%20CA") == ["abroad, card"]
    assert offered("card,") == ["card, creditcard", "card, abroad"]
    assert offered("") == ["card", "creditcard", "abroad"]
    assert offered("zzz") == offered("%25") == []


@pytest.mark.usefixtures("some")
def test_all_tags_the_most_used_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    def shown(path: str) -> list[str]:
        return [words for href, words in browser.get(path).reader.links if href.startswith("/tags/")]

    assert shown("/tags") == ["card", "creditcard", "abroad"]
    assert shown("/tags?q=CARD") == ["card", "creditcard"]
    with site(app):
        mo = cast.mo
    with site(app):
        threads.hide(db.session.get_one(Question, 2), mo, "Twice.")
    work(app)
    assert shown("/tags") == ["creditcard", "abroad", "card"]
    assert "Nothing fits" in browser.get("/tags?q=nothing").text
    assert browser.sign_in(cast.carla).get("/moderation/tags/1").status == 403


@pytest.mark.usefixtures("some")
def test_the_clock_mends_what_a_moment_broke(app: Askwell, cast: Cast) -> None:
    mo = cast.mo
    with site(app):
        actions.merge(db.session.query(Tag).filter_by(name="creditcard").one(), mo, "card")
    with site(app):  # somebody who had begun before wrote the old name once more
        back = Tag(name="creditcard")
        db.session.add_all([back, Tag(name="unused"), Tag(name="empty", described_at=clock.now())])
        db.session.flush()
        db.session.add(QuestionTag(question_id=4, tag_id=back.id))
    with site(app):
        jobs.mend()
    with site(app):
        assert {t.name: t.question_count for t in db.session.query(Tag)} == {
            "abroad": 1, "canary": 0, "card": 3, "empty": 0,
        }  # fmt: skip
        assert queries.resolve(["creditcard"]) == ["card"]
        with pytest.raises(Invalid):
            actions.merge(db.session.query(Tag).filter_by(name="card").one(), mo, "creditcard")


@pytest.mark.usefixtures("some")
def test_a_trusted_member_puts_others_questions_in_order(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app, "devices", "Devices")
    tess, new = cast.make("tess", trust=3), cast.make("nina", trust=2)
    assert browser.sign_in(new).get("/questions/2/tags").status == 403
    assert "Change topic and tags" not in browser.get("/questions/2").text
    browser.sign_in(tess)
    page = browser.get(browser.get("/questions/2").link("Change topic and tags"))
    assert browser.submit(page, "Save", tags="a, b, c, d, e, f").status == 422
    page = browser.submit(page, "Save", tags="card, home", topic="devices", because="It is about home.")
    assert page.path.startswith("/questions/2-")
    assert names(app, 2) == ["card", "home"]
    assert asked(browser.get("/questions?topic=devices")) == ["Refused at home"]
    history = browser.get("/questions/2/history")
    assert "It is about home." in history.text
    assert browser.get("/questions/2/edit").status == 403  # the words are not hers to change
