"""The HTTP table of section 5, page by page, and its forms without JavaScript."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.contracts.outside import Answer, Site, article, eventually, thread, write

PASSED = re.compile(r"/questions/(\d+)-([\w-]+)")


@pytest.fixture(scope="module")
def shop(live: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site with something to read, in two languages and two topics."""
    lines = [
        article("fox-en", "Declined fox card", "Your <b>fox</b> card & you.", summary="What to do."),
        article("fox-fr", "Carte renard refusée", "Votre carte fox.", lang="fr", translation_of="fox-en"),
        thread("fox-t", "Where is my fox parcel", "It is late.", category="parcels", answers=[
            {"author": "user-2", "body": "Ask the depot.", "created": "2026-01-06", "score": 2, "accepted": True}]),
        thread("fox-u", "Fox parcel without answer", "Anybody?", category="parcels"),
    ]  # fmt: skip
    live.run("import", str(write(tmp_path_factory.mktemp("shop") / "shop.jsonl", *lines)))
    return live


def links(page: Answer, pattern: str) -> list[str]:
    """Addresses on the page, in order, each once, without what follows the question mark."""
    found = re.findall(rf'href="({pattern})(?:\?[^"]*)?"', page.text)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=fox", "/search", "/ask", "/questions", "/questions?filter=unanswered", "/questions?filter=unsolved",
     "/faq", "/faq/cards", "/faq/parcels", "/sign-in", "/sign-up", "/privacy"],
)  # fmt: skip
def test_pages_for_everybody(shop: Site, path: str) -> None:
    page = shop.guest().get(path, follow=False)
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert len(re.findall(r"<h1[ >]", page.text)) == 1
    assert "<title>" in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("path", ["/desk", "/my/cases", "/my/questions", "/my/data", "/moderation"])
def test_pages_of_somebody_lead_a_guest_to_sign_in_and_back(shop: Site, path: str) -> None:
    guest = shop.guest()
    answer = guest.get(path, follow=False)
    assert answer.status in (302, 303)
    assert answer.headers["Location"].startswith("/sign-in?next=")
    form = guest.get(path)
    assert form.path.startswith("/sign-in")
    back = guest.fill(form, "/sign-in", email=shop.people["mo"], password="a quiet afternoon in March")
    assert (back.status, back.path) == (200, path)


@pytest.mark.parametrize(
    "path", ["/nothing", "/questions/999999", "/articles/999999-x", "/faq/nothing", "/desk/cases/1x"]
)
def test_what_is_not_there_is_a_page_that_says_so(shop: Site, path: str) -> None:
    page = shop.guest().get(path)
    assert (page.status, page.type) == (404, "text/html")
    assert page.headers["Cache-Control"] == "no-store"


def test_search_filters_by_topic_kind_and_language(shop: Site) -> None:
    guest = shop.guest()

    def found(query: str) -> set[str]:
        return {
            path.rpartition("/")[2].partition("-")[2]
            for path in links(guest.get(f"/search?{query}"), r"/(?:articles|questions)/\d+-[^?\"]+")
        }

    assert {"declined-fox-card", "where-is-my-fox-parcel"} <= found("q=fox")
    assert "where-is-my-fox-parcel" not in found("q=fox&topic=cards")
    assert "declined-fox-card" in found("q=fox&topic=cards")
    assert "declined-fox-card" not in found("q=fox&kind=question")
    assert "where-is-my-fox-parcel" not in found("q=fox&kind=article")
    assert found("q=fox&lang=fr") == {"carte-renard-refusee"}
    assert found("q=fox&topic=&kind=&lang=&page=") == found("q=fox")
    assert guest.get("/search?q=fox&page=99").status == 200
    assert guest.get("/search?q=fox&page=nonsense&kind=nonsense&topic=nonsense&lang=nonsense").status == 200


def test_results_say_why(shop: Site) -> None:
    text = shop.guest().get("/search?q=fox+parcel").text
    assert "<mark>" in text
    assert re.search(r"Solved", text)
    assert "<b>fox</b>" not in text


