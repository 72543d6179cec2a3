"""Members report posts; enough weight hides one until a moderator decides; whoever was wrong weighs less."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import events, targets
from forum.core.db import db
from forum.core.errors import Invalid, NotAllowed
from forum.reviews import actions, policy, queries
from forum.reviews.models import Report, ReviewItem
from forum.threads import actions as threads
from forum.threads.models import Answer
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def _reported(app: Askwell, target: str, *people: Person, reason: str = "spam") -> None:
    with site(app):
        for person in list(people):
            actions.report(targets.parse(target), db.session.get_one(Person, person.id), reason)


def _open(app: Askwell) -> ReviewItem:
    with site(app):
        return db.session.scalars(sa.select(ReviewItem).where(ReviewItem.decided_at.is_(None))).one()


def test_carla_reports_an_answer_and_learns_what_became_of_it(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    number = factories.question(app, cast.dan)
    factories.answer(app, number, cast.bob, "Buy cheap phones at my shop")
    browser.sign_in(cast.carla)
    page = browser.get(f"/questions/{number}")
    form = browser.get(
        next(href for href, words in page.reader.links if words.startswith("Report:") and "answer" in href)
    )
    assert browser.submit(form, "Report", reason="other").status == 422  # a sentence is needed for that
    done = browser.submit(form, "Report", reason="spam", note="It sells phones.")
    assert "Moderators look at it" in done.text
    assert "Waits for a moderator" in done.text
    assert "cheap phones" in Browser(app).get(f"/questions/{number}").text

    mo = Browser(app).sign_in(cast.mo)
    queue = mo.get("/moderation/review")
    assert "Buy cheap phones" in queue.text
    one = mo.get(queue.link("Card declined"))
    assert "It sells phones." in one.text
    assert mo.submit(one, "Decide", way="hide").status == 422  # Bob is told why
    mo.submit(one, "Decide", way="hide", usual="spam")

    assert "cheap phones" not in Browser(app).get(f"/questions/{number}").text
    assert "what you reported was taken away" in browser.get("/my/notices").text
    assert "Taken away" in browser.get("/my/reports").text
    assert "It advertises." in Browser(app).sign_in(cast.bob).get("/my/decisions").text
    assert "Buy cheap phones" not in mo.get("/moderation/review").text


def test_enough_weight_hides_a_post_until_somebody_decides(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan, "Sixty free coins")
    zoe, yan = cast.make("zoe", trust=3), cast.make("yan", trust=1)
    guest = Browser(app)
    _reported(app, f"question:{number}", zoe)
    assert guest.get(f"/questions/{number}").status == 200
    _reported(app, f"question:{number}", zoe)  # the same person twice is one report
    assert guest.get(f"/questions/{number}").status == 200
    _reported(app, f"question:{number}", yan)
    assert guest.get(f"/questions/{number}").status == 404
    assert _open(app).weight == pytest.approx(3.0)

    mo = Browser(app).sign_in(cast.mo)
    one = mo.get(f"/moderation/review/{_open(app).id}")
    assert "Hidden until somebody decides" in one.text
    mo.submit(one, "Decide", way="keep")
    assert guest.get(f"/questions/{number}").status == 200

    # Kept as it is: the same text isn't hidden again by reports alone.
    _reported(app, f"question:{number}", cast.make("ida", trust=4))
    assert guest.get(f"/questions/{number}").status == 200


def test_what_a_person_of_the_company_wrote_is_not_hidden_by_reports(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    answer = factories.answer(app, number, cast.ana, "No, that is not covered.")
    _reported(app, f"answer:{answer}", *(cast.make(f"angry{n}", trust=2) for n in range(3)))
    assert "not covered" in Browser(app).get(f"/questions/{number}").text
    assert _open(app).weight >= policy.HIDE_WEIGHT


def test_who_was_wrong_before_weighs_less(app: Askwell, cast: Cast) -> None:
    assert policy.confirmed_share(0, 0) == 1.0
    assert policy.confirmed_share(0, 4) == pytest.approx(1 / 3)
    zoe, _mo = cast.make("zoe", trust=2), cast.mo
    for n in range(2):
        _reported(app, f"question:{factories.question(app, cast.dan, f'Fine question number {n}')}", zoe)
        with site(app):
            item = db.session.scalars(sa.select(ReviewItem).where(ReviewItem.decided_at.is_(None))).one()
            actions.decide(item, "kept", db.session.get_one(Person, cast.mo.id))
    _reported(app, f"question:{factories.question(app, cast.dan, 'A third fine question')}", zoe)
    with site(app):
        assert queries.record_of(zoe.id) == (0, 2)
        last = sa.select(Report.weight).where(Report.outcome == "")
        assert db.session.scalar(last) == pytest.approx(1.5 * 2 / 4)


def test_nobody_reports_an_own_post_or_what_she_may_not_see(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    with pytest.raises(NotAllowed):
        _reported(app, f"question:{number}", cast.dan)
    with pytest.raises(Invalid):
        _reported(app, f"question:{number}", cast.bob, reason="boring")
    carla = Browser(app).sign_in(cast.carla)
    assert carla.get("/reports/new?target=question:999").status == 404
    assert carla.get("/reports/new?target=person:1").status == 404


def test_the_program_can_hold_a_post_and_says_once_why(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    answer = factories.answer(app, number, cast.bob, "Look here: http://x.example", accepted=True)
    target, _mo = targets.Target("answer", answer), cast.mo
    heard: list[dict[str, object]] = []

    def hear(**values: object) -> None:
        heard.append(values)

    events.on("review.decided")(hear)
    with site(app):
        actions.submit(target, "spam", "Three links.", 1.0)
        actions.submit(target, "spam", "Three links, and new.", 0.5, hold=True)
        [said] = db.session.scalars(sa.select(Report)).all()
        assert (said.note, said.weight) == ("Three links, and new.", 1.0)
        assert db.session.get_one(Answer, answer).hidden_by_id is None
    assert "x.example" not in Browser(app).get(f"/questions/{number}").text

    with site(app):
        mo = db.session.get_one(Person, cast.mo.id)
        assert actions.decide(db.session.scalars(sa.select(ReviewItem)).one(), "kept", mo)
        assert not actions.decide(db.session.scalars(sa.select(ReviewItem)).one(), "removed", mo)
    page = Browser(app).get(f"/questions/{number}")
    assert "x.example" in page.text
    assert "Solution" in page.text  # what solved it does again
    assert [h["decision"] for h in heard] == ["kept"]
    assert heard[0]["sources"] == ["spam"]


def test_a_held_question_keeps_its_case_and_a_taken_one_does_not(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    heard: list[int] = []
    mo = cast.mo
    events.on("question.withdrawn")(lambda question_id, **_values: heard.append(question_id))
    with site(app):
        actions.submit(targets.Target("question", number), "spam", "Doubtful.", 1.0, hold=True)
    assert heard == []
    with site(app):
        item = db.session.scalars(sa.select(ReviewItem)).one()
        actions.decide(item, "removed", db.session.get_one(Person, mo.id), "Advertising.")
    assert heard == [number]


def test_an_edit_does_not_hide_what_was_reported(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    answer = factories.answer(app, number, cast.bob, "You are an idiot, Dan.")
    _reported(app, f"answer:{answer}", cast.carla, reason="abuse")
    with site(app):
        found = db.session.get_one(Answer, answer)
        threads.edit_answer(
            found, db.session.get_one(Person, cast.bob.id), found.revision, "Try the other cable."
        )
    one = Browser(app).sign_in(cast.mo).get(f"/moderation/review/{_open(app).id}")
    assert "You are an idiot" in one.text
    assert "Try the other cable" in one.text


def test_two_moderators_do_not_judge_the_same_post(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    _reported(app, f"question:{number}", cast.carla)
    mo, root = Browser(app).sign_in(cast.mo), Browser(app).sign_in(cast.root)
    address = f"/moderation/review/{_open(app).id}"
    before = root.get(address)
    mo.submit(mo.get(address), "I look at this one")
    assert "Mo looks at it" in root.get("/moderation/review").text
    assert "A colleague is looking" in root.get(address).text
    assert "A colleague is looking" in root.submit(before, "Decide", way="keep").text
    assert _open(app).decided_at is None
    mo.submit(mo.get(address), "Leave it to others")
    assert root.submit(before, "Decide", way="keep").status == 200
