"""Mo warns, silences, suspends; the person learns why and until when, may appeal, and somebody else decides."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core import clock, events, jobs
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.moderation.discipline import actions, policy
from forum.moderation.discipline.models import Appeal, Measure
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser

PASSWORD = "a long enough password"


def _take(app: Askwell, cast: Cast, kind: str, days: int = 7, by: str = "mo", whom: str = "bob") -> int:
    person, moderator = getattr(cast, whom), getattr(cast, by)
    with site(app):
        made = actions.take(
            db.session.get_one(Person, person.id),
            kind,
            db.session.get_one(Person, moderator.id),
            "Insults.",
            days,
        )
        return made.id


def _mail(app: Askwell, capsys: pytest.CaptureFixture[str]) -> str:
    with app.app_context():
        jobs.run_until_empty()
    return capsys.readouterr().out


def test_a_silenced_person_reads_and_signs_in_but_does_not_write_until_it_is_over(
    app: Askwell, browser: Browser, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    number = factories.question(app, cast.dan)
    mo, bob = Browser(app).sign_in(cast.mo), browser.sign_in(cast.bob)
    open_form = bob.get(f"/questions/{number}")
    page = mo.get(f"/moderation/people/{cast.bob.id}")
    assert mo.submit(page, "Do it", sanction="silence", days=0, because="Insults.").status == 422
    mo.submit(page, "Do it", sanction="silence", days=7, because="Insults.", note="Third time.")

    assert not bob.get(f"/questions/{number}").has_form("Post the answer")
    assert bob.submit(open_form, "Post the answer", body="You are wrong.").status == 403
    assert "You can read but not write until" in bob.get("/my/notices").text
    assert "Third time." not in bob.get("/my/decisions").text
    assert "Insults." in _mail(app, capsys)

    with clock.moved(timedelta(days=7, minutes=1)):
        assert bob.get(f"/questions/{number}").has_form("Post the answer")
        with site(app):
            assert actions.end_over() == 1
            assert db.session.get_one(Person, cast.bob.id).silenced_until is None
        # It ran out, it was not undone: it stays on the record.
        assert "Over" in bob.get("/my/decisions").text


def test_a_suspended_person_learns_why_at_sign_in_and_appeals_and_another_moderator_decides(
    app: Askwell, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    with app.app_context():
        stored = passwords.hashed(PASSWORD)
    bob, mia = cast.make("bert"), cast.make("mia", role="moderator")
    with site(app):
        db.session.get_one(Person, bob.id).password_hash = stored
    mo = Browser(app).sign_in(cast.mo)
    mo.submit(
        mo.get(f"/moderation/people/{bob.id}"), "Do it", sanction="suspension", days=30, because="Insults."
    )
    mailed = _mail(app, capsys)
    assert "Insults." in mailed
    assert re.search(r"/appeals/\S+", mailed)

    guest = Browser(app)
    shut = guest.submit(
        guest.get("/sign-in"), "Sign in", button="Sign in", email=bob.email, password=PASSWORD
    )
    assert shut.status == 403
    assert "Insults." in shut.text
    assert "You can sign in again from" in shut.text
    form = guest.get(shut.link("look again"))
    sent = guest.submit(form, "Send", text="It was my brother.")
    assert "Thank you" in sent.text
    assert guest.submit(form, "Send", text="Again.").status == 409
    assert guest.get("/appeals/forged").status == 404

    waiting = mo.get("/moderation/appeals")
    assert "Somebody who did not take the decision must decide this" in waiting.text
    with site(app):
        [appeal] = db.session.scalars(sa.select(Appeal)).all()
        with pytest.raises(NotAllowed):
            actions.decide(appeal, True, db.session.get_one(Person, cast.mo.id), "Yes.")
        db.session.rollback()
    other = Browser(app).sign_in(mia)
    other.submit(other.get("/moderation/appeals"), "Undo the decision", because="We believe you.")
    back = Browser(app)
    assert (
        back.submit(
            back.get("/sign-in"), "Sign in", button="Sign in", email=bob.email, password=PASSWORD
        ).path
        == "/"
    )
    assert (
        "We believe you." in back.get("/my/decisions").text
        or "We believe you." in back.get("/my/notices").text
    )
    assert "We believe you." in _mail(app, capsys)


def test_a_suspension_ends_with_its_day_even_before_the_clock_comes_round(app: Askwell, cast: Cast) -> None:
    _take(app, cast, "suspension", 1)
    with site(app):
        assert not db.session.get_one(Person, cast.bob.id).is_active
    with clock.moved(timedelta(days=1, minutes=1)), site(app):
        bob = db.session.get_one(Person, cast.bob.id)
        assert bob.is_active
        actions.end_over()
        assert (bob.suspended_at, bob.suspended_until) == (None, None)


def test_root_suspends_in_her_own_page_and_it_is_written_down_all_the_same(app: Askwell, cast: Cast) -> None:
    root = Browser(app).sign_in(cast.root)
    page = root.get(f"/admin/people/{cast.bob.id}")
    page = root.submit(page, "Suspend", because="An impostor.")
    with site(app):
        [measure] = db.session.scalars(sa.select(Measure)).all()
        assert (measure.kind, measure.because, measure.until) == ("suspension", "An impostor.", None)
    root.submit(page, "Lift the suspension", because="A mistake.")
    with site(app):
        assert db.session.scalars(sa.select(Measure)).one().ended_because == "A mistake."
        assert db.session.get_one(Person, cast.bob.id).is_active


def test_the_longest_of_two_silences_counts_and_undoing_it_leaves_the_other(app: Askwell, cast: Cast) -> None:
    heard: list[str] = []
    events.on("member.disciplined")(lambda kind, **_values: heard.append(kind))
    _take(app, cast, "silence", 3)
    longer = _take(app, cast, "silence", 30)
    mo = Browser(app).sign_in(cast.mo)
    page = mo.get(f"/moderation/people/{cast.bob.id}")
    mo.submit(page, f"measures/{longer}/undo", because="Too long.")
    with site(app):
        bob = db.session.get_one(Person, cast.bob.id)
        assert bob.silenced_until is not None
        assert bob.silenced_until < clock.now() + timedelta(days=4)
    assert heard == ["silence", "silence", ""]


@pytest.mark.parametrize(
    ("by", "whom", "kind"),
    [("bob", "carla", "warning"), ("ana", "carla", "warning"), ("mo", "mo", "warning"), ("mo", "ana", "silence"),
     ("mo", "root", "suspension")],
)  # fmt: skip
def test_who_may_not(app: Askwell, cast: Cast, by: str, whom: str, kind: str) -> None:
    with pytest.raises(NotAllowed):
        _take(app, cast, kind, by=by, whom=whom)
    with site(app):
        assert db.session.query(Measure).count() == 0


def test_bob_asks_to_look_again_at_a_deleted_answer(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    answer = factories.answer(app, number, cast.bob, "Hit it with a hammer.")
    mo, bob = Browser(app).sign_in(cast.mo), Browser(app).sign_in(cast.bob)
    page = mo.get(f"/moderation/posts/answer/{answer}")
    mo.submit(page, "moderation", button="Delete", because="Dangerous.")
    decisions = bob.get("/my/decisions")
    assert "Dangerous." in decisions.text
    bob.submit(bob.get(decisions.link("look again")), "Send", text="A rubber hammer is what the manual says.")
    root = Browser(app).sign_in(cast.root)
    root.submit(root.get("/moderation/appeals"), "Undo the decision", because="The manual says so.")
    assert "hammer" in Browser(app).get(f"/questions/{number}").text
    assert "Undone" in bob.get("/my/decisions").text


def test_it_is_too_late_after_a_month(app: Askwell, cast: Cast) -> None:
    _take(app, cast, "warning", 0)
    with clock.moved(timedelta(days=policy.APPEAL_DAYS, minutes=1)):
        bob = Browser(app).sign_in(cast.bob)
        assert "look again" not in bob.get("/my/decisions").html.partition("<main")[2].partition("</main")[0]