def test_suggestions_as_json_and_as_a_fragment(shop: Site) -> None:
    said = shop.guest().get("/search/suggest?q=declined+f")
    assert (said.status, said.type) == (200, "application/json")
    assert "Declined fox card" in [each["title"] for each in said.json()["suggestions"]]
    fragment = shop.guest().get("/search/suggest?q=declined+f", **{"HX-Request": "true"})
    assert fragment.type == "text/html"
    assert "<html" not in fragment.text
    assert shop.guest().get("/search/suggest?q=").json()["suggestions"] == []
    assert shop.guest().get("/search/suggest").status == 200


def test_suggestions_while_asking(shop: Site) -> None:
    fragment = shop.guest().get("/ask/suggestions?title=fox+parcel+late&body=where+is+it")
    assert (fragment.status, fragment.type) == (200, "text/html")
    assert 1 <= len(links(fragment, r"/(?:articles|questions)/\d+-[^?\"]+")) <= 5
    assert "Where is my fox parcel" in fragment.text


def test_words_of_the_search_are_in_the_form(shop: Site) -> None:
    page = shop.guest().get("/search?q=fox+on+the+roof")
    asking = re.search(r'href="(/ask\?[^"]+)"', page.text)
    assert asking
    form = shop.guest().get(asking[1].replace("&amp;", "&")).form("/ask")
    assert form.fields["title"] == "fox on the roof"


def test_an_article_is_read_in_its_languages_and_an_old_address_leads_to_it(shop: Site) -> None:
    guest = shop.guest()
    (url,) = links(guest.get("/faq/cards"), r"/articles/\d+-declined-fox-card")
    page = guest.get(url)
    assert page.status == 200
    assert "carte-renard-refusee" in page.text
    number = re.search(r"/articles/(\d+)", url)
    assert number
    for old in (f"/articles/{number[1]}", f"/articles/{number[1]}-an-older-title"):
        moved = guest.get(old, follow=False)
        assert moved.status in (301, 302, 308)
        assert moved.headers["Location"].endswith(url)
    mo = shop.signed_in("mo")
    assert "Revision" in mo.get(f"{url}/history").text
    assert mo.get(f"{url}/edit").form(f"{url}/edit").fields["title"] == "Declined fox card"
    assert guest.get(f"{url}/edit", follow=False).status in (302, 303)
    assert shop.signed_in("carla").get(f"{url}/edit").status == 403


def test_lists_filter(shop: Site) -> None:
    guest = shop.guest()
    assert "Fox parcel without answer" in guest.get("/questions?filter=unanswered&topic=parcels").text
    assert "Where is my fox parcel" not in guest.get("/questions?filter=unanswered&topic=parcels").text
    assert "Where is my fox parcel" not in guest.get("/questions?filter=unsolved&topic=parcels").text
    mine = guest.get("/questions?filter=mine", follow=False)
    assert mine.status in (302, 303)
    assert shop.signed_in("carla").get("/questions?filter=mine").status == 200


def test_health_for_machines(shop: Site) -> None:
    for path in ("/healthz", "/readyz"):
        said = shop.guest().get(path)
        assert (said.status, said.type) == (200, "application/json")
        assert json.loads(said.content)["status"] == "ok"
    metrics = shop.guest().get("/metrics")
    assert (metrics.status, metrics.type) == (200, "text/plain")
    assert re.search(r"^askwell_requests_total\{", metrics.text, re.MULTILINE)
    assert shop.guest().get("/metrics", **{"X-Forwarded-For": "198.51.100.7"}).status == 404


