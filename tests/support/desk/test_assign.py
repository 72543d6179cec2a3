"""Whose a case is: taken, given, handed over with a note, by turn; urgent or not."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.support import actions
from forum.support.models import HIGH, LOW, NORMAL, URGENT, Case
from forum.topics.models import TopicMember
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.desk.scene import choose, held_case, me, notes_of, open_case, run_jobs, seen, work


def test_ana_hands_her_case_over_with_a_note(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    page = browser.submit(page, "assignment", to=cast.ada.id, note="He needs it by Friday.")
    assert seen(app, number, "claimed_by_id", "state") == (cast.ada.id, "open")
    assert notes_of(app, number) == ["He needs it by Friday."]
    assert "Ana handed it over to Ada" in page.text.replace("“", "").replace("”", "")
    assert "Ana gave you the case" in browser.sign_in(cast.ada).get("/my/notices").text


def test_an_agent_cannot_give_away_what_a_colleague_holds_but_mo_may(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = held_case(app, cast, cast.ana)
    assert not browser.sign_in(cast.ada).get(f"/desk/cases/{number}").has_form("assignment")
    with site(app), pytest.raises(Conflict):
        actions.assign(work(app, number, lambda case: case), me(cast.ada), by=me(cast.ada))
    page = browser.sign_in(cast.mo).get(f"/desk/cases/{number}")
    browser.submit(page, "assignment", to=cast.ada.id)
    assert seen(app, number, "claimed_by_id") == cast.ada.id


def test_only_people_of_the_company_who_are_there_are_given_cases(app: Askwell, cast: Cast) -> None:
    number = open_case(app, cast.dan)
    with pytest.raises(Invalid):
        work(app, number, lambda case: actions.assign(case, me(cast.bob), by=me(cast.ana)))
    assert seen(app, number, "claimed_by_id") is None


def test_urgent_cases_stand_first_and_are_due_sooner(app: Askwell, cast: Cast, browser: Browser) -> None:
    first = open_case(app, cast.dan, "Card was declined at the counter")
    second = open_case(app, cast.dan, "House is on fire because of it")
    opened, due = seen(app, second, "opened_at", "due_at")
    page = browser.sign_in(cast.ana).get("/desk")
    assert page.text.index("declined at") < page.text.index("on fire")
    page = browser.get(f"/desk/cases/{second}")
    browser.submit(page, "arrangement", priority="urgent")
    page = browser.get("/desk")
    assert page.text.index("on fire") < page.text.index("declined at")
    sooner = seen(app, second, "due_at")
    assert abs((sooner - opened) - (due - opened) / 4) < timedelta(seconds=2)
    for priority in (LOW, HIGH, NORMAL):
        work(app, second, lambda case, p=priority: actions.prioritise(case, p, by=me(cast.ana)))
    assert abs(seen(app, second, "due_at") - due) < timedelta(seconds=2)
    work(app, first, lambda case: actions.reply(case, by=me(cast.ana), body="Try the other one."))
    before = seen(app, first, "due_at")
    work(app, first, lambda case: actions.prioritise(case, URGENT, by=me(cast.ana)))
    assert seen(app, first, "due_at") == before, "what was answered in time is not due anew"


def test_tags_are_small_words_seen_by_staff_alone(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    page = browser.submit(page, "arrangement", tags="Refund, #kumquat  refund")
    page = browser.get("/desk?tag=kumquat")
    assert "Screen stays black" in page.text
    page = browser.submit(browser.get(f"/desk/cases/{number}"), "arrangement", tags="kumquat")
    assert "Screen stays black" not in browser.get("/desk?tag=refund").text
    assert browser.submit(page, "arrangement", tags=" ".join(f"t{n}" for n in range(13))).status == 422
    browser.sign_in(cast.dan)
    for path in ("/my/cases", f"/questions/{seen(app, number, 'question_id')}-x", "/my/data"):
        assert "kumquat" not in browser.get(path).html


def _team(app: Askwell, cast: Cast, *people: Person) -> None:
    topic = factories.topic(app, "devices", "Devices")
    with site(app):
        for person in people:
            db.session.add(TopicMember(topic_id=topic, person_id=person.id))


def test_new_cases_go_round_the_team_and_past_who_is_away(app: Askwell, cast: Cast, browser: Browser) -> None:
    _team(app, cast, cast.ana, cast.ada, cast.mo)
    choose(app, cast, assign="round robin")
    page = browser.sign_in(cast.ada).get("/desk")
    page = browser.submit(page, "I'm away")
    assert page.has_form("I'm back")
    numbers = [open_case(app, cast.dan, f"Question number {n} of Dan") for n in range(4)]
    run_jobs(app)
    holders = [seen(app, number, "claimed_by_id") for number in numbers]
    assert holders == [cast.ana.id, cast.mo.id, cast.ana.id, cast.mo.id]
    browser.submit(page, "I'm back")
    number = open_case(app, cast.dan, "One more of Dan's questions")
    run_jobs(app)
    assert seen(app, number, "claimed_by_id") == cast.ada.id, "she has the fewest"


def test_whoever_has_less_to_do_comes_before_whoever_waited_longer(app: Askwell, cast: Cast) -> None:
    _team(app, cast, cast.ana, cast.ada)
    for n in range(2):
        held_case(app, cast, cast.ana, f"What Ana took by herself {n}")
    done = held_case(app, cast, cast.ada, "What Ada has answered already")
    work(app, done, lambda case: actions.reply(case, by=me(cast.ada), body="Try the other charger."))
    choose(app, cast, assign="round robin")
    numbers = [open_case(app, cast.dan, f"Question number {n} of Dan") for n in range(2)]
    run_jobs(app)
    assert [seen(app, n, "claimed_by_id") for n in numbers] == [cast.ada.id, cast.ada.id]


def test_by_hand_nothing_is_given_and_the_clock_gives_what_was_left(app: Askwell, cast: Cast) -> None:
    _team(app, cast, cast.ana)
    number = open_case(app, cast.dan)
    run_jobs(app)
    assert seen(app, number, "claimed_by_id") is None
    with site(app):
        assert actions.give_waiting() == 0
    choose(app, cast, assign="round robin")
    with site(app):
        actions.be_away(me(cast.ana), True)
    with site(app):
        assert actions.give_waiting() == 0, "nobody of the team is at work"
        actions.be_away(me(cast.ana), False)
    with site(app):
        assert actions.give_waiting() == 1
    assert seen(app, number, "claimed_by_id", "state") == (cast.ana.id, "open")


def test_what_somebody_took_meanwhile_is_not_given_to_another(app: Askwell, cast: Cast) -> None:
    _team(app, cast, cast.ana, cast.ada)
    number = open_case(app, cast.dan)
    with site(app):
        case = db.session.get_one(Case, number)
        # Another worker was quicker: the row says it, what this one read before does not.
        db.session.execute(
            sa.update(Case)
            .where(Case.id == number)
            .values(claimed_by_id=cast.ada.id, version=Case.version + 1)
            .execution_options(synchronize_session=False)
        )
        assert case.claimed_by_id is None
        assert actions.give(case) is None
    assert seen(app, number, "claimed_by_id") == cast.ada.id
