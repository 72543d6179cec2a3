"""Carla names people: by what completion offers, or typed out; each is told once, and only who may read it."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, markdown
from forum.core.db import db
from forum.privacy.erasing.actions import erase
from forum.threads import actions
from forum.threads.mentions import linking
from forum.threads.mentions.models import Mention
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from tests import factories
from tests.factories import Cast, answer, question, site
from tests.notifications.stage import inbox, new
from tests.pages import Browser
from tests.threads.stage import path_of


def test_names_are_found_where_people_write_them_and_nowhere_else() -> None:
    text = "Hi @Bob-Smith, @josé! me@example.com `@code` [x](/a/@path)\n\n    @indented\n\n```\n@fenced\n```\n@ann_b"
    assert linking.keys_in(text) == ["bob-smith", "jose", "ann-b"]
    assert linking.keys_in("@bob#12 @bob") == ["bob#12", "bob"]
    assert "张伟" in linking.keys_in("谢谢@张伟你好")
    people = {"bob": ("/people/1", "Bob <b>"), "张伟": ("/people/2", "张伟")}
    shown = linking.link(markdown.render_post("@bob, `@bob` [@bob](/faq) 谢谢@张伟你好"), people)
    assert shown.count('<a href="/people/1">@Bob &lt;b&gt;</a>') == 1
    assert '谢谢<a href="/people/2">@张伟</a>你好' in shown
    assert markdown.sanitise(shown).count("/people/1") == 1


def test_carla_names_bob_and_he_is_told_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    bobs = answer(app, asked, cast.bob)
    page = browser.sign_in(cast.carla).get(path_of(app, asked))
    page = browser.submit(page, "Post the answer", body="It did, thank you @bob and me@dan.")
    assert f'<a href="/people/{cast.bob.id}">@Bob</a>' in page.html
    assert new(app, cast.bob).count("mentioned") == 1
    assert "Carla named you in “Card declined abroad”" in inbox(app, cast.bob)
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        mine = db.session.query(Answer).filter(Answer.id != bobs).one()
        actions.edit_answer(mine, carla, mine.revision, "It did, thanks again @bob!")
        actions.edit_answer(mine, carla, mine.revision, "It did.")
        actions.edit_answer(mine, carla, mine.revision, "It did @bob.")
    assert new(app, cast.bob).count("mentioned") == 1
    assert "named you" not in inbox(app, cast.dan)


def test_a_name_of_two_people_means_nobody_until_its_number_says_who(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    one, two = cast.make("sam"), cast.make("sam2")
    with site(app):
        db.session.get_one(Person, two.id).name = "Sam"
    asked = question(app, cast.carla)
    offered = browser.sign_in(cast.dan).get(f"/questions/{asked}/people?q=sa").json["people"]
    assert offered == [{"key": f"sam#{n}", "name": "Sam"} for n in (one.id, two.id)]
    with site(app):
        dan = db.session.get_one(Person, cast.dan.id)
        actions.answer(db.session.get_one(Question, asked), dan, "Ask @sam.")
        made = actions.answer(db.session.get_one(Question, asked), dan, f"Ask @sam#{two.id}.")
        assert f"/people/{two.id}" in made.body_html
    assert (new(app, one), new(app, two)) == ([], ["mentioned"])


def test_completion_offers_the_thread_first_and_nobody_who_may_not_read_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _group, space = factories.group(app, cast.mo, members=(cast.carla, cast.bob))
    asked = question(app, cast.carla)
    answer(app, asked, cast.ana)
    browser.sign_in(cast.bob)
    _dan, gone = cast.dan, cast.make("danny", suspended_at=clock.now())
    keys = lambda found: [p["key"] for p in found.json["people"]]  # noqa: E731
    assert keys(browser.get(f"/questions/{asked}/people?q=")) == ["carla", "ana"]
    assert keys(browser.get(f"/questions/{asked}/people?q=d")) == []
    assert keys(browser.get(f"/questions/{asked}/people?q=da")) == ["dan"]
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        closed = actions.ask(carla, topics.by_slug(space, carla), "en", "Among us only", "Who comes?").id
    assert keys(browser.get(f"/questions/{closed}/people?q=da")) == []
    assert Browser(app).sign_in(cast.dan).get(f"/questions/{closed}/people?q=").status == 404
    with site(app):
        bob = db.session.get_one(Person, cast.bob.id)
        actions.answer(db.session.get_one(Question, closed), bob, "Not for @dan, nor for @danny.")
    assert new(app, cast.dan) == new(app, gone) == []


def test_a_new_member_names_one_person_a_trusted_one_several(app: Askwell, cast: Cast) -> None:
    new_, trusted = cast.make("nina"), cast.make("tess", trust=1)
    _named = cast.bob, cast.dan, cast.ana
    asked = question(app, cast.carla)
    for who, named in ((new_, 1), (trusted, 3)):
        with site(app):
            found = db.session.get_one(Question, asked)
            made = actions.answer(found, db.session.get_one(Person, who.id), "@bob @dan @ana")
            assert made.body_html.count("/people/") == named


def test_who_is_named_in_what_was_put_aside_is_told_when_it_is_shown(app: Askwell, cast: Cast) -> None:
    asked = question(app, cast.carla)
    _bob, _dan, _mo = cast.bob, cast.dan, cast.mo
    with site(app):
        mo = db.session.get_one(Person, cast.mo.id)
        made = actions.answer(
            db.session.get_one(Question, asked), db.session.get_one(Person, cast.dan.id), "Hello."
        )
        db.session.flush()
        actions.hide(made, mo, "Let me look.")
        actions.edit_answer(made, mo, made.revision, "Hello @bob.")
    assert new(app, cast.bob) == []
    with site(app):
        actions.show(db.session.get_one(Answer, made.id), db.session.get_one(Person, cast.mo.id))
    assert new(app, cast.bob) == ["mentioned"]


def test_when_bob_leaves_his_name_leaves_the_posts_of_others(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    _bob = cast.bob
    answer(app, asked, cast.dan, "As @bob said: @bobby is somebody else.")
    bob = cast.bob.id
    with site(app):
        erase(bob, "stay")
    page = browser.get(path_of(app, asked))
    assert "@bob " not in page.text
    assert "@bobby" in page.text
    assert f"/people/{cast.bob.id}" not in page.html
    with site(app):
        assert db.session.query(Mention).count() == 0