def test_a_question_is_asked_once_answered_voted_accepted_and_escalated_with_forms(shop: Site) -> None:
    carla, bob = shop.signed_in("carla"), shop.signed_in("bob")
    form = carla.get("/ask")
    words = {"title": "Fox collar does not shine", "body": "Not **at all**.", "topic": "cards", "lang": "en"}
    posted = carla.fill(form, "/ask", **words)
    assert posted.status == 200
    came = PASSED.match(posted.path)
    assert came, posted.path
    assert "<strong>at all</strong>" in posted.text
    again = carla.fill(form, "/ask", **words)
    assert again.path == posted.path, "the same form sent twice is one question"

    number, url = came[1], posted.path
    answered = bob.fill(bob.get(url), f"/questions/{number}/answers", body="Charge it in the sun.")
    assert "Charge it in the sun." in answered.text
    page = carla.get(url)
    voted = carla.fill(page, "/votes/answer:", value="1")
    assert voted.status == 200
    solved = carla.fill(carla.get(url), f"/questions/{number}/solution")
    assert (solved.status, solved.path.partition("?")[0]) == (200, url)
    assert re.search("Solved|Solution", solved.text)
    assert eventually(lambda: "fox-collar" in shop.guest().get("/search?q=collar+shine").text, 2)
    assert carla.fill(carla.get(url), f"/questions/{number}/solution/removal").status == 200
    asked = carla.fill(carla.get(url), f"/questions/{number}/escalation", note="Please.")
    assert asked.status == 200
    assert "Fox collar does not shine" in carla.get("/my/cases").text
    assert "Fox collar does not shine" in carla.get("/my/questions").text

    ana = shop.signed_in("ana")
    found = {path: ana.get(path).text for path in links(ana.get("/desk"), r"/desk/cases/\d+")}
    (case,) = [path for path, text in found.items() if re.search(r"<h1[^>]*>\s*Fox collar", text)]
    claimed = ana.fill(ana.get(case), f"{case}/claim")
    assert claimed.status == 200
    replied = ana.fill(ana.get(case), f"{case}/replies", body="We send you a new collar.")
    assert replied.status == 200
    assert "We send you a new collar." in shop.guest().get(url).text
    assert carla.fill(carla.get("/my/cases"), "/my/cases/", solved="yes").status == 200


def test_nobody_posts_from_another_site_and_nothing_typed_is_lost(shop: Site) -> None:
    carla = shop.signed_in("carla")
    fields = {"title": "Forged fox", "body": "words of mine", "topic": "cards", "lang": "en"}
    without = carla.post("/ask", fields)
    assert without.status == 400
    assert "words of mine" in without.text
    form = carla.get("/ask").form("/ask")
    forged = carla.post("/ask", {**form.fields, **fields}, Origin="https://evil.example")
    assert forged.status == 400
    own = carla.post("/ask", {**form.fields, **fields}, Origin=f"http://127.0.0.1:{shop.port}")
    assert own.status == 200
    assert PASSED.match(own.path)


def test_signing_out_ends_the_session(shop: Site) -> None:
    carla = shop.signed_in("carla")
    before = dict(carla.cookies)
    assert carla.fill(carla.get("/"), "/sign-out").status == 200
    carla.cookies = before
    assert carla.get("/my/questions").path.startswith("/sign-in")


def test_a_form_with_errors_comes_back_filled(shop: Site) -> None:
    carla = shop.signed_in("carla")
    page = carla.fill(carla.get("/ask"), "/ask", title="", body="All I had to say", topic="cards", lang="en")
    assert page.status == 422
    assert page.form("/ask").fields["body"] == "All I had to say"


def test_somebody_signs_in_a_dozen_times(shop: Site) -> None:
    for _ in range(12):
        shop.signed_in("bob")
    wrong = shop.guest()
    page = wrong.fill(wrong.get("/sign-in"), "/sign-in", email=shop.people["bob"], password="not this one")
    assert page.status == 422


def test_a_guest_browser_is_kept_quick_and_fresh(shop: Site, tmp_path: Path) -> None:
    page = shop.guest().get("/faq/cards")
    assert "Otter card" not in page.text
    shop.run("import", str(write(tmp_path / "new.jsonl", article("otter", "Otter card", "Swims."))))
    assert eventually(lambda: "Otter card" in shop.guest().get("/faq/cards").text, 2)
