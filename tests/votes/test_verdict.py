"""Did this help? Every reader may say so, once a revision, and the next search knows."""

from __future__ import annotations

from forum import Askwell
from forum.core import clock, events
from forum.core.db import db
from forum.search.models import DocumentSignal, SearchRecord
from forum.votes.models import Verdict
from tests.factories import Cast, answer, question, site
from tests.pages import Browser, Page
from tests.threads.stage import path_of


def solved(app: Askwell, cast: Cast) -> int:
    asked = question(app, cast.carla)
    answer(app, asked, cast.bob, accepted=True)
    return asked


def signal(app: Askwell, number: int) -> tuple[int, int]:
    with site(app):
        row = db.session.query(DocumentSignal).filter_by(document=f"question:{number}").one()
        return row.helped, row.not_helped


def say(browser: Browser, path: str, words: str) -> Page:
    return browser.submit(browser.get(path), "Yes, it helped", button=words)


def test_a_guest_says_yes_and_it_counts_at_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    page = say(browser, path_of(app, asked), "Yes")
    assert "Thank you" in page.text
    assert page.link("Back to the text") == path_of(app, asked)
    assert signal(app, asked) == (1, 0)


def test_no_is_asked_why_and_a_changed_mind_counts_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    page = say(browser, path_of(app, asked), "No")
    assert signal(app, asked) == (0, 1)
    assert "Why did it not help?" in page.text
    page = browser.submit(page, "Send", reason="outdated", note="The button is gone.")
    assert "Thank you" in page.text
    with site(app):
        said = db.session.query(Verdict).one()
        assert (said.helped, said.reason, said.note) == (False, "outdated", "The button is gone.")
    say(browser, path_of(app, asked), "Yes")
    assert signal(app, asked) == (1, 0)
    with site(app):
        assert db.session.query(Verdict).one().note == ""


def test_a_person_counts_once_wherever_they_sit(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    for agent in ("Mozilla/5.0 telephone", "Mozilla/5.0 desk"):
        browser.headers["User-Agent"] = agent
        say(browser.sign_in(cast.dan), path_of(app, asked), "Yes")
    assert signal(app, asked) == (1, 0)
    assert "You said that it helped" in browser.get(path_of(app, asked)).text
    guest = Browser(app)
    for agent in ("Mozilla/5.0 telephone", "Mozilla/5.0 desk"):
        guest.headers["User-Agent"] = agent
        say(guest, path_of(app, asked), "Yes")
    assert signal(app, asked) == (3, 0)


def test_another_solution_starts_anew(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    say(browser, path_of(app, asked), "No")
    answer(app, asked, cast.dan, "A better one", accepted=True)
    assert signal(app, asked) == (0, 0)


def test_carla_does_not_judge_her_own_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    page = browser.sign_in(cast.carla).get(path_of(app, asked))
    assert not page.has_form("Yes, it helped")
    token = dict(page.form("Post the answer").fields)["csrf_token"]
    sent = {"csrf_token": token, "target": f"question:{asked}", "helped": "1"}
    assert browser.post("/verdicts", sent).status == 403


def test_nonsense_is_refused(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    for fields, status in (
        ({"target": "question:99"}, 404),
        ({"target": "answer:1"}, 422),
        ({"target": ""}, 404),
        ({"target": f"question:{asked}", "helped": "0", "reason": "because"}, 422),
        ({"target": f"question:{asked}", "helped": "0", "reason": "other", "note": "x" * 501}, 422),
    ):
        assert browser.post("/verdicts", {"csrf_token": token, **fields}).status == status


def test_it_is_known_which_search_it_came_from_and_the_trail_hears_of_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = solved(app, cast)
    dan = cast.dan
    with site(app):
        db.session.add(
            SearchRecord(
                id="00112233445566aa", at=clock.now(), visitor="v", query="q", lang="en", total=1, shown=[]
            )
        )
    heard: list[dict[str, object]] = []
    events._subscribers["verdict.given"].append(lambda **values: heard.append(values))
    try:
        page = browser.sign_in(dan).get(path_of(app, asked) + "?s=00112233445566aa-2")
        browser.headers["Referer"] = f"http://localhost{path_of(app, asked)}?s=00112233445566aa-2"
        browser.submit(page, "Yes, it helped", button="No")
    finally:
        events._subscribers["verdict.given"].pop()
    with site(app):
        assert db.session.get_one(SearchRecord, "00112233445566aa").outcome == "not_helped"
        assert db.session.query(Verdict).one().words == ""
    assert heard[0]["document"] == f"question:{asked}"
    assert (heard[0]["person_id"], heard[0]["helped"]) == (dan.id, False)


def test_without_a_reload_the_box_alone_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = solved(app, cast)
    token = dict(browser.get(path_of(app, asked)).form("Yes, it helped").fields)["csrf_token"]
    part = browser.post(
        "/verdicts",
        {"csrf_token": token, "target": f"question:{asked}", "helped": "0"},
        **{"HX-Request": "true"},
    )
    assert "<html" not in part.html
    assert 'id="helped"' in part.html
    assert "Why did it not help?" in part.html
