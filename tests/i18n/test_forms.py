"""Numbers, moments and mails are worded as the language does it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import render_template_string
from flask_babel import force_locale, ngettext

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.core.i18n import ago, moment
from tests import factories
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser

PLURALS = {
    "en": ("One answer", "2 answers", "0 answers"),
    "sv": ("Ett svar", "2 svar", "0 svar"),
    "fr": ("1 réponse", "2 réponses", "0 réponse"),  # French counts 0 as singular
    "zh": ("1 个回答", "2 个回答", "0 个回答"),
    "ja": ("1件の回答", "2件の回答", "0件の回答"),
}


@pytest.mark.parametrize("language", PLURALS)
def test_numbers(app: Askwell, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        said = tuple(ngettext("One answer", "%(num)s answers", n) for n in (1, 2, 0))
    assert said == PLURALS[language]


@pytest.mark.parametrize(
    ("language", "just", "past", "ahead", "long_ago"),
    [
        ("en", "just now", "1 hour ago", "in 3 days", "Mar 5, 2026"),
        ("sv", "nyss", "för 1 timme sedan", "om 3 dagar", "5 mars 2026"),
        ("fr", "à l’instant", "il y a 1 heure", "dans 3 jours", "le 5 mars 2026"),
        ("zh", "刚刚", "1 小时前", "3 天后", "2026年3月5日"),
        ("ja", "たった今", "1時間前", "3日後", "2026/03/05"),
    ],
)
def test_moments(app: Askwell, language: str, just: str, past: str, ahead: str, long_ago: str) -> None:
    now = clock.now()
    march = datetime(2026, 3, 5, 14, 7, tzinfo=UTC)
    with app.test_request_context(), force_locale(language):
        assert ago(now) == just
        assert ago(now - timedelta(hours=1, minutes=5)) == past
        assert ago(now + timedelta(days=3, minutes=5)) == ahead
        if abs(now - march) > timedelta(days=31):
            assert ago(march) == long_ago
        assert "2026" in moment(march)
        assert "14:07" in moment(march) or "2:07" in moment(march)
        day = render_template_string("{{ when|dateformat }}", when=march)
        assert day == long_ago.removeprefix("le ")


@pytest.mark.parametrize(
    ("language", "subject", "greeting", "sentence"),
    [
        ("en", "An answer to “Var är mitt paket?”", "Hello Carla,", "Bob answered your question"),
        ("sv", "Ett svar på ”Var är mitt paket?”", "Hej Carla!", "Bob svarade på din fråga"),
        (
            "fr",
            "Une réponse à « Var är mitt paket? »",
            "Bonjour Carla,",
            "Bob a répondu à votre question",
        ),
        ("zh", "“Var är mitt paket?”有了新回答", "Carla，您好：", "Bob 回答了您的问题"),
        ("ja", "「Var är mitt paket?」への回答", "Carla 様", "Bobさんが、ご質問"),
    ],
)
def test_a_mail_is_written_in_the_language_of_whoever_gets_it(
    app: Askwell, cast: Cast, browser: Browser, language: str, subject: str, greeting: str, sentence: str
) -> None:
    """Bob reads the site in another language; the mail that his answer causes is Carla's."""
    with site(app):
        db.session.merge(cast.carla).language = language
    question = factories.question(app, cast.carla, "Var är mitt paket?")
    browser.sign_in(cast.bob).headers["Accept-Language"] = "sv" if language != "sv" else "ja"
    page = browser.get(f"/questions/{question}")
    browser.submit(page, f"/questions/{question}/answers", body="It waits in the shop around the corner.")

    [mail] = [m for m in mails.waiting(app) if m["to"] == "carla@example.com"]

    assert mail["subject"] == subject
    assert greeting in mail["text"]
    assert sentence in mail["text"]
    assert f'<html lang="{language}">' in mail["html"]
    assert sentence in mail["html"]


@pytest.mark.parametrize(
    ("accept", "words"), [("fr-CA", "Confirmez votre adresse"), ("zh-CN", "确认您的邮箱")]
)
def test_whoever_signs_up_is_written_to_in_the_language_of_the_page(
    app: Askwell, browser: Browser, accept: str, words: str
) -> None:
    browser.headers["Accept-Language"] = accept
    browser.submit(
        browser.get("/sign-up"),
        "/sign-up",
        name="Amélie",
        email="amelie@example.com",
        password="lavande-et-thym",
    )
    [mail] = mails.waiting(app)
    assert words in mail["subject"]
