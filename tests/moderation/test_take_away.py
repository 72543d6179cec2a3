"""Mo closes, hides and deletes, with a reason that the author reads; and brings back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import jobs
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.notifications.models import Notice
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def _deeds(app: Askwell) -> list[tuple[str, str, str]]:
    with site(app):
        rows = db.session.execute(
            sa.select(AuditEntry.did, AuditEntry.target, AuditEntry.because)
            .where(AuditEntry.did.in_(("hid", "showed", "deleted", "restored", "closed", "reopened")))
            .order_by(AuditEntry.id)
        )
        return [(r.did, r.target, r.because) for r in rows]


def test_mo_hides_a_question_and_carla_learns_why(
    app: Askwell, browser: Browser, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    number = factories.question(app, cast.carla, "My number is 555 0199, call me")
    browser.sign_in(cast.mo)
    page = browser.get(f"/questions/{number}")
    page = browser.submit(page, "moderation", button="Hide", because="It shows your telephone number.")
    assert page.status == 200
    assert "This question is hidden" in page.text

    assert browser.sign_out().get(f"/questions/{number}").status == 404
    browser.sign_in(cast.carla)
    inbox = browser.get("/my/notices")
    assert "was hidden: It shows your telephone number." in inbox.text
    with app.app_context():
        jobs.run_until_empty()
    assert "It shows your telephone number." in capsys.readouterr().out
    assert _deeds(app) == [("hid", f"question:{number}", "It shows your telephone number.")]

    browser.sign_in(cast.mo)
    gone = browser.get("/moderation/posts")
    assert "My number is 555 0199" in gone.text
    assert "Mo" in gone.text
    assert "It shows your telephone number." in gone.text
    browser.submit(gone, "Show again")
    assert browser.sign_out().get(f"/questions/{number}").status == 200


def test_delete_and_restore_an_answer(app: Askwell, browser: Browser, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    factories.answer(app, question, cast.bob, "Buy cheap phones from me", accepted=True)
    browser.sign_in(cast.mo)
    page = browser.get(f"/questions/{question}")
    page = browser.get(page.link("Moderate"))
    page = browser.submit(page, "moderation", button="Delete", because="Advertising.")
    assert "Deleted" in page.text
    guest = Browser(app)
    assert "cheap phones" not in guest.get(f"/questions/{question}").text
    assert "Solved" not in guest.get(f"/questions/{question}").text

    page = browser.get("/moderation/posts?kind=answer")
    assert "cheap phones" in page.text
    browser.submit(page, "Restore")
    assert "cheap phones" in guest.get(f"/questions/{question}").text
    assert [d[0] for d in _deeds(app)] == ["deleted", "restored"]
    told = Browser(app).sign_in(cast.bob).get("/my/notices").text
    assert "was deleted: Advertising." in told
    assert "was restored." in told


def test_close_and_reopen(app: Askwell, browser: Browser, cast: Cast) -> None:
    number = factories.question(app, cast.carla)
    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/questions/{number}"), "moderation", button="Close", because="Asked before.")
    bob = Browser(app).sign_in(cast.bob)
    assert "This question is closed" in bob.get(f"/questions/{number}").text
    assert not bob.get(f"/questions/{number}").has_form("Post the answer")
    browser.submit(browser.get(f"/questions/{number}"), "moderation", button="Reopen")
    assert bob.get(f"/questions/{number}").has_form("Post the answer")


def test_a_reason_is_needed_and_the_page_keeps_what_was_typed(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    number = factories.question(app, cast.carla)
    browser.sign_in(cast.mo)
    page = browser.get(f"/moderation/posts/question/{number}")
    refused = browser.submit(page, "moderation", button="Delete", because="  ")
    assert refused.status == 422
    assert "Say why" in refused.text
    long = "x" * 301
    refused = browser.submit(refused, "moderation", button="Delete", because=long)
    assert refused.status == 422
    assert long in refused.html
    assert _deeds(app) == []


def test_pressed_twice_tells_once(app: Askwell, browser: Browser, cast: Cast) -> None:
    number = factories.question(app, cast.carla)
    browser.sign_in(cast.mo)
    page = browser.get(f"/moderation/posts/question/{number}")
    for _ in range(2):
        browser.submit(page, "moderation", button="Hide", because="Spam.")
    with site(app):
        assert db.session.query(Notice).filter_by(kind="moderated_hiding").count() == 1
    assert len(_deeds(app)) == 1


def test_mo_needs_no_notice_of_mo(app: Askwell, browser: Browser, cast: Cast) -> None:
    number = factories.question(app, cast.mo)
    browser.sign_in(cast.mo)
    page = browser.get(f"/moderation/posts/question/{number}")
    browser.submit(page, "moderation", button="Hide", because="A test.")
    with site(app):
        assert db.session.query(Notice).count() == 0


@pytest.mark.parametrize("who", ["carla", "bob", "ana"])
def test_nobody_else_may(app: Askwell, browser: Browser, cast: Cast, who: str) -> None:
    number = factories.question(app, cast.carla)
    moderator = Browser(app).sign_in(cast.mo)
    browser.sign_in(getattr(cast, who))
    assert not browser.get(f"/questions/{number}").has_form("/moderation/")
    token = dict(browser.get(f"/questions/{number}").form("/sign-out").fields)["csrf_token"]
    sent = {"csrf_token": token, "deed": "deletion", "because": "Mine."}
    assert browser.post(f"/moderation/posts/question/{number}", sent).status == 403
    assert browser.get(f"/moderation/posts/question/{number}").status == 403
    assert moderator.get(f"/moderation/posts/question/{number}").status == 200
    assert _deeds(app) == []


def test_what_there_is_not_can_not_be_done(app: Askwell, browser: Browser, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    answer = factories.answer(app, question, cast.bob)
    browser.sign_in(cast.mo)
    token = dict(browser.get("/moderation").form("/sign-out").fields)["csrf_token"]

    def send(path: str, deed: str) -> int:
        return browser.post(path, {"csrf_token": token, "deed": deed, "because": "Why."}).status

    assert send(f"/moderation/posts/answer/{answer}", "closure") == 404
    assert send(f"/moderation/posts/question/{question}", "banning") == 404
    assert send("/moderation/posts/question/999", "hiding") == 404
    assert send(f"/moderation/posts/article/{question}", "hiding") == 404
