"""Carla chooses what may be done with her data, one use at a time; the ledger says what she chose, and what she read."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, consents
from forum.core.consents import Consent
from forum.core.db import db
from forum.routing.models import InvitationChoice
from forum.support import actions as support
from forum.support.satisfaction import actions as satisfaction
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser

ALL = ("trail", "satisfaction", "searches", "digest", "invitations")


def _given(app: Askwell, person: Person) -> dict[str, bool]:
    with site(app):
        return {name: consents.given(person.id, name) for name in ALL}


def _ledger(app: Askwell, person: Person) -> list[tuple[str, bool, int, str]]:
    with site(app):
        rows = db.session.query(Consent).filter_by(person_id=person.id).order_by(Consent.id)
        return [(row.purpose, row.given, row.version, row.how) for row in rows]


def _switch(browser: Browser, name: str, words: str) -> str:
    page = browser.get("/my/data")
    return browser.submit(page, f"/my/data/choices/{name}", button=words).text


def test_each_use_is_said_and_what_is_not_needed_is_off(app: Askwell, cast: Cast) -> None:
    text = Browser(app).sign_in(cast.carla).get("/my/data").text
    said = [each for each in consents.purposes() if each.name in ALL]
    assert len(said) == len(ALL)
    with app.test_request_context():
        for each in said:
            for sentence in (each.title, each.what, each.why, each.how_long, each.gain):
                assert str(sentence) in text, sentence
            if each.default:  # on from the start is explained
                assert str(each.because) in text
    assert _given(app, cast.carla) == {
        "trail": False,
        "searches": False,
        "digest": False,
        "invitations": True,
        "satisfaction": True,
    }
    assert _ledger(app, cast.carla) == []


def test_every_switch_works_both_ways_and_the_ledger_keeps_the_text(app: Askwell, cast: Cast) -> None:
    carla = Browser(app).sign_in(cast.carla)
    before = _given(app, cast.carla)
    for name in ALL:
        _switch(carla, name, "Turn off" if before[name] else "Turn on")
        assert _given(app, cast.carla)[name] is not before[name], name
    assert _given(app, cast.carla) == {name: not on for name, on in before.items()}
    for name in ALL:
        _switch(carla, name, "Turn on" if before[name] else "Turn off")
    assert _given(app, cast.carla) == before
    version = {each.name: each.version for each in consents.purposes()}
    assert _ledger(app, cast.carla) == [
        *((name, not before[name], version[name], "switch") for name in ALL),
        *((name, before[name], version[name], "switch") for name in ALL),
    ]
    page = carla.get("/my/data/ledger").text
    assert page.count("The text you saw") == 2 * len(ALL)
    assert "You need not tell what you already tried." in page
    bob = Browser(app).sign_in(cast.bob).get("/my/data/ledger").text
    assert "You left everything as it was." in bob


def test_the_same_again_is_no_new_line(app: Askwell, cast: Cast) -> None:
    with site(app):
        for _ in range(3):
            consents.set(cast.carla.id, "satisfaction", False)
    assert _ledger(app, cast.carla) == [("satisfaction", False, 1, "switch")]


def test_a_changed_text_asks_again_at_the_switch(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    carla = Browser(app).sign_in(cast.carla)
    _switch(carla, "trail", "Turn on")
    sentence = "This text has changed since you agreed."
    assert sentence not in carla.get("/my/data").text
    old = next(each for each in consents.purposes() if each.name == "trail")
    monkeypatch.setitem(consents._purposes, "trail", dataclasses.replace(old, version=2))
    page = carla.get("/my/data")
    assert page.text.count(sentence) == 1
    assert sentence not in carla.get("/").text  # no banner
    carla.submit(page, "/my/data/choices/trail", button="Yes, leave it on")
    assert sentence not in carla.get("/my/data").text
    assert _ledger(app, cast.carla) == [("trail", True, 1, "switch"), ("trail", True, 2, "switch")]


def test_what_is_chosen_on_other_pages_stands_in_the_ledger_too(app: Askwell, cast: Cast) -> None:
    carla = Browser(app).sign_in(cast.carla)
    carla.submit(carla.get("/my/trail"), "/my/trail", agreed="1")
    carla.submit(carla.get("/my/invitations"), "/my/invitations/choice", per_week="0")
    carla.submit(carla.get("/my/invitations"), "/my/invitations/choice", per_week="3")
    carla.submit(carla.get("/my/invitations"), "/my/invitations/choice", per_week="1")  # still yes
    assert _ledger(app, cast.carla) == [
        ("trail", True, 1, "elsewhere"),
        ("invitations", False, 1, "elsewhere"),
        ("invitations", True, 1, "elsewhere"),
    ]
    with site(app):
        assert db.session.get_one(InvitationChoice, cast.carla.id).per_week == 1


def test_who_wants_no_question_about_our_help_is_asked_none(app: Askwell, cast: Cast) -> None:
    carla, ana_id = Browser(app).sign_in(cast.carla), cast.ana.id
    numbers = [factories.question(app, person, "It is broken") for person in (cast.carla, cast.dan)]
    with site(app):
        for number, person in zip(numbers, (cast.carla, cast.dan), strict=True):
            me, ana = db.session.get_one(Person, person.id), db.session.get_one(Person, ana_id)
            case = support.escalate(db.session.get_one(Question, number), "asked", by=me)
            support.claim(case, by=ana)
            support.reply(case, by=ana, body="Hold the button.")
            support.judge(case, by=me, solved=True)
    _switch(carla, "satisfaction", "Turn off")
    with clock.moved(timedelta(hours=72)), site(app):
        assert satisfaction.ask_due() == 1  # Dan


def test_only_ones_own_and_only_what_there_is(app: Askwell, cast: Cast) -> None:
    ana = Browser(app).sign_in(cast.ana)
    page = ana.get("/my/data")
    assert not page.has_form("/my/data/choices/searches")  # of people of the company none are kept
    assert not page.has_form("/my/data/choices/invitations")
    token = dict(page.form("/my/data/choices/trail").fields)["csrf_token"]
    for name, given in (("searches", "1"), ("nothing", "1"), ("trail", "maybe")):
        assert ana.post(f"/my/data/choices/{name}", {"csrf_token": token, "given": given}).status == 404
    assert Browser(app).get("/my/data/ledger").path.startswith("/sign-in")
    assert _ledger(app, cast.ana) == []
