"""Nobody is led from this site to another by an address that somebody else wrote."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core import forms
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser
from tests.security.doors import TABLE, WHO
from tests.security.scene import Scene, nothing_kept
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address

#: What browsers, or some of them, read as another site. Written for this test; the classes are ASVS 5.0 3.7.2's.
ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\\/evil.example/",
    "/\t/evil.example/",
    "\t//evil.example/",
    "/\n/evil.example/",
    "/%09/evil.example/",
    "https:evil.example/",
    "https:/evil.example/",
    "http:///evil.example/",
    "HTTPS://EVIL.EXAMPLE/",
    "http://localhost@evil.example/",
    "http://localhost:pass@evil.example/",
    "http://localhost.evil.example/",
    "http://evil.example\\@localhost/",
    "http://evil.example#@localhost/",
    "http://evil.example?@localhost/",
    "http://[::1]@evil.example/",
    "http://localhost:80:80/",
    "//[",
    "http://a℀b.example/",
    "/。/evil.example",
    "//evil。example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//http://localhost/",
    "\x01javascript:alert(1)",
    "data:text/html,x",
    "mailto:a@evil.example",
    "/\r\nSet-Cookie: a=b",
    "/x\r\nLocation: https://evil.example/",
    "ftp://localhost/",
)
NAMES = (
    "next",
    "back",
    "back_to",
    "to",
    "url",
    "return",
    "return_to",
    "redirect",
    "r",
    "goto",
    "came_from",
    "s",
)


def leads_away(address: str) -> bool:
    """Whether a browser that is at this site would leave it. Browsers read a backslash as a slash, and no tabs."""
    plain = "".join(c for c in address if c not in "\t\r\n").strip().replace("\\", "/")
    return urlsplit(urljoin("http://localhost/a/b", plain)).netloc.lower() not in ("localhost", "")


def _led(answer: Any) -> list[str]:
    return [
        answer.headers[name]
        for name in ("Location", "HX-Redirect", "HX-Location", "Refresh")
        if name in answer.headers
    ]


def _led_by(trier: Trier, rule: str, given: Any, who: str, said: str) -> list[str]:
    values, sent, _words = given
    data = {**dict.fromkeys(NAMES, said), **sent, "csrf_token": trier.tokens[who]}
    path = address(trier.scene, rule, values)
    with nothing_kept():
        referrer = said if said.isascii() and said.isprintable() else "//["
        return _led(
            trier.client.post(path, data=data, headers={**trier.headers_of(who), "Referer": referrer})
        )


def test_no_form_leads_to_another_site(scene: Scene, tally: Tally) -> None:
    trier, tries, following = Trier(scene), 0, set()
    scene.numbers.setdefault("session", 1), scene.numbers.setdefault("token", 1)
    for rule, cases in TABLE.items():
        if not rule.startswith("POST /") or rule.startswith("POST /api/"):
            continue
        given = next((case for case in cases if "303" in case[2].split()), None)
        if given is None:
            continue
        answers = given[2].partition("/")[0].split()
        who = "root" if len(answers) == 1 or answers[WHO.index("root")] == "303" else "carla"
        follows = any("/marked" in led for led in _led_by(trier, rule, given, who, "http://localhost/marked"))
        following |= {rule} if follows else set()
        for said in ELSEWHERE if follows else ELSEWHERE[:2]:
            tries += 1
            for led in _led_by(trier, rule, given, who, said):
                assert not leads_away(led), (rule, said, led)
    assert len(following) > 10, following
    tally("addresses of other sites not followed", tries)


def test_signing_in_leads_back_to_a_page_of_this_site(app: Askwell, cast: Cast) -> None:
    carla = cast.carla
    with site(app):
        db.session.get_one(Person, carla.id).password_hash = passwords.hashed("correct horse battery")
    sent = {"email": "carla@example.com", "password": "correct horse battery"}
    for said, to in (
        ("/questions?filter=mine", "/questions?filter=mine"),
        *((evil, None) for evil in ELSEWHERE),
    ):
        browser = Browser(app)
        form = dict(browser.get("/sign-in").form("/sign-in").fields)
        answer = browser.client.post("/sign-in", data={**form, **sent, "next": said})
        assert answer.status_code == 303
        assert not leads_away(answer.location), (said, answer.location)
        assert to is None or answer.location == to
        assert "\n" not in answer.location
        assert [cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie")] != ["a"]


def test_a_path_of_this_site_is_all_that_an_address_may_give(app: Askwell) -> None:
    with app.test_request_context("/"):
        for said in ELSEWHERE:
            path = forms.local_path(said)
            assert path is None or not leads_away(path), said
        assert forms.local_path("https://evil.example/account") is None
        assert forms.local_path("/questions?q=1") == "/questions?q=1"
        assert forms.local_path("http://localhost/a") == "/a"
        assert leads_away("//evil.example")
        assert leads_away("/\\evil.example")
