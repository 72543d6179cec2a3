"""The site tells what it keeps, where, how long, who sees it and who else learns of it: from its own registers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from forum import Askwell
from forum.config import ROOT
from forum.core import clock, consents, cookies, personal_data, timetable
from forum.core.db import db
from forum.search.models import SearchRecord
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.search.stage import search, work


def _told(app: Askwell) -> dict[str, Any]:
    told: dict[str, Any] = (
        app.test_client().get("/privacy.json", headers={"Accept-Language": "en"}).get_json()
    )
    return told


def test_every_entry_of_the_registers_is_on_the_page_and_in_the_json(app: Askwell, browser: Browser) -> None:
    text, told = browser.get("/privacy").text, _told(app)
    kept = {entry["what"]: entry for entry in told["kept"]}
    everything = personal_data.everything()
    assert len(kept) == len(told["kept"]) == len(everything) > 40
    for entry in everything:
        said = kept[entry.what]
        assert (said["why"], said["seen_by"], said["where"]) == (entry.why, entry.seen_by, list(entry.where))
        for sentence in map(str, (entry.what, entry.why, entry.seen_by, said["how_long"], *entry.where)):
            assert sentence in text, sentence
    assert {each["name"] for each in told["purposes"]} == {each.name for each in consents.purposes()}
    assert {each["name"] for each in told["cookies"]} == cookies.names()
    for name in cookies.names():
        assert name in text
    forgotten = [run.entry for run in _runs(app) if run.entry.forgets]
    assert len(forgotten) > 20
    assert [(each["what"], each["days"]) for each in told["forgetting"]] == [
        (entry.forgets, entry.kept_days) for entry in forgotten
    ]
    for entry in forgotten:
        assert entry.forgets in text


def _runs(app: Askwell) -> list[timetable.Run]:
    with site(app):
        return timetable.runs()


def test_who_else_learns_anything_follows_from_the_settings(app: Askwell, browser: Browser) -> None:
    assert _told(app)["others"] == []
    assert "Nobody." in browser.get("/privacy").text
    assert "Nothing is sent to anybody else" in browser.get("/privacy").text
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(
        update={
            "mail_url": "smtp://user:hunter22@mail.example.net:25",
            "imap_url": "imaps://user:hunter22@box.example.net/INBOX",
            "context_url": "https://crm.example.net/who?key=hunter22",
            "context_email": True,
            "backup_dir": "somewhere",
            "backup_keep_days": 17,
        }
    )
    try:
        told = _told(app)
        text = Browser(app).get("/privacy?anew=1").text
    finally:
        app.config["SETTINGS"] = settings
    said = " ".join(each["who"] for each in told["others"])
    for host in ("mail.example.net", "box.example.net", "crm.example.net"):
        assert host in said
        assert host in text
    assert "your e-mail address" in " ".join(each["what"] for each in told["others"])
    assert told["backups"] == {"made": True, "days": 17}
    assert "Each is deleted after 17 days." in text
    assert "Nothing is sent to anybody else" not in text
    assert "hunter22" not in text
    assert "hunter22" not in str(told)


def test_providers_of_sign_in_are_named_while_they_are_offered(app: Askwell) -> None:
    from forum.accounts.federated.models import SignInProvider

    with site(app):
        for slug, on in (("acme", clock.now()), ("other", None)):
            db.session.add(
                SignInProvider(
                    slug=slug, name=f"{slug} login", issuer=f"https://{slug}.example", client_id="askwell",
                    enabled_at=on, created_at=clock.now(),
                )
            )  # fmt: skip
    assert [each["who"] for each in _told(app)["others"]] == ["acme login"]


def test_an_admin_says_whom_to_ask(app: Askwell, cast: Cast) -> None:
    root = Browser(app).sign_in(cast.root)
    page = root.get("/admin/settings")
    assert "Whom to ask" not in Browser(app).get("/privacy").text
    form = {"privacy.who": "Example Ltd\n1 Road", "privacy.contact": "privacy@example.com"}
    root.submit(page, "/admin/settings#privacy", **form)
    shown = Browser(app).get("/privacy")
    assert "Example Ltd" in shown.text
    assert 'href="mailto:privacy@example.com"' in shown.html
    assert _told(app)["contact"] == "privacy@example.com"


def test_the_clock_says_when_it_last_forgot_and_when_it_will(app: Askwell, cast: Cast) -> None:
    """Searches go after 90 days by the entry of the schedule that the page names; its next run is a day later."""
    with site(app):
        db.session.add(
            SearchRecord(
                id="0" * 16, at=clock.now() - timedelta(days=91), visitor="v", query="kettle", normal="kettle",
                lang="en", total=0, shown=[], outcome="gave_up",
            )
        )  # fmt: skip
    [run] = [run for run in _runs(app) if run.entry.name == "forget searches"]
    assert (run.last, run.next) == (None, None)
    with app.app_context():
        assert timetable.tick([run.entry]) == 1
    with site(app):
        assert db.session.query(SearchRecord).count() == 0
    [said] = [each for each in _told(app)["forgetting"] if each["what"].startswith("Searches")]
    assert said["days"] == 90
    assert said["last"] is not None
    [run] = [run for run in _runs(app) if run.entry.name == "forget searches"]
    assert run.last is not None
    assert run.next == run.last + timedelta(days=1)
    page = Browser(app).sign_in(cast.root).get("/admin/schedule")
    assert "Searches; afterwards only counts of the day are left" in page.text
    assert "90 days" in page.text
    assert page.text.count("not yet") == len(_runs(app)) - 1
    assert Browser(app).sign_in(cast.mo).get("/admin/schedule").status == 403


def test_days_are_read_from_the_settings_in_force(app: Askwell) -> None:
    entry = next(each for each in personal_data.everything() if isinstance(each.days, int))
    days = [7]
    moving = replace(entry, days=lambda: days[0])
    assert moving.kept_days == 7
    days[0] = 9
    assert moving.kept_days == 9


def test_nobody_gets_a_cookie_by_reading(app: Askwell, cast: Cast) -> None:
    article = factories.article(app, cast, "Kettle refunds")
    question = factories.question(app, cast.bob, "Does the kettle work abroad?")
    work(app)
    guest = Browser(app)
    pages = [
        guest.get("/"),
        search(guest, "kettle"),
        guest.get(search(guest, "kettle").link("Kettle refunds")),
        guest.get("/search/suggest?q=kett"),
        *(guest.get(path) for path in ("/faq", "/questions", f"/questions/{question}-x", "/ask", "/privacy")),
        *(guest.get(path) for path in ("/my/data/counted", "/my/trail", "/sign-in", "/nowhere", "/my/cases")),
    ]
    shown = guest.get(f"/articles/{article}-kettle-refunds")
    said = dict(shown.form("/verdicts").fields) | {"helped": "1"}
    pages.append(guest.post("/verdicts", said, **{"HX-Request": "true"}))
    assert len(pages) > 12
    assert {page.status for page in pages} == {200, 404}
    for page in pages:
        assert "Set-Cookie" not in page.response.headers, page.path
    assert not guest.client._cookies


@pytest.mark.parametrize("who", ["carla", "ana"])
def test_every_cookie_that_is_set_is_in_the_register(app: Askwell, cast: Cast, who: str) -> None:
    """`tests.pages.Browser` looks at each answer of every story; this one makes all of them come."""
    browser = Browser(app)
    browser.submit(browser.get("/"), "/language", language="fr")
    browser.submit(browser.get("/my/trail"), "/my/trail", agreed="1")
    browser.sign_in(getattr(cast, who))
    if who == "ana":
        browser.submit(browser.get("/desk/keys"), "/desk/keys", off="1")
    held = {name for _domain, _path, name in browser.client._cookies}
    assert {"askwell_language", "askwell_trail", "askwell_session"} <= held <= cookies.names()
    named = set()
    for file in [*(ROOT / "forum").rglob("*.py"), *(ROOT / "static/js").rglob("*.js")]:
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'COOKIE\w* = "(\w+)"|document\.cookie = `(\w+)=', text))
    found = {one or other for one, other in named}
    assert found == cookies.names()
    assert unescape(browser.get("/privacy").html).count("askwell_") >= len(found)
