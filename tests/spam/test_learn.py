"""Moderators say what is spam and what is not; the filter goes by it from then on, and forgets what was taken back."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock, jobs
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.targets import Target
from forum.reviews import actions as reviews
from forum.reviews.models import ReviewItem
from forum.spam import actions, classifier, policy, queries, reading
from forum.spam.models import SpamJudgement
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.spam.stage import SPAM, STRANGE, TITLE, judgement

OTHER = STRANGE.replace("glow all winter", "shine the whole year")


def learned(app: Askwell) -> None:
    """The worker does what waits."""
    with clock.moved(actions.LEARN_AFTER * 2), app.app_context():
        jobs.run_once(actions.LEARN)


def verdict(app: Askwell, number: int) -> str:
    found = judgement(app, f"question:{number}")
    assert found is not None
    return found.verdict


def test_spam_that_came_through_teaches_and_the_next_is_held(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    first = factories.question(app, cast.dan, "Lanterns of Veldmark", STRANGE)
    assert verdict(app, first) == policy.FINE
    desk = browser.sign_in(cast.mo).get("/moderation/spam?list=all")
    browser.submit(desk, "It is spam")
    assert browser.sign_out().get(f"/questions/{first}-lanterns-of-veldmark").status == 404
    learned(app)

    second = factories.question(app, cast.bob, "Lanterns of Veldmark", OTHER)
    assert verdict(app, second) == policy.HOLD_IT
    assert "Lanterns of Veldmark" in browser.sign_in(cast.mo).get("/moderation/spam?list=wrong").text
    with site(app):
        done = set(db.session.scalars(sa.select(AuditEntry.did).where(AuditEntry.by_id == cast.mo.id)))
    assert {"taught the spam filter", "reviewed"} <= done


def test_a_mistake_is_shown_again_at_once_and_teaches(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = factories.question(app, cast.dan, TITLE, SPAM)
    assert browser.get(f"/questions/{number}-x").status == 404
    before = model_of(app, number)
    browser.submit(browser.sign_in(cast.mo).get("/moderation/spam"), "It is no spam")
    assert TITLE in browser.sign_out().get(f"/questions/{number}-x").text
    learned(app)
    assert model_of(app, number) < before
    again = browser.sign_in(cast.mo).get("/moderation/spam?list=wrong")
    assert "A moderator said: no spam" in again.text
    browser.submit(again, "It is spam")  # and the other way round
    assert browser.sign_out().get(f"/questions/{number}-x").status == 404


def model_of(app: Askwell, number: int) -> float:

    with site(app):
        kept = db.session.scalars(sa.select(SpamJudgement).where(SpamJudgement.target_id == number)).one()
        return queries.model().log_odds(reading.unpack(kept.marks))


def test_what_was_learned_depends_on_the_lessons_alone(app: Askwell, cast: Cast) -> None:
    numbers = [
        factories.question(app, cast.make(f"p{n}"), f"Lantern {n}", STRANGE + f" {n}") for n in range(3)
    ]
    weights = []
    for order in ([0, 1, 2], [2, 0, 1]):
        with site(app):
            db.session.execute(sa.update(SpamJudgement).values(spam=None, taught_at=None))
        for place in order:
            with site(app):
                kept = db.session.scalars(
                    sa.select(SpamJudgement).where(SpamJudgement.target_id == numbers[place])
                ).one()
                kept.spam, kept.taught_at = place == 0, clock.now()
        with site(app):
            actions.learn()
        with site(app):
            weights.append(queries.model().weights)
    assert np.allclose(weights[0], weights[1], atol=1e-4)
    with site(app):
        db.session.execute(sa.update(SpamJudgement).values(spam=None, taught_at=None))
        assert actions.learn() == 0
        assert np.array_equal(queries.model().weights, classifier.prior().weights)


def test_reviews_teach_what_they_say_about_spam_and_nothing_else(app: Askwell, cast: Cast) -> None:
    rude = factories.question(app, cast.dan, "You are all fools", "Fools, the lot of you.")
    sold = factories.question(app, cast.bob, "Lanterns of Veldmark", STRANGE)
    carla, mo = cast.carla, cast.mo
    for number, reason in ((rude, "abuse"), (sold, "spam")):
        with site(app):
            item = reviews.report(Target("question", number), carla, reason)
            reviews.decide(db.session.get_one(ReviewItem, item.id), "removed", mo)
    assert [kept.spam for kept in (judgement(app, f"question:{n}") for n in (rude, sold)) if kept] == [
        None,
        True,
    ]


def test_what_a_moderator_kept_is_not_doubted_again_as_it_stands(app: Askwell, cast: Cast) -> None:
    number, mo = factories.question(app, cast.dan, TITLE, SPAM), cast.mo
    with site(app):
        kept = db.session.scalars(sa.select(SpamJudgement)).one()
        actions.correct(kept, spam=False, by=mo)
    with site(app):
        author = db.session.get_one(type(cast.dan), cast.dan.id)
        made = actions.judge(Target("question", number), author, TITLE, SPAM, new=False)
        assert made is not None
        assert made.verdict == policy.FINE
        made = actions.judge(
            Target("question", number), author, TITLE, SPAM + " Ask for the manager, Maxwell.", new=False
        )
        assert made is not None
        assert made.verdict == policy.HOLD_IT


def test_old_judgements_are_forgotten_and_lessons_stay_longer(app: Askwell, cast: Cast) -> None:
    factories.question(app, cast.carla)
    taught = factories.question(app, cast.dan, TITLE, SPAM)
    with site(app):
        kept = db.session.scalars(sa.select(SpamJudgement).where(SpamJudgement.target_id == taught)).one()
        kept.spam, kept.taught_at = True, clock.now()
    with clock.moved(timedelta(days=policy.JUDGED_DAYS + 1)), site(app):
        assert actions.forget_old() == 1
    with clock.moved(timedelta(days=policy.LESSON_DAYS + 1)), site(app):
        assert actions.forget_old() == 1
