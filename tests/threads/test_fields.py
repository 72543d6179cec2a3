"""Root says what questions of a topic are asked for; Carla says it; only whom it is for reads it."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import jobs, personal_data
from forum.core.db import db
from forum.search import rebuilding
from forum.support import actions as support
from forum.support.models import Case
from forum.threads.models import FieldValue, Question
from forum.topics import queries as topics
from forum.topics.fields import actions, queries
from tests.api.stage import key_of
from tests.factories import Cast, question, site, topic
from tests.pages import Browser, Page
from tests.threads.stage import path_of

WORDS = {"title": "Card declined abroad", "body": "Refused twice.", "topic": "orders"}


@pytest.fixture
def asked_for(app: Askwell, cast: Cast) -> dict[str, int]:
    """Questions about orders are asked for a version (public, needed), a device (one of two) and an order number (staff)."""
    topic(app)
    made = {}
    with site(app):
        root = db.session.get_one(Person, cast.root.id)
        orders = topics.to_change("orders", root)
        for name, kind, options, required, public in (
            ("App version", "number", [], True, True),
            ("Device", "choice", ["Phone", "Tablet"], False, True),
            ("Order number", "text", [], False, False),
        ):
            made[name] = actions.add(
                orders, root, name={"en": name, "sv": f"{name} sv"}, help={}, kind=kind, options=options,
                required=required, public=public,
            ).id  # fmt: skip
    return made


def say(asked_for: dict[str, int], **more: str) -> dict[str, str]:
    version, device, order = (
        f"field-{asked_for[name]}" for name in ("App version", "Device", "Order number")
    )
    return {version: "4.2", device: "Tablet", order: "NX-777", "asked_for": "orders"} | more


def post(browser: Browser, page: Page | None = None, **fields: str) -> Page:
    return browser.submit(page or browser.get("/ask?topic=orders"), "Post the question", **(WORDS | fields))


def test_root_says_it_and_changes_the_words_and_the_order(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    page = browser.sign_in(cast.root).get("/admin/topics/orders")
    page = browser.get(page.link("Ask for one more thing"))
    refused = browser.submit(page, "Save", **{"kind": "choice", "options": "Phone"})
    assert refused.status == 422
    assert "A field needs a name." in refused.text
    assert "two choices or more" in refused.text
    page = browser.submit(
        page,
        "Save",
        **{"name-en": "Device", "name-fr": "Appareil", "kind": "choice", "options": "Phone\nTablet"},
    )
    page = browser.submit(
        browser.get(page.link("Ask for one more thing")),
        "Save",
        **{"name-en": "Version", "required": "1", "public": "1"},
    )
    page = browser.submit(page, "Up")
    with site(app):
        version, device = queries.of_topic(topics.by_slug("orders").id)
        assert (version.key, version.required, version.public, version.kind) == (
            "version",
            True,
            True,
            "text",
        )
        assert (device.key, device.required, device.public, device.options) == (
            "device",
            False,
            False,
            ("Phone", "Tablet"),
        )
        assert device.name_in("fr") == "Appareil"
    page = browser.submit(
        browser.get(page.link("Device")), "Save", **{"name-en": "Your device", "public": "1"}
    )
    page = browser.submit(page, "Ask no more")
    with site(app):
        assert [f.key for f in queries.of_topic(topics.by_slug("orders").id)] == ["device"]
        assert not queries.everything()[device.id].public  # who reads it stays: people answered by that
    assert "Not asked any more" in page.text


def test_carla_says_it_and_each_reads_what_is_for_them(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    page = browser.sign_in(cast.carla).get("/ask?topic=orders")
    assert "Everybody can read this." in page.text
    assert "Only our team reads this." in page.text
    posted = post(browser, page, **say(asked_for))
    assert "App version" in posted.text
    assert "NX-777" in posted.text
    with site(app):
        rebuilding.rebuild()
    for who, reads in ((None, False), (cast.bob, False), (cast.ana, True)):
        looking = Browser(app) if who is None else Browser(app).sign_in(who)
        seen = looking.get(posted.path)
        assert "4.2" in seen.text
        assert ("NX-777" in seen.text) is reads
    assert "Card declined abroad" in Browser(app).get("/search?q=tablet").text  # public ones are found
    assert "Card declined abroad" not in Browser(app).get('/search?q="NX-777"').text


def test_without_script_they_are_asked_for_before_posting(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    page = post(browser.sign_in(cast.carla), browser.get("/ask"))
    assert page.status == 422
    assert "One step more" in page.text
    assert dict(page.form("Post the question").fields)["body"] == "Refused twice."
    none = {f"field-{number}": "" for number in asked_for.values()}
    empty = browser.submit(page, "Post the question", **none)
    assert "This is needed." in empty.text
    wrong = browser.submit(
        page, "Post the question", **say(asked_for, **{f"field-{asked_for['App version']}": "new"})
    )
    assert "A number, please." in wrong.text
    assert dict(wrong.form("Post the question").fields)[f"field-{asked_for['Order number']}"] == "NX-777"
    assert browser.submit(
        wrong, "Post the question", **{f"field-{asked_for['App version']}": "4,2"}
    ).path.startswith("/questions/")
    with site(app):
        assert db.session.query(Question).count() == 1


def test_the_script_gets_the_fields_of_the_chosen_topic_and_nothing_said_is_lost(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    topic(app, "delivery", "Delivery")
    form = dict(browser.get("/ask").form("Post the question").fields) | say(asked_for)
    here = browser.post("/ask/fields", form | {"topic": "orders"}, **{"HX-Request": "true"})
    assert "<html" not in here.html
    assert 'value="NX-777"' in here.html
    elsewhere = browser.post("/ask/fields", form | {"topic": "delivery"}, **{"HX-Request": "true"})
    assert "Order number" not in elsewhere.text
    assert f'type="hidden" name="field-{asked_for["Order number"]}" value="NX-777"' in elsewhere.html


def test_a_draft_and_an_expired_session_keep_them(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    form = dict(browser.sign_in(cast.carla).get("/ask").form("Post the question").fields)
    draft = {"csrf_token": form["csrf_token"], **WORDS, **say(asked_for)}
    browser.post("/drafts/ask", draft)
    again = dict(browser.get("/ask").form("Post the question").fields)
    assert again[f"field-{asked_for['Order number']}"] == "NX-777"
    assert again[f"field-{asked_for['Device']}"] == "Tablet"
    kept = (
        Browser(app).sign_in(cast.carla).post("/ask", form | WORDS | say(asked_for))
    )  # a token of another session
    assert kept.status == 400
    assert 'value="NX-777"' in kept.html


def test_ana_reads_them_beside_the_case(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    post(browser.sign_in(cast.carla), **say(asked_for))
    with site(app):
        asked = db.session.query(Question).one()
        support.escalate(asked, "asked", by=db.session.get_one(Person, cast.carla.id))
        db.session.flush()
        case = db.session.query(Case).one().id
    page = Browser(app).sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert "Said when asking" in page.text
    assert "NX-777" in page.text


def test_programs_say_and_read_them_by_key(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    def ask(key: str, fields: dict[str, str]) -> Page:
        answer = browser.client.post(
            "/api/v1/questions", json=WORDS | {"fields": fields}, headers={"Authorization": f"Bearer {key}"}
        )
        return Page(answer, "/api/v1/questions")

    key = key_of(app, cast.carla, "read", "write")
    assert ask(key, {"shoe_size": "44"}).status == 422
    assert ask(key, {"device": "Fridge"}).status == 422
    made = ask(key, {"app_version": "4.2", "order_number": "NX-777"})
    assert made.status == 201
    assert made.json["fields"] == {"app_version": "4.2", "order_number": "NX-777"}
    other = browser.client.get(f"/api/v1/questions/{made.json['number']}")
    assert other.get_json()["fields"] == {"app_version": "4.2"}
    keys = [f["key"] for f in browser.client.get("/api/v1/topics").get_json()["results"][0]["fields"]]
    assert keys == ["app_version", "device", "order_number"]


def test_an_edit_changes_them_and_leaving_takes_what_was_not_public(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    posted = post(browser.sign_in(cast.carla), **say(asked_for))
    edit = browser.get(posted.link("Edit"))
    browser.submit(edit, "Save", **{f"field-{asked_for['Device']}": "Phone"})
    with site(app):
        assert db.session.get_one(FieldValue, (1, asked_for["Device"])).value == "Phone"
        entry = next(kept for kept in personal_data.everything() if kept.table == "question")
        assert entry.export(cast.carla.id)[0]["fields"] == {
            "app_version": "4.2", "device": "Phone", "order_number": "NX-777",
        }  # fmt: skip
        entry.erase(cast.carla.id)
    with site(app):
        assert {row.value for row in db.session.query(FieldValue)} == {"4.2", "Phone"}


def test_no_mail_to_others_tells_what_only_staff_may_read(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    posted = post(browser.sign_in(cast.carla), **say(asked_for))
    Browser(app).sign_in(cast.bob).submit(
        Browser(app).sign_in(cast.bob).get(posted.path), "Tell me about answers"
    )
    with site(app):
        jobs.run_until_empty()
    assert "NX-777" not in capsys.readouterr().out


def test_a_question_of_another_topic_is_asked_for_nothing(
    app: Askwell, cast: Cast, browser: Browser, asked_for: dict[str, int]
) -> None:
    number = question(app, cast.bob, topic_slug="delivery")
    assert "App version" not in browser.get(path_of(app, number)).text
