"""Which language somebody gets: asked for, chosen, kept in the account, or said by the browser."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser, Page


def _speaks(page: Page, language: str) -> bool:
    words = {"en": "Sign in", "sv": "Logga in", "fr": "Se connecter", "zh": "登录", "ja": "ログイン"}
    return page.reader.lang == language and words[language] in page.text


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("sv-SE", "sv"),
        ("fr-CA,en;q=0.3", "fr"),
        ("zh-CN", "zh"),
        ("zh-Hans-CN,en-US;q=0.8,en;q=0.7", "zh"),
        ("ja-JP,en;q=0.9", "ja"),
        ("sv-SE,en-US;q=0.8,en;q=0.7", "sv"),
        ("de-DE,de;q=0.9,fr;q=0.5", "fr"),
        ("en;q=0.2,ja;q=0.8", "ja"),
        ("en-GB,sv;q=0.9", "en"),
        ("fr;q=0,sv;q=0.1", "sv"),
        ("de-DE", "en"),
        ("*", "en"),
        ("", "en"),
        ("x,,;q=,zh_Hans", "zh"),
    ],
)
def test_the_browser_says_it(browser: Browser, accept: str, language: str) -> None:
    assert _speaks(browser.get("/sign-in", **{"Accept-Language": accept}), language)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_guest_chooses_and_it_is_remembered(browser: Browser, language: str) -> None:
    browser.headers["Accept-Language"] = "sv" if language != "sv" else "fr"
    start = browser.get("/sign-in")

    there = browser.submit(start, "/language", button=LANGUAGES[language])

    assert there.path == "/sign-in"
    assert _speaks(there, language)
    assert _speaks(browser.get("/sign-up"), language)


def test_a_guest_can_choose_without_being_led_astray(browser: Browser) -> None:
    token = dict(browser.get("/sign-in").form("/language").fields)["csrf_token"]
    for language, back in (("tlh", "/faq"), ("sv", "https://evil.example/"), ("sv", "//evil.example/")):
        response = browser.client.post(
            "/language", data={"csrf_token": token, "language": language, "next": back}
        )
        assert response.status_code == 303
        assert response.location in ("/", "/faq")
    assert browser.client.get_cookie("askwell_language").value == "sv"  # type: ignore[union-attr]


def test_kept_pages_of_guests_are_kept_by_language(browser: Browser) -> None:
    """The first page is served from memory the second time; never in another language."""
    for _again in range(2):
        for language in LANGUAGES:
            page = browser.get("/faq", **{"Accept-Language": language})
            assert _speaks(page, language)
            assert "Accept-Language" in page.response.headers["Vary"]


def test_carla_chooses_and_it_goes_with_her_account(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.carla).get("/my/account")
    browser.submit(page, "/language", button="Français")
    with site(app):
        assert db.session.get_one(Person, cast.carla.id).language == "fr"

    another = Browser(app).sign_in(cast.carla)
    another.headers["Accept-Language"] = "ja"
    page = another.get("/my/account")
    assert page.reader.lang == "fr"
    assert "Mon compte" in page.text

    page = another.submit(page, "Enregistrer", language="")
    assert page.reader.lang == "ja", "as my browser says"


def test_the_account_counts_more_than_a_cookie_left_in_the_browser(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    browser.submit(browser.get("/sign-in"), "/language", button="Svenska")
    with site(app):
        db.session.get_one(Person, cast.carla.id).language = "zh"
    assert browser.sign_in(cast.carla).get("/").reader.lang == "zh"


def test_an_address_can_ask_for_a_language(browser: Browser) -> None:
    assert _speaks(browser.get("/sign-in?ui=ja"), "ja")
    assert _speaks(browser.get("/sign-in?ui=tlh"), "en")
    assert _speaks(browser.get("/sign-in"), "en"), "and it is not remembered"


def test_the_page_marks_the_language_that_it_is_in(browser: Browser) -> None:
    page = browser.get("/sign-in", **{"Accept-Language": "zh-CN"})
    assert '<html lang="zh"' in page.html
    assert 'lang="zh" aria-current="true"' in page.html
    for code in LANGUAGES:
        assert f'lang="{code}"' in page.html, "each button of the switch in its own language"


def test_an_error_page_speaks_the_language_without_a_database(browser: Browser) -> None:
    page = browser.get("/nowhere", **{"Accept-Language": "ja-JP"})
    assert page.status == 404
    assert "ここには何もないか、表示する権限がありません。" in page.text


def test_the_api_words_its_problems_in_the_language(browser: Browser) -> None:
    page = browser.get("/api/v1/questions/4711", **{"Accept-Language": "sv-SE,en;q=0.5"})
    assert page.status == 404
    assert page.json["detail"] == "Här finns inget, eller så är det inte något du får se."
