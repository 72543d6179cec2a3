"""Section 7: what somebody may not see is nowhere: no page, result, snippet, suggestion, count or API answer."""

from __future__ import annotations

import pytest

from tests.contracts.outside import Answer, Site, Visitor, eventually

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>[x](javascript:alert(3))"


def ask(live: Site, by: Visitor, title: str, body: str) -> Answer:
    """Ask with the form; the page of the question."""
    posted = by.fill(by.get("/ask"), "/ask", title=title, body=body, topic="cards", lang="en")
    assert posted.path.startswith("/questions/"), posted.text
    return posted


def places(word: str, url: str) -> list[str]:
    """Where a guest could come across it."""
    number = url.removeprefix("/questions/").partition("-")[0]
    return [
        *(
            "/",
            "/questions",
            "/questions?filter=unanswered",
            "/questions?filter=unsolved",
            "/faq",
            "/faq/cards",
        ),
        *(f"/search?q={word}", f"/search?q={word}&kind=question&topic=cards", f"/search/suggest?q={word}"),
        *(
            f"/ask/suggestions?title={word}&body={word}",
            url,
            f"/questions/{number}",
            f"{url.rpartition('-')[0]}-x",
        ),
        *(f"/api/v1/search?q={word}", "/api/v1/questions", f"/api/v1/questions/{number}"),
    ]


@pytest.mark.parametrize("deed", ["hiding", "deletion"])
def test_what_a_moderator_took_away_is_nowhere(live: Site, deed: str) -> None:
    word = {"hiding": "zyzzyva", "deletion": "quokkabird"}[deed]
    carla, mo = live.signed_in("carla"), live.signed_in("mo")
    url = ask(live, carla, f"The {word} of my neighbour", f"It is a {word} in the garden.").path
    assert eventually(lambda: live.guest().found(word), 2)
    seen = [path for path in places(word, url) if word in live.guest().get(path).text]
    assert len(seen) >= 9, seen

    number = url.removeprefix("/questions/").partition("-")[0]
    desk = f"/moderation/posts/question/{number}"
    taken = mo.fill(mo.get(desk), desk, deed=deed, because="It is private.")
    assert taken.status == 200
    for who in (live.guest(), live.signed_in("bob")):
        for path in places(word, url):
            answer = who.get(path)
            # The searcher's own words stand in the search box; nothing that was written may stand anywhere.
            assert f"{word} of my" not in answer.text, path
            assert f"{word} in the" not in answer.text, path
            assert f"the-{word}" not in answer.text or answer.status == 404, path
    assert live.guest().get(url).status == 404
    assert live.guest().api("GET", f"questions/{number}").status == 404
    assert live.guest().search(word)["total"] == len(live.guest().search(word)["results"])
    unseen = live.guest().get("/questions/999999-the-other")
    assert len(live.guest().get(url).text) == pytest.approx(len(unseen.text), abs=200), "as if it never was"


def test_a_case_and_its_notes_are_for_the_company_and_the_customer(live: Site) -> None:
    carla, ana = live.signed_in("carla"), live.signed_in("ana")
    url = ask(live, carla, "A plain question about cards", "Nothing secret here.").path
    number = url.removeprefix("/questions/").partition("-")[0]
    sent = {"question": f"question:{number}", "note": "My number is krummhorn."}
    made = live.key_of("carla").api("POST", "cases", sent).json()
    case = f"/desk/cases/{made['id'].partition(':')[2]}"
    assert "krummhorn" in ana.get(case).text
    ana.fill(ana.get(case), f"{case}/notes", note="She is a glockenspiel.")
    assert "glockenspiel" in ana.get(case).text
    for who in (live.guest(), live.signed_in("bob")):
        assert who.get(case, follow=False).status in (303, 403)
        for path in (
            url,
            f"/api/v1/questions/{number}",
            "/search?q=krummhorn",
            "/",
            "/questions",
            "/api/v1/cases",
        ):
            text = who.get(path).text
            assert "My number is" not in text, path
            assert "glockenspiel" not in text, path
    for path in (url, "/my/cases", "/my/questions"):
        assert "glockenspiel" not in carla.get(path).text, path
    assert "glockenspiel" not in live.key_of("carla").api("GET", "cases").text


def test_a_draft_is_nowhere_until_it_is_published(live: Site) -> None:
    ana = live.signed_in("ana")
    form = ana.get("/articles/new")
    words = {"title": "The didgeridoo policy", "summary": "", "body": "A didgeridoo costs extra.", "phrasings": "",
             "topic": "cards", "lang": "en", "intent": "draft"}  # fmt: skip
    saved = ana.fill(form, "/articles/new", **words)
    assert saved.status == 200
    url = saved.path.partition("?")[0]
    assert "didgeridoo" in saved.text
    assert live.guest().get(url).status == 404
    for path in (
        "/faq",
        "/faq/cards",
        "/search?q=didgeridoo",
        "/api/v1/search?q=didgeridoo",
        "/api/v1/articles",
    ):
        assert "didgeridoo policy" not in live.guest().get(path).text, path
        assert "costs extra" not in live.guest().get(path).text, path
    assert live.guest().get("/search/suggest?q=didger").json()["suggestions"] == []


def test_no_post_runs_script(live: Site) -> None:
    carla = live.signed_in("carla")
    page = ask(live, carla, f"Whistle {EVIL}", EVIL)
    eventually(lambda: live.guest().found("whistle alert"), 2)
    for path in (
        page.path,
        "/questions",
        "/",
        "/search?q=whistle+alert",
        "/ask/suggestions?title=whistle+alert&body=",
    ):
        text = live.guest().get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert 'href="javascript:' not in text, path


def test_nobody_is_named_by_address(live: Site) -> None:
    carla = live.signed_in("carla")
    url = ask(live, carla, "A question with an author", "It is by me.").path
    number = url.removeprefix("/questions/").partition("-")[0]
    for path in (url, "/questions", f"/api/v1/questions/{number}", "/api/v1/questions", "/search?q=author"):
        assert "carla@example.com" not in live.guest().get(path).text, path
        assert "carla@example.com" not in live.signed_in("bob").get(path).text, path


def test_a_readers_browser_calls_nobody_else(live: Site) -> None:
    import re

    for path in ("/", "/search?q=card", "/questions", "/faq", "/ask", "/sign-in"):
        page = live.guest().get(path)
        tags = re.sub(
            r'<link rel="(?:canonical|alternate)"[^>]*>', "", page.text
        )  # names, not things to load
        loaded = re.findall(r'(?:src|srcset|<link[^>]*href)="(https?:)?//[^"]*"', tags)
        assert loaded == [], path
        assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
