"""Mo cleans up after one account in one deed, and gives back exactly what it took."""

from __future__ import annotations

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db
from forum.moderation.discipline.models import CleanUp
from forum.notifications.models import Notice
from forum.threads.comments import actions as comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def test_many_posts_go_in_one_deed_and_come_back_in_one(app: Askwell, browser: Browser, cast: Cast) -> None:
    asked = factories.question(app, cast.dan)
    spam = [factories.question(app, cast.bob, f"Cheap phones, offer {n}") for n in range(2)]
    fine = factories.question(app, cast.bob, "How do I send a phone back?")
    answer = factories.answer(app, asked, cast.bob, "Cheap phones here.")
    before = factories.answer(app, asked, cast.bob, "Hidden long ago.")
    with site(app):
        bob, where = db.session.get_one(Person, cast.bob.id), db.session.get_one(Question, asked)
        comment = comments.comment(where, None, bob, "Buy my phones.").id
    mo = browser.sign_in(cast.mo)
    mo.submit(mo.get(f"/moderation/posts/answer/{before}"), "moderation", button="Hide", because="Rude.")

    page = mo.get(mo.get(f"/moderation/people/{cast.bob.id}").link("Clean up"))
    assert "Hidden long ago" not in page.text
    chosen = [f"question:{n}" for n in spam] + [f"answer:{answer}", f"comment:{comment}"]
    chosen += [f"question:{asked}", f"answer:{before}"]
    assert mo.submit(page, "clean-up", posts=chosen, deed="deletion", because=" ").status == 422
    mo.submit(page, "clean-up", posts=chosen, deed="deletion", because="Advertising.")
    with app.app_context():
        jobs.run_until_empty()
    guest = Browser(app)
    assert [guest.get(f"/questions/{n}").status for n in (*spam, fine)] == [404, 404, 200]
    assert "Buy my phones" not in guest.get(f"/questions/{asked}").text
    assert guest.get(f"/questions/{asked}").status == 200  # it is Dan's, whatever the form said
    with site(app):
        assert set(db.session.scalars(sa.select(CleanUp)).one().done) == set(chosen[:4])
        told = sa.select(Notice.kind).where(
            Notice.person_id == cast.bob.id, Notice.kind.in_(("cleaned_up", "moderated_deletion"))
        )
        assert db.session.scalars(told).all() == ["cleaned_up"]

    for _ in range(2):  # pressed twice gives back once
        account = mo.get(f"/moderation/people/{cast.bob.id}")
        if account.has_form("Give them back"):
            mo.submit(account, "Give them back")
    with app.app_context():
        jobs.run_until_empty()
    with site(app):
        assert all(db.session.get_one(Question, n).public for n in spam)
        assert db.session.get_one(Answer, answer).public
        assert db.session.get_one(Comment, comment).public
        assert db.session.get_one(Answer, before).hidden_at is not None  # as it was before the deed


def test_who_may_not_clean_up(app: Askwell, cast: Cast) -> None:
    factories.question(app, cast.ana)
    assert Browser(app).sign_in(cast.mo).get(f"/moderation/people/{cast.ana.id}/clean-up").status == 403
    assert Browser(app).sign_in(cast.bob).get(f"/moderation/people/{cast.ana.id}/clean-up").status == 403
