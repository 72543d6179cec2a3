"""Who did what, to what, and why: for agents and above; what concerns accounts, for admins."""

from __future__ import annotations

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import audit
from forum.core.db import db
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser


def _hide(browser: Browser, number: int, because: str) -> None:
    page = browser.get(f"/moderation/posts/question/{number}")
    browser.submit(page, "moderation", button="Hide", because=because)


def test_the_log_can_be_narrowed_to_a_person_or_a_target(app: Askwell, browser: Browser, cast: Cast) -> None:
    first = factories.question(app, cast.carla, "First question here")
    second = factories.question(app, cast.carla, "Second question here")
    _hide(Browser(app).sign_in(cast.mo), first, "Advertising.")
    _hide(Browser(app).sign_in(cast.root), second, "A private number.")
    browser.sign_in(cast.mo)
    everything = browser.get("/moderation/log")
    assert "Advertising." in everything.text
    assert "A private number." in everything.text
    mine = browser.get(f"/moderation/log?by={cast.mo.id}")
    assert "Advertising." in mine.text
    assert "A private number." not in mine.text
    about = browser.get(f"/moderation/log?target=question:{second}")
    assert "A private number." in about.text
    assert "Advertising." not in about.text


def test_the_log_is_paged(app: Askwell, browser: Browser, cast: Cast) -> None:
    mo = cast.mo
    with site(app):
        for n in range(60):
            audit.record(mo, "pinned", f"article:{n}", f"reason number {n}.")
    browser.sign_in(cast.mo)
    first = browser.get("/moderation/log")
    assert "reason number 59." in first.text
    assert "reason number 5." not in first.text
    assert "reason number 5." in browser.get(first.link("Next")).text


def test_agents_read_flags_and_log_but_not_what_they_may_not_see(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    number = factories.question(app, cast.carla, "The secret title of Carla")
    _hide(Browser(app).sign_in(cast.mo), number, "Advertising.")
    browser.sign_in(cast.ana)
    log = browser.get("/moderation/log")
    assert "Advertising." in log.text
    assert "The secret title of Carla" not in log.html
    assert "The secret title of Carla" in Browser(app).sign_in(cast.mo).get("/moderation/log").text
    assert browser.get("/moderation").status == 200
    for path in ("reviews", "drafts", "candidates", "posts"):
        assert browser.get(f"/moderation/{path}").status == 403
    assert browser.sign_in(cast.carla).get("/moderation").status == 403


def test_what_was_done_to_accounts_is_for_admins(app: Askwell, browser: Browser, cast: Cast) -> None:
    bob, root = cast.bob, cast.root
    with site(app):
        accounts.suspend(
            db.session.get_one(Person, bob.id), db.session.get_one(Person, root.id), "Threatened people."
        )
    assert "Threatened people." not in browser.sign_in(cast.mo).get("/moderation/log").text
    assert "Threatened people." in browser.sign_in(root).get("/moderation/log").text


def test_admins_see_who_came_in_and_who_was_refused(app: Askwell, browser: Browser, cast: Cast) -> None:
    from tests.accounts.knowing import PASSWORD, with_passwords

    with_passwords(app, cast, "carla")
    _hide(
        Browser(app).sign_in(cast.mo),
        factories.question(app, cast.carla, "First question here"),
        "Advertising.",
    )
    carla = Browser(app)
    carla.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
    form = carla.get("/sign-in")
    for address in ("carla@example.com", "nobody@example.com"):
        for _ in range(3):
            carla.submit(form, "Sign in", email=address, password="not it")
    carla.submit(form, "Sign in", email="carla@example.com", password=PASSWORD)
    mine = carla.get("/my/account").text
    assert (
        mine.count("Firefox on Linux") == 5
    )  # the session, its form and button, the sign-in, one refusal for the three
    assert "The password was wrong." in mine
    browser.sign_in(cast.root)
    decisions = browser.get("/moderation/log")
    assert "Advertising." in decisions.text
    assert "Firefox" not in decisions.text
    came = browser.get(decisions.link("Sign-ins"))
    assert "with the password · Firefox · Linux" in came.text
    assert "Advertising." not in came.text
    refused = browser.get(came.link("Refusals"))
    assert refused.text.count("The password was wrong.") == 2  # Carla's, and one for all that are nobody's
    assert "nobody@example.com" not in refused.html
    everything = browser.get(f"/moderation/log?target=person:{cast.carla.id}")
    assert everything.text.count("Firefox") == 2
    mo = Browser(app).sign_in(cast.mo)
    for about in ("sign-ins", "refusals", "everything"):
        assert "Firefox" not in mo.get(f"/moderation/log?about={about}").text


def test_how_somebody_came_is_forgotten_after_half_a_year(app: Askwell, cast: Cast) -> None:
    from datetime import timedelta

    from forum.accounts.actions import noting
    from forum.core import clock, sealing

    carla = cast.carla
    with site(app):
        noting.came_in(db.session.get_one(Person, carla.id), ("password",), "Firefox/140.0 Linux")
    with site(app):
        sealing.seal()
        assert noting.forget_words() == 0
    with clock.moved(timedelta(days=181)), site(app):
        assert noting.forget_words() == 1
        assert noting.forget_words() == 0
    with site(app):
        entry = db.session.query(audit.AuditEntry).filter_by(did="signed in").one()
        assert (entry.detail, entry.by_id) == ({}, carla.id)


def test_who_tries_doors_stands_in_the_log_for_admins_once_an_hour(app: Askwell, cast: Cast) -> None:
    from datetime import timedelta

    from forum.core import clock

    number = factories.question(app, cast.carla, "The secret title of Carla")
    bob, mo = Browser(app).sign_in(cast.bob), Browser(app).sign_in(cast.mo)
    for _ in range(3):
        assert bob.get("/moderation/log").status == 403
        assert bob.get(f"/moderation/posts/question/{number}").status == 403
    Browser(app).get("/moderation/log")  # a guest is sent to sign in: nothing to note
    with site(app):
        found = db.session.query(audit.AuditEntry).filter_by(did="was refused").order_by(audit.AuditEntry.id)
        rows = [(e.by_id, e.target, e.because, e.detail) for e in found]
    assert len(rows) == 2
    assert rows[0] == (cast.bob.id, "address:GET /moderation/log", "", {})
    assert str(number) not in rows[1][1]
    assert "address:GET" not in mo.get("/moderation/log").text
    shown = Browser(app).sign_in(cast.root).get("/moderation/log?about=refusals")
    assert "Bob was refused address:GET /moderation/log" in " ".join(shown.text.split())
    with clock.moved(timedelta(minutes=61)):
        assert bob.get("/moderation/log").status == 403
    with site(app):
        assert db.session.query(audit.AuditEntry).filter_by(did="was refused").count() == 3
