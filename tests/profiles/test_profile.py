"""Who somebody is here: her words, her face, what she knows, what she wrote; nothing that the viewer may not see."""

from __future__ import annotations

import io

from PIL import Image

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db
from forum.pictures import files
from forum.privacy.erasing import actions as privacy
from forum.profiles import policy
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser, Page


def photograph(size: tuple[int, int] = (640, 400)) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def bring(browser: Browser, sent: bytes) -> Page:
    token = dict(browser.get("/my/profile").form("/my/profile/picture").fields)["csrf_token"]
    return browser.post("/my/profile/picture", {"csrf_token": token, "picture": (io.BytesIO(sent), "me.jpg")})


def face(app: Askwell, person: Person) -> str | None:
    with site(app):
        return db.session.get_one(Person, person.id).picture


def test_bob_says_who_he_is(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.bob).get("/my/profile")
    words = "I repair **laptops**.\n\n# Big\n\n<script>alert(1)</script> ![x](/pictures/1.webp)"
    shown = browser.submit(page, "Save", about=words)
    assert "Your profile is saved." in shown.text
    assert "<strong>laptops</strong>" in shown.html
    assert "<h1>Big" not in shown.html
    assert "<script>alert" not in shown.html
    assert "/pictures/1.webp" not in shown.html
    assert "I repair laptops." in Browser(app).get(f"/people/{cast.bob.id}").text
    refused = browser.submit(browser.get("/my/profile"), "Save", about="x" * (policy.ABOUT_MAX_CHARS + 1))
    assert refused.status == 422
    assert "x" * (policy.ABOUT_MAX_CHARS + 1) in refused.html, "what was typed is kept"
    gone = browser.submit(browser.get("/my/profile"), "Save", about="")
    assert "laptops" not in gone.text


def test_what_somebody_does_at_the_company_is_for_staff_to_say(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    page = browser.sign_in(cast.ana).get("/my/profile")
    assert "Cards and payments" in browser.submit(page, "Save", title="Cards and payments").text
    guest = Browser(app).get(f"/people/{cast.ana.id}").text
    assert "Staff" in guest
    assert "Cards and payments" in guest
    page = browser.sign_in(cast.bob).get("/my/profile")
    browser.submit(page, "Save", title="Boss of all")
    with site(app):
        assert db.session.get_one(Person, cast.bob.id).title == ""


def test_a_face_is_drawn_anew_as_a_square_and_goes_when_its_owner_says(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    browser.sign_in(cast.bob)
    assert "We can read" not in bring(browser, b"no picture").text
    assert face(app, cast.bob) is None
    assert "Your picture is shown beside your name." in bring(browser, photograph()).text
    first = face(app, cast.bob)
    sent = Browser(app).client.get(f"/pictures/{first}.webp")
    assert Image.open(io.BytesIO(sent.data)).size == (policy.FACE_PIXELS, policy.FACE_PIXELS)
    assert f"/pictures/{first}.webp" in Browser(app).get(f"/people/{cast.bob.id}").html
    bring(browser, photograph((300, 500)))
    second = face(app, cast.bob)
    assert second != first
    with site(app):
        jobs.run_once("forget picture")
        assert files.read(str(first)) is None
    browser.submit(browser.get("/my/profile"), "Delete the picture")
    assert face(app, cast.bob) is None
    assert Browser(app).client.get(f"/pictures/{second}.webp").status_code == 404


def test_who_is_shut_out_shows_neither_face_nor_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.bob)
    bring(browser, photograph())
    browser.submit(browser.get("/my/profile"), "Save", about="Buy my watches.")
    key, root = face(app, cast.bob), cast.root
    with site(app):
        accounts.suspend(db.session.get_one(Person, cast.bob.id), db.session.get_one(Person, root.id), "spam")
    guest = Browser(app)
    page = guest.get(f"/people/{cast.bob.id}")
    assert "watches" not in page.text
    assert "/pictures/" not in page.html
    assert guest.client.get(f"/pictures/{key}.webp").status_code == 404


def test_a_profile_shows_what_she_knows_and_wrote_as_far_as_the_viewer_may_see_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    solved = factories.question(app, cast.carla, "Screen flickers after the update")
    factories.answer(app, solved, cast.bob, accepted=True)
    hidden = factories.question(app, cast.carla, "Hidden matter of Dan")
    factories.answer(app, hidden, cast.bob)
    taken = factories.answer(app, factories.question(app, cast.carla, "Answer was taken away"), cast.bob)
    own = factories.question(app, cast.bob, "Question that Bob asked")
    with site(app):
        moderator = db.session.get_one(Person, mo.id)
        threads.hide(db.session.get_one(Question, hidden), by=moderator)
        threads.hide(db.session.get_one(Answer, taken), by=moderator)
    page = browser.get(f"/people/{cast.bob.id}")
    assert "Knows about" in page.text
    assert "one question solved" in page.text
    assert "Screen flickers" in page.text
    assert page.link("Question that Bob asked").startswith(f"/questions/{own}-")
    assert "Hidden matter" not in page.text
    assert "Answer was taken away" not in page.text
    assert "Edit your profile" in browser.sign_in(cast.bob).get(f"/people/{cast.bob.id}").text


def test_who_leaves_takes_words_and_face_along(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.bob)
    bring(browser, photograph())
    browser.submit(browser.get("/my/profile"), "Save", about="I repair laptops.")
    key = face(app, cast.bob)
    with site(app):
        privacy.erase(cast.bob.id, "stay")
    guest = Browser(app)
    assert guest.get(f"/people/{cast.bob.id}").status == 404
    assert guest.client.get(f"/pictures/{key}.webp").status_code == 404


def test_a_face_stands_beside_what_she_wrote(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.bob)
    bring(browser, photograph())
    key = face(app, cast.bob)
    question = factories.question(app, cast.bob)
    factories.answer(app, question, cast.carla)
    page = Browser(app).get(f"/questions/{question}-card-declined-abroad")
    assert page.html.count(f'src="/pictures/{key}.webp"') == 1, "Carla has none: her initials"
