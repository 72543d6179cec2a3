"""Ana announces an outage and gathers the questions about it: they wait together, and new askers are told of it."""

from __future__ import annotations

from forum import Askwell
from forum.core.db import db
from forum.support import actions as support
from forum.support import queries as cases
from forum.support.incidents import queries
from forum.support.incidents.models import Incident
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.search.stage import work as index
from tests.support.incidents.stage import TITLE, asked, gathered, outage, path_of, state_of, work
from tests.support.stage import path_of as question_path


def test_ana_announces_it_from_a_case_and_adds_what_is_alike(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    first = asked(app, cast.dan, "My Nordic card payment fails")
    second = asked(app, cast.carla, "Paying with a Nordic card fails since today")
    other = asked(app, cast.bob, "Where is my parcel?")
    index(app)
    page = browser.sign_in(cast.ana).get(f"/desk/incidents/new?question={first}")
    assert "My Nordic card payment fails" in page.html
    assert browser.submit(page, "Announce", title_en="", button="Announce").status == 422
    page = browser.submit(page, "Announce", title_en=TITLE, body_en="We look into it.", button="Announce")
    assert state_of(app, first) == "waiting"
    assert "Paying with a Nordic card fails since today" in page.text
    page = browser.submit(page, "Add the chosen ones", question=second)
    assert state_of(app, second) == "waiting"
    assert state_of(app, other) == "new"
    # It has another cause: it is in the queue again.
    page = browser.submit(page, f"/questions/{second}/release")
    assert state_of(app, second) == "new"


def test_from_a_case_into_an_incident_that_goes_on(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails")
    outage(app, cast)
    with app.app_context():
        found = cases.latest_case_of(question)
        assert found is not None
        case = found.id
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert "Probably part of this incident" in page.text
    browser.submit(page, "/desk/incidents/gathering")
    assert state_of(app, question) == "waiting"
    assert "Part of an incident" in browser.get(f"/desk/cases/{case}").text


def test_a_gathered_question_that_becomes_a_case_waits_with_the_others(app: Askwell, cast: Cast) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails", with_case=False)
    gathered(app, cast, outage(app, cast), question)
    with site(app):
        support.escalate(db.session.get_one(Question, question), "promise")
    assert state_of(app, question) == "waiting"


def test_it_shows_where_people_look_and_only_while_it_goes_on(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = outage(app, cast)
    factories.topic(app, "billing", "Billing")
    mine = asked(app, cast.dan, "Something with money", with_case=False)
    elsewhere = factories.question(app, cast.bob, "How do I change my address?", topic_slug="billing")
    places = {
        "/faq/orders": True,
        "/faq/billing": False,
        "/search?q=nordic+card": True,
        "/search?q=address": False,
        "/ask/suggestions?title=Nordic+card+does+not+pay": True,
        "/ask/suggestions?title=change+my+address": False,
        "/incidents": True,
        "/": False,
        question_path(app, mine): False,
        question_path(app, elsewhere): False,
    }
    for path, shown in places.items():
        assert (TITLE in browser.get(path).text) == shown, path
    gathered(app, cast, number, mine)
    assert TITLE in browser.get(question_path(app, mine)).text  # the kept page ended with the commit
    assert "zorincidentword" not in browser.get(path_of(app, number)).html
    assert TITLE in browser.get("/search?q=zorincidentword").text
    with site(app):
        db.session.get_one(Incident, number).everywhere = True
    assert TITLE in browser.get("/").text
    assert "Betalning med Nordkortet" in browser.get("/?ui=sv").text
    page = browser.sign_in(cast.ana).get(f"/desk/incidents/{number}")
    browser.submit(page, "Publish", state="fixed", news_en="Done.")
    browser.sign_out()
    for path in places:
        there = TITLE in browser.get(path).text
        assert there == (path in ("/incidents", question_path(app, mine))), path


def test_withdrawn_by_mistake_nobody_but_staff_sees_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails")
    number = outage(app, cast, everywhere=True)
    gathered(app, cast, number, question)
    path = path_of(app, number)
    assert browser.get(path).status == 200
    page = browser.sign_in(cast.ana).get(f"/desk/incidents/{number}")
    browser.submit(page, "Withdraw it")
    assert state_of(app, question) == "new"
    assert "Only staff see it" in browser.get(path).text
    browser.sign_out()
    assert browser.get(path).status == 404
    for place in ("/", "/incidents", "/faq/orders", question_path(app, question)):
        assert TITLE not in browser.get(place).text


def test_a_question_belongs_to_one_incident_and_hidden_ones_to_none(app: Askwell, cast: Cast) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails", with_case=False)
    first, second = outage(app, cast), outage(app, cast, title={"en": "Another outage"})
    gathered(app, cast, first, question)
    gathered(app, cast, second, question)
    with app.app_context():
        found = queries.open_incident_of(question)
        assert found is not None
        assert found.id == first


def test_one_answer_for_all_is_written_once_in_each(app: Askwell, cast: Cast, browser: Browser) -> None:
    first = asked(app, cast.dan, "My Nordic card payment fails")
    second = asked(app, cast.carla, "Nordic card fails")
    number = outage(app, cast)
    gathered(app, cast, number, first, second)
    page = browser.sign_in(cast.ana).get(f"/desk/incidents/{number}")
    browser.submit(page, "Post it everywhere", answer="Use another card until Friday.")
    work(app)
    for question in (first, second):
        assert browser.get(question_path(app, question)).text.count("Use another card until Friday.") == 1


def test_customers_and_guests_do_not_work_on_incidents(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = outage(app, cast)
    for path in ("/desk/incidents/new", f"/desk/incidents/{number}"):
        assert browser.sign_in(cast.dan).get(path).status == 403


def test_many_at_once_from_the_desk(app: Askwell, cast: Cast, browser: Browser) -> None:
    questions = [
        asked(app, cast.dan, "My Nordic card payment fails"),
        asked(app, cast.carla, "Nordic card fails"),
    ]
    outage(app, cast)
    page = browser.sign_in(cast.ana).get("/desk?chosen=all")
    form = page.form("/desk/many") if page.has_form("/desk/many") else page.form("Merge into one")
    page = browser.post("/desk/incidents/gathering", form.fields)
    assert "Questions added: 2." in page.text
    assert [state_of(app, question) for question in questions] == ["waiting", "waiting"]


def test_while_asking_one_press_joins_it_in_place_of_a_question(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = outage(app, cast)
    page = browser.sign_in(cast.bob).get("/ask")
    words = {"title": "Nordic card payment fails", "body": "Since today."}
    page = browser.submit(page, "Post the question", **words, topic="", intent="suggest")
    assert "We know of this already" in page.text
    assert f'formaction="/incidents/{number}/affected"' in page.html
    page = browser.post(f"/incidents/{number}/affected", page.form("Post it all the same").fields)
    assert "Noted. We tell you when it is fixed." in page.text
    with app.app_context():
        assert db.session.query(Question).count() == 0
        assert queries.people(number) == 1
