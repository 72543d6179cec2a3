"""Levels are earned by facts, fall when those go, and stand when an admin says so."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import sqlalchemy as sa

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import clock, trust
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.roles import GUEST
from forum.reputation import actions as reputation
from forum.reputation.standing import Facts
from forum.threads import actions as threads
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.reputation.stage import work


def level(app: Askwell, person: Person) -> int:
    work(app)
    with app.app_context():
        return db.session.get_one(Person, person.id).trust_level


def helper(app: Askwell, cast: Cast) -> list[int]:
    """Bob solves questions of four people, and is a helper for it."""
    asked = [factories.question(app, cast.make(name)) for name in ("uma", "vic", "wes", "xia")]
    for question in asked:
        factories.answer(app, question, cast.bob, accepted=True)
    assert level(app, cast.bob) == 2
    return asked


def test_every_level_asks_for_what_is_counted_and_every_privilege_has_words() -> None:
    counted = {field.name for field in fields(Facts)}
    for number, each in enumerate(trust.LEVELS):
        assert each.number == number
        assert {need.fact for need in each.needs} <= counted
        for need in each.needs:
            assert need.sentence % {"least": need.least, "have": 0}
    assert trust.PRIVILEGES.keys() == trust.ALLOWS.keys()
    assert sorted(sentence for n in range(5) for sentence in trust.allowed(n)) == sorted(
        trust.ALLOWS.values()
    )


def test_staff_may_all_and_others_what_their_level_allows(cast: Cast) -> None:
    new, known = cast.make("nia"), cast.make("kim", trust=1)
    assert not trust.may(new, "links")
    assert trust.may(known, "links")
    assert not trust.may(known, "retag")
    assert trust.may(cast.ana, "retag")
    assert not trust.may(GUEST, "wiki")
    assert [trust.report_weight(p) for p in (GUEST, new, known, cast.mo)] == [0.5, 0.5, 1.0, 3.0]


def test_a_newcomer_is_known_after_two_days_and_a_post(app: Askwell, cast: Cast) -> None:
    new = cast.make("nia")
    with site(app):
        db.session.get_one(Person, new.id).created_at = clock.now()
    question = factories.question(app, new)
    assert level(app, new) == 0
    with clock.moved(timedelta(days=2, minutes=1)):
        with site(app):
            reputation.sweep()
        assert level(app, new) == 1, "the clock looked, nobody did anything"
        with site(app):
            threads.hide(db.session.get_one(Question, question), by=db.session.get_one(Person, cast.mo.id))
        assert level(app, new) == 0


def test_what_was_earned_goes_when_the_facts_go(app: Askwell, cast: Cast) -> None:
    asked = helper(app, cast)
    with site(app):
        found = db.session.get_one(Question, asked[0])
        threads.unaccept_solution(found, by=db.session.get_one(Person, found.author_id))
    assert level(app, cast.bob) == 1


def test_who_broke_the_rules_starts_again_when_some_time_is_over(app: Askwell, cast: Cast) -> None:
    helper(app, cast)
    with site(app):
        bob = db.session.get_one(Person, cast.bob.id)
        bob.silenced_until = clock.now() + timedelta(days=1)
        reputation.recompute([bob.id])
    assert level(app, cast.bob) == 0
    for days, reached in ((5, 0), (9, 1), (32, 2)):
        with clock.moved(timedelta(days=days)):
            with site(app):
                reputation.recompute([cast.bob.id])
            assert level(app, cast.bob) == reached
    with site(app):
        accounts.suspend(
            db.session.get_one(Person, cast.bob.id), db.session.get_one(Person, cast.root.id), "abuse"
        )
    assert level(app, cast.bob) == 0


def test_an_admin_sets_a_level_by_hand_with_a_reason(app: Askwell, cast: Cast, browser: Browser) -> None:
    dan = cast.dan
    browser.sign_in(cast.root)
    page = browser.get(f"/admin/people/{dan.id}/trust")
    refused = browser.submit(page, "Save", level="3", because=" ")
    assert refused.status == 422
    done = browser.submit(page, "Save", level="3", because="Repairs them for a living.")
    assert "Dan has the level Trusted now." in done.text
    assert level(app, dan) == 3
    with site(app):
        reputation.recompute([dan.id])
        said = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.target == f"person:{dan.id}").order_by(AuditEntry.id)
        ).all()
    assert level(app, dan) == 3, "counting anew changes nothing of it"
    assert [(e.did, e.because) for e in said] == [("pinned the trust of", "Repairs them for a living.")]
    assert "Repairs them for a living." in Browser(app).sign_in(dan).get("/my/standing").text
    browser.submit(done, "Save", level="earned", because="Left the trade.")
    assert level(app, dan) == 0
    assert not browser.get(f"/admin/people/{cast.root.id}/trust").has_form("Save"), "nobody her own"


def test_the_page_says_what_comes_next_and_what_is_missing(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    helper(app, cast)
    page = browser.sign_in(cast.bob).get("/my/standing")
    assert "Level 2: Helper" in page.text
    assert "What comes next: Trusted" in page.text
    assert "300 points for having helped (so far 60)." in page.text
    assert "8 of your answers accepted as solutions by different people (so far 4)." in page.text
    assert "Mend the topic and tags of others' questions." in page.text
    assert "silence or suspension" not in page.text, "of what never was nothing is said"
    assert page.text.count("Your answer was accepted as the solution.") == 4
    staff = browser.sign_in(cast.ana).get("/my/standing")
    assert "What comes next" not in staff.text
