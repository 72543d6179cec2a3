"""Points come from having helped, and from nothing else; nobody can carry somebody up alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.knowledge import actions as knowledge
from forum.knowledge import queries as articles
from forum.reputation import facts, looking, policy, queries
from forum.reviews import actions as reviews
from forum.routing.models import Invitation
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from forum.votes import actions as votes
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.reputation.stage import points, work

SOLUTION, HELPFUL = policy.POINTS["solution"], policy.POINTS["helpful"]


def person(of: Person) -> Person:
    return db.session.get_one(Person, of.id)


def vote(app: Askwell, answer_id: int, by: Person, value: int = 1) -> None:
    with site(app):
        votes.vote(Target("answer", answer_id), person(by), value)


def test_being_useful_counts_and_writing_much_does_not(app: Askwell, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    answers = [factories.answer(app, question, cast.bob) for _ in range(3)]
    assert points(app, cast.bob) == 0
    vote(app, answers[0], cast.dan)
    assert points(app, cast.bob) == HELPFUL
    with site(app):
        found, answer = db.session.get_one(Question, question), db.session.get_one(Answer, answers[0])
        threads.accept_solution(found, answer, by=person(cast.carla))
    assert points(app, cast.bob) == HELPFUL + SOLUTION
    assert points(app, cast.carla) == 0
    vote(app, answers[0], cast.dan, -1)
    assert points(app, cast.bob) == SOLUTION, (
        "nothing is taken for being disagreed with, but it helped nobody now"
    )


def test_nobody_thanks_herself_and_the_company_is_not_thanked(app: Askwell, cast: Cast) -> None:
    own = factories.question(app, cast.carla)
    factories.answer(app, own, cast.carla, accepted=True)
    other = factories.question(app, cast.dan)
    factories.answer(app, other, cast.ana, accepted=True)
    assert points(app, cast.carla) == points(app, cast.ana) == 0
    with app.app_context():
        topics = [solved for _topic, solved in queries.expertise(cast.ana.id)]
    assert topics == [1], "what she knows about is seen all the same"


def test_one_friend_counts_three_times_a_day_and_each_reader_once_for_an_answer(
    app: Askwell, cast: Cast
) -> None:
    answers = []
    for _ in range(policy.GIVER_DAY_MAX + 2):
        question = factories.question(app, cast.carla)
        answers.append(factories.answer(app, question, cast.bob))
    for answer in answers:
        vote(app, answer, cast.dan)
    assert points(app, cast.bob) == policy.GIVER_DAY_MAX * HELPFUL
    with site(app):
        threads.accept_solution(
            db.session.get_one(Question, question),
            db.session.get_one(Answer, answers[-1]),
            person(cast.carla),
        )
        votes.give_verdict(Target("question", question), person(cast.dan), "", helped=True)
        votes.give_verdict(Target("question", question), person(cast.bob), "", helped=True)
    assert points(app, cast.bob) == policy.GIVER_DAY_MAX * HELPFUL + SOLUTION
    vote(app, answers[-1], cast.make("eve"))
    assert points(app, cast.bob) == (policy.GIVER_DAY_MAX + 1) * HELPFUL + SOLUTION


def test_guests_together_count_five_times_a_day(app: Askwell, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    factories.answer(app, question, cast.bob, accepted=True)
    with site(app):
        for number in range(policy.GUESTS_DAY_MAX + 3):
            votes.give_verdict(Target("question", question), GUEST, f"guest-{number}", helped=True)
        votes.give_verdict(Target("question", question), GUEST, "guest-x", helped=False)
    assert points(app, cast.bob) == policy.GUESTS_DAY_MAX * HELPFUL + SOLUTION


def test_an_answer_that_became_an_article_counts_while_the_article_is_there(app: Askwell, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    factories.answer(app, question, cast.bob, "Switch on **payments abroad** in the settings.", accepted=True)
    with site(app):
        draft = knowledge.draft_from_question(db.session.get_one(Question, question), person(cast.ana))
        article = draft.id
    assert points(app, cast.bob) == SOLUTION, "a draft is not an article yet"
    with site(app):
        knowledge.publish(articles.newest(article, person(cast.mo)), person(cast.mo))
    assert points(app, cast.bob) == SOLUTION + policy.POINTS["article"]
    with site(app):
        knowledge.archive(articles.article(article, person(cast.mo)), person(cast.mo), "old")
    assert points(app, cast.bob) == SOLUTION


def test_a_report_that_was_right_counts(app: Askwell, cast: Cast) -> None:
    bad = factories.answer(app, factories.question(app, cast.carla), cast.dan, "Buy cheap watches.")
    good = factories.answer(app, factories.question(app, cast.carla), cast.dan, "Restart it.")
    with site(app):
        for answer, decision in ((bad, "removed"), (good, "kept")):
            item = reviews.report(Target("answer", answer), person(cast.bob), "spam")
            reviews.decide(item, decision, person(cast.mo), "seen")
    assert points(app, cast.bob) == policy.POINTS["report"]


def test_who_is_shut_out_says_nothing_and_has_no_points_to_show(app: Askwell, cast: Cast) -> None:
    answer = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    vote(app, answer, cast.dan)
    assert points(app, cast.bob) == HELPFUL
    with site(app):
        accounts.suspend(person(cast.dan), by=person(cast.root), because="second account")
    assert points(app, cast.bob) == 0
    with site(app):
        accounts.lift_suspension(person(cast.dan), by=person(cast.root), because="a mistake")
    assert points(app, cast.bob) == HELPFUL
    with site(app):
        accounts.suspend(person(cast.bob), by=person(cast.root), because="abuse")
    assert points(app, cast.bob) == 0


def test_features_above_say_facts_of_their_own(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An invitation that was answered is known to routing alone."""
    said = facts.Fact(cast.bob.id, "invited", "invitation:1", "answer:1", None, None, clock.now())
    monkeypatch.setattr(
        facts, "_sources", [*facts._sources, lambda ids: [said] if cast.bob.id in ids else []]
    )
    factories.question(app, cast.bob)
    assert points(app, cast.bob) == policy.POINTS["invited"]
    with app.app_context():
        assert queries.honours(cast.bob.id, GUEST).invited == 1


