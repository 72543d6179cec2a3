"""Who finds a way in learns whom to tell, where programs look for it (RFC 9116)."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum import Askwell
from forum.core import choices, clock
from tests.factories import Cast, site
from tests.pages import Browser

PATH = "/.well-known/security.txt"


def _read(app: Askwell) -> dict[str, str]:
    response = app.test_client().get(PATH)
    assert (response.status_code, response.content_type) == (200, "text/plain; charset=utf-8")
    return dict(line.split(": ", 1) for line in response.text.splitlines())


def test_it_names_who_was_named_until_a_day_within_a_year(app: Askwell, cast: Cast) -> None:
    settings = app.config["SETTINGS"]
    with site(app):
        choices.change({"privacy.contact": "privacy@shop.example"}, by=cast.root)
    assert _read(app)["Contact"] == "mailto:privacy@shop.example"
    settings.security_contact = "https://shop.example/security"
    settings.base_url = "https://localhost"
    settings.default_language = "sv"
    said = _read(app)
    assert said["Contact"] == "https://shop.example/security"
    assert said["Preferred-Languages"] == "sv, en"
    assert said["Canonical"] == f"https://localhost{PATH}"
    left = datetime.fromisoformat(said["Expires"]) - clock.now()
    assert timedelta(days=30) < left < timedelta(days=365)
    assert "No security.txt" not in app.test_cli_runner().invoke(args=["doctor"]).output


def test_where_nobody_is_named_there_is_none_and_the_doctor_says_so(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    said = "note  No security.txt: say with ASKWELL_SECURITY_CONTACT"
    assert browser.get(PATH).status == 404
    assert said in app.test_cli_runner().invoke(args=["doctor"]).output
    with site(app):  # a sentence reaches no program
        choices.change({"privacy.contact": "Ask anybody of us."}, by=cast.root)
    assert browser.get(PATH).status == 404
    assert said in app.test_cli_runner().invoke(args=["doctor"]).output
