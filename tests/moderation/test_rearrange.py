"""Mo moves, merges, splits questions and gives posts away; each is told to whom it concerns, and can be undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import Conflict, NotAllowed
from forum.threads import actions
from forum.threads.comments import actions as comments
from forum.threads.models import Affected, Answer, Follower, PostEdit, Question
from forum.topics import queries as topics
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def _state(app: Askwell, *numbers: int) -> list[object]:
    """All that a merge changes, to compare before and after."""
    with site(app):
        found: list[object] = []
        for number in numbers:
            question = db.session.get_one(Question, number)
            answers = sa.select(Answer.id, Answer.accepted_at.is_not(None)).where(
                Answer.question_id == number
            )
            affected = sa.select(Affected.person_id).where(Affected.question_id == number)
            found.append(
                (
                    question.hidden_at, question.merged_into_id, question.solution_id, question.answer_count,
                    question.affected_count,
                    [tuple(row) for row in db.session.execute(answers.order_by(Answer.id))],
                    list(db.session.scalars(affected.order_by(Affected.person_id))),
                )
            )  # fmt: skip
        return found


def test_two_questions_become_one_and_two_again(app: Askwell, browser: Browser, cast: Cast) -> None:
    twin = factories.question(app, cast.dan, "My card is refused in Spain")
    answer = factories.answer(app, twin, cast.bob, "Switch on payments abroad, worked for me.", accepted=True)
    whole = factories.question(app, cast.carla, "Card declined abroad")
    before = _state(app, twin, whole)
    with site(app):
        under = db.session.get_one(Question, twin), db.session.get_one(Answer, answer)
        comments.comment(*under, db.session.get_one(Person, cast.dan.id), "Thanks, that was it.")
    mo = browser.sign_in(cast.mo)
    page = mo.get(mo.get(f"/questions/{twin}").link("Move, merge, split"))
    assert mo.submit(page, "merging", into="nonsense").status == 422
    there = mo.submit(
        page, "merging", into=f"/questions/{whole}-card-declined-abroad", because="Asked twice."
    )
    assert there.path.startswith(f"/questions/{whole}-")

    guest = Browser(app)
    assert guest.get(f"/questions/{twin}-my-card-is-refused-in-spain").path.startswith(f"/questions/{whole}-")
    assert guest.get(f"/answers/{answer}").path.startswith(f"/questions/{whole}-")
    shown = guest.get(f"/questions/{whole}")
    assert "worked for me" in shown.text
    assert "Thanks, that was it." in shown.text
    assert "Solution" in shown.text
    with site(app):
        assert db.session.get_one(Question, whole).affected_count == 1  # Dan has this too
        follows = sa.select(Follower.person_id).where(Follower.question_id == whole)
        assert cast.dan.id in db.session.scalars(follows).all()
    dan = Browser(app).sign_in(cast.dan)
    assert "was joined with one that asks the same" in dan.get("/my/notices").text

    mo.submit(mo.get(f"/moderation/questions/{twin}"), "unmerging", because="Not the same after all.")
    assert "worked for me" in guest.get(f"/questions/{twin}").text
    assert "worked for me" not in guest.get(f"/questions/{whole}").text
    assert _state(app, twin, whole) == before


def test_a_merge_keeps_the_solution_that_is_there(app: Askwell, cast: Cast) -> None:
    twin = factories.question(app, cast.dan, "My card is refused in Spain")
    factories.answer(app, twin, cast.bob, "Ring the bank.", accepted=True)
    whole = factories.question(app, cast.carla, "Card declined abroad")
    kept = factories.answer(app, whole, cast.bob, "Switch on payments abroad.", accepted=True)
    before, mo = _state(app, twin, whole), cast.mo
    with site(app):
        by = db.session.get_one(Person, mo.id)
        actions.merge(db.session.get_one(Question, twin), db.session.get_one(Question, whole), by)
        assert db.session.get_one(Question, whole).solution_id == kept
        with pytest.raises(Conflict):  # what stands in another question can't be merged again
            actions.merge(db.session.get_one(Question, whole), db.session.get_one(Question, twin), by)
    with site(app):
        actions.unmerge(db.session.get_one(Question, twin), db.session.get_one(Person, mo.id))
    assert _state(app, twin, whole) == before


def test_what_somebody_works_on_is_not_merged_away(app: Askwell, cast: Cast) -> None:
    from forum.support import actions as support

    twin, mo = factories.question(app, cast.dan, "My card is refused in Spain"), cast.mo
    whole = factories.question(app, cast.carla)
    with site(app):
        support.escalate(db.session.get_one(Question, twin), "asked", db.session.get_one(Person, cast.dan.id))
    with site(app), pytest.raises(Conflict, match="case is still open"):
        actions.merge(
            db.session.get_one(Question, twin),
            db.session.get_one(Question, whole),
            db.session.get_one(Person, mo.id),
        )


def test_answers_about_something_else_become_a_question_and_go_back(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    number = factories.question(app, cast.carla)
    other = factories.answer(app, number, cast.bob, "And how do I change my PIN abroad?")
    reply = factories.answer(app, number, cast.dan, "At any cash machine.")
    factories.answer(app, number, cast.dan, "Switch on payments abroad.")
    mo = browser.sign_in(cast.mo)
    page = mo.get(f"/moderation/questions/{number}")
    assert (
        "Choose the answers"
        in mo.submit(page, "splitting", title="Changing the PIN", because="Other thing.").text
    )
    made = mo.submit(
        page,
        "splitting",
        title="Changing the PIN abroad",
        because="Another thing.",
        answers=[str(other), str(reply)],
    )
    assert "change my PIN abroad?" in made.text
    assert "At any cash machine." in made.text
    guest = Browser(app)
    assert guest.get(f"/answers/{other}").path == made.path
    left = guest.get(f"/questions/{number}").text
    assert "cash machine" not in left
    assert "Switch on payments" in left
    bob = Browser(app).sign_in(cast.bob)
    assert "is a question of its own now: Another thing." in bob.get("/my/notices").text
    assert made.text.count("Bob")

    made_id = int(made.path.split("/")[2].split("-")[0])
    back = mo.submit(mo.get(f"/moderation/questions/{made_id}"), "unsplitting", because="It belongs here.")
    assert "cash machine" in back.text
    assert "change my PIN" in back.text
    assert guest.get(f"/questions/{made_id}").status == 404


def test_a_question_moves_to_where_it_belongs(app: Askwell, browser: Browser, cast: Cast) -> None:
    factories.topic(app, "travel", "Travel")
    number = factories.question(app, cast.carla)
    with site(app):
        travel = topics.by_slug("travel").id
    mo = browser.sign_in(cast.mo)
    page = mo.get(f"/moderation/questions/{number}")
    assert mo.submit(page, "/topic", topic=travel, because=" ").status == 422
    assert "Travel" in mo.submit(page, "/topic", topic=travel, because="It is about travelling.").text
    assert "It is about travelling." in Browser(app).sign_in(cast.carla).get("/my/notices").text


def test_a_post_is_given_to_whoever_should_own_it(app: Askwell, browser: Browser, cast: Cast) -> None:
    number, carla = factories.question(app, cast.dan), cast.carla
    mo = browser.sign_in(cast.mo)
    page = mo.get(f"/moderation/questions/{number}")
    assert mo.submit(page, "owner", person="nobody@example.com", because="Hers.").status == 422
    mo.submit(page, "owner", person=carla.email, because="She asked with two accounts.")
    assert Browser(app).sign_in(carla).get(f"/questions/{number}/edit").status == 200
    assert Browser(app).sign_in(cast.dan).get(f"/questions/{number}/edit").status == 403


def test_a_moderator_of_some_topics_acts_in_hers_alone(app: Askwell, browser: Browser, cast: Cast) -> None:
    mia = cast.make("mia", role="moderator")
    factories.topic(app, "travel", "Travel")
    hers = factories.question(app, cast.carla, "Lost my suitcase", topic_slug="travel")
    other = factories.question(app, cast.carla, "Card declined abroad")
    answer = factories.answer(app, other, cast.bob)
    with site(app):
        travel = topics.by_slug("travel").id
    root = Browser(app).sign_in(cast.root)
    root.submit(root.get(f"/moderation/people/{mia.id}"), "topics", topic=[str(travel)])

    browser.sign_in(mia)
    browser.submit(browser.get(f"/questions/{hers}"), "moderation", button="Hide", because="Spam.")
    assert Browser(app).get(f"/questions/{hers}").status == 404
    assert not browser.get(f"/questions/{other}").has_form("moderation")
    for kind, number in (("question", other), ("answer", answer)):
        assert not browser.get(f"/moderation/posts/{kind}/{number}").has_form("Hide")
    with site(app):
        me, post = db.session.get_one(Person, mia.id), db.session.get_one(Answer, answer)
        within = db.session.get_one(Question, other)
        deeds = (
            lambda: actions.hide(post, me), lambda: actions.delete(post, me), lambda: actions.close(within, me),
            lambda: actions.move(within, topics.by_id()[travel], me),
            lambda: actions.edit_answer(post, me, post.revision, "Something else entirely."),
        )  # fmt: skip
        for deed in deeds:
            with pytest.raises(NotAllowed):
                deed()
        db.session.rollback()


def test_what_was_deleted_a_month_ago_goes_for_good_and_the_thread_reads_on(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.carla)
    gone = factories.answer(app, number, cast.bob, "My telephone number is 555 0199.")
    factories.answer(app, number, cast.dan, "Switch on payments abroad.")
    mo = Browser(app).sign_in(cast.mo)
    with site(app):
        found = db.session.get_one(Answer, gone)
        actions.edit_answer(
            found, db.session.get_one(Person, cast.bob.id), 1, "My number is 555 0199, call me."
        )
        actions.delete(found, db.session.get_one(Person, cast.mo.id), "A number.")
    with clock.moved(timedelta(days=29)), site(app):
        assert actions.purge_old() == 0
        assert db.session.get_one(Answer, gone).body
    assert "555 0199" in mo.get("/moderation/posts?kind=answer").text
    with clock.moved(timedelta(days=31)), site(app):
        assert actions.purge_old() == 1
        assert actions.purge_old() == 0
    with site(app):
        assert db.session.get_one(Answer, gone).body == ""
        assert db.session.query(PostEdit).filter_by(post_kind="answer", post_id=gone).count() == 0
    assert "555 0199" not in mo.get("/moderation/posts?kind=answer").text
    page = Browser(app).get(f"/questions/{number}")
    assert page.status == 200
    assert "Switch on payments abroad." in page.text
    with site(app):
        actions.restore(db.session.get_one(Answer, gone), db.session.get_one(Person, cast.mo.id))
        assert db.session.get_one(Answer, gone).deleted_at is not None