def test_who_was_invited_and_solved_it_is_credited(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = factories.question(app, cast.carla)
    answer, topic = factories.answer(app, question, cast.bob, accepted=True), factories.topic(app)
    with site(app):
        db.session.add(
            Invitation(
                question_id=question,
                person_id=cast.bob.id,
                topic_id=topic,
                invited_at=clock.now(),
                answered_at=clock.now(),
                answer_id=answer,
            )
        )
    with site(app):
        looking.look_at(person_id=cast.bob.id)
    assert points(app, cast.bob) == SOLUTION + policy.POINTS["invited"]
    assert "Solved one question when invited to answer." in browser.get(f"/people/{cast.bob.id}").text


def test_expertise_is_what_she_solved_by_topic_and_goes_with_the_post(app: Askwell, cast: Cast) -> None:
    for slug in ("orders", "cards", "cards"):
        question = factories.question(app, cast.carla, topic_slug=slug)
        answer = factories.answer(app, question, cast.bob, accepted=True)
    orders, cards = factories.topic(app, "orders"), factories.topic(app, "cards")
    work(app)
    with app.app_context():
        assert queries.expertise(cast.bob.id) == [(cards, 2), (orders, 1)]
    with site(app):
        threads.hide(db.session.get_one(Answer, answer), by=person(cast.mo))
    with app.app_context():
        assert sorted(queries.expertise(cast.bob.id)) == sorted([(cards, 1), (orders, 1)])
    with clock.moved(timedelta(days=1)), app.app_context():
        assert queries.points([cast.bob.id]) == {cast.bob.id: 3 * SOLUTION}, "the worker has not been yet"
