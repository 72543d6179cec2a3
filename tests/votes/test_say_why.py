"""Beside yes and no readers may say why, and what they searched for; somebody of the company reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.search import readers
from forum.search.models import Hit
from forum.votes import actions, policy, queries
from forum.votes.models import Verdict
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.votes.stage import SEARCH, article, pressed, searched


def said(app: Askwell) -> Verdict:
    with app.app_context():
        found = db.session.query(Verdict).one()
        db.session.expunge(found)
        return found


@pytest.mark.parametrize("answer", ["Yes", "No"])
def test_whoever_says_yes_or_no_may_say_why(app: Askwell, cast: Cast, browser: Browser, answer: str) -> None:
    page = pressed(browser, article(app, cast), answer)
    page = browser.submit(page, "Send", reason=["outdated", "incomplete"], note="The button is gone.")
    assert "Thank you" in page.text
    verdict = said(app)
    assert verdict.helped == (answer == "Yes")
    assert (verdict.reason, verdict.note) == ("outdated incomplete", "The button is gone.")


def test_every_reason_of_the_list_can_be_given_and_no_other(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    assert set(policy.REASONS) == {"inaccurate", "outdated", "incomplete", "confusing", "other_way", "other"}
    page = pressed(browser, article(app, cast), "No")
    assert all(words in page.text for words in policy.REASONS.values())
    assert browser.submit(page, "Send", reason="because").status == 422
    browser.submit(page, "Send", reason=list(policy.REASONS))
    assert set(said(app).reason.split()) == set(policy.REASONS)


def test_neither_reason_nor_words_are_asked_for_twice_or_needed(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    path = article(app, cast)
    browser.submit(pressed(browser, path, "No"), "Send")
    assert said(app).said_at is None
    browser.submit(pressed(browser, path, "No"), "Send", note="The button is gone.")
    pressed(browser, path, "No")
    assert said(app).note == "The button is gone."
    pressed(browser, path, "Yes")
    assert (said(app).note, said(app).reason, said(app).said_at) == ("", "", None)


def test_without_leave_the_search_stays_unknown(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    page = pressed(browser, path, "No", searched(browser))
    assert f"Tell the editors that I searched for “{SEARCH}”" in page.text
    assert "allow_words" not in {name for name, _ in page.form("Send").fields}
    browser.submit(page, "Send", note="It says nothing of abroad.")
    assert said(app).words == ""


def test_with_leave_the_editors_see_the_search(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    page = pressed(browser, path, "No", searched(browser))
    browser.submit(page, "Send", note="It says nothing of abroad.", allow_words="1")
    assert said(app).words == SEARCH
    assert SEARCH in Browser(app).sign_in(cast.ana).get("/verdicts").text


def test_the_search_of_somebody_else_is_neither_shown_nor_kept(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    path = article(app, cast)
    of_bob = searched(Browser(app).sign_in(cast.bob), "my secret illness")
    page = pressed(browser, path, "No", of_bob)
    assert "my secret illness" not in page.text
    browser.submit(page, "Send", note="Bad.", allow_words="1", s=of_bob)
    assert said(app).words == ""


def wrote(app: Askwell, cast: Cast, path: str, note: str, answer: str = "No", **more: object) -> None:
    """Another reader writes something."""
    reader = Browser(app)
    reader.headers["User-Agent"] = f"Mozilla/5.0 {note}"
    reader.submit(pressed(reader, path, answer), "Send", note=note, **more)


def notes(app: Askwell, viewer: object, **wanted: object) -> list[str]:
    with app.app_context():
        found = queries.voices(viewer, 1, queries.Wanted(**wanted))  # type: ignore[arg-type]
        return [voice.said.note for voice in found]


def test_what_most_people_read_of_late_is_heard_first(app: Askwell, cast: Cast) -> None:
    quiet = f"/articles/{factories.article(app, cast, 'Quiet')}-quiet"
    number = factories.article(app, cast, "Busy")
    with site(app):
        for n in range(3):
            db.session.add(Hit(document=f"article:{number}", visitor=f"v{n}", day=clock.now().date()))
        readers.count()
    wrote(app, cast, f"/articles/{number}-busy", "Of the busy one")
    wrote(app, cast, quiet, "Of the quiet one")
    assert notes(app, cast.ana) == ["Of the busy one", "Of the quiet one"]


def test_ana_reads_it_and_it_waits_no_more(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    for note in ("First", "Second", "Third"):
        wrote(app, cast, path, note)
    browser.sign_in(cast.ana)
    page = browser.get("/verdicts")
    assert all(note in page.text for note in ("First", "Second", "Third"))
    ids = [v for k, v in page.form("/verdicts/reading").fields if k == "id"]
    assert ids == []  # none is ticked
    with app.app_context():
        first, second, _ = (v.id for v in db.session.query(Verdict).order_by(Verdict.id))
    page = browser.submit(page, "Mark the chosen ones as read", id=[first, second])
    assert "Third" in page.text
    assert "First" not in page.text
    assert notes(app, cast.ana) == ["Third"]
    assert set(notes(app, cast.ana, unread=False)) == {"First", "Second", "Third"}
    with site(app):
        assert db.session.get_one(Verdict, first).read_by_id == cast.ana.id
        assert queries.unread_count() == 1
    assert "Mark as read" in browser.get("/verdicts?all=1").text


def test_what_is_written_anew_waits_again(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    browser.submit(pressed(browser, path, "No"), "Send", note="Before")
    with site(app):
        db.session.query(Verdict).one().read_at = clock.now()
    assert notes(app, cast.ana) == []
    browser.submit(pressed(browser, path, "No"), "Send", note="After")
    assert notes(app, cast.ana) == ["After"]


def test_the_list_can_be_narrowed(app: Askwell, cast: Cast) -> None:
    one, other = (
        article(app, cast),
        f"/articles/{factories.article(app, cast, 'Andere', lang='sv', topic_slug='cards')}-andere",
    )
    wrote(app, cast, one, "Old", reason="outdated")
    wrote(app, cast, other, "Fine", "Yes", reason="other_way")
    with app.app_context():
        topic = db.session.query(Verdict).filter_by(note="Fine").one().topic_id
    assert notes(app, cast.ana, helped=True) == ["Fine"]
    assert notes(app, cast.ana, helped=False) == ["Old"]
    assert notes(app, cast.ana, reason="outdated") == ["Old"]
    assert notes(app, cast.ana, reason="other") == []
    assert notes(app, cast.ana, lang="sv") == ["Fine"]
    assert notes(app, cast.ana, topic=topic) == ["Fine"]
    assert notes(app, cast.ana, document="article:1") == ["Old"]


def test_the_text_itself_tells_its_team(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    wrote(app, cast, path, "The button is gone.", reason="outdated")
    page = browser.sign_in(cast.ana).get(path)
    assert "The button is gone." in page.text
    assert "It looks outdated" in page.text
    page = browser.submit(page, "Mark as read")
    assert page.path == path
    assert notes(app, cast.ana) == []
    assert "The button is gone." not in browser.sign_out().get(path).text


def test_a_solved_question_leads_there(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = factories.question(app, cast.carla)
    factories.answer(app, asked, cast.bob, accepted=True)
    path = f"/questions/{asked}-card-declined-abroad"
    wrote(app, cast, path, "Not in Japan.")
    page = browser.sign_in(cast.ana).get(path)
    assert "Not in Japan." in browser.get(page.link("All that readers say")).text
    assert "All that readers say" not in browser.sign_in(cast.bob).get(path).text


def test_readers_do_not_read_each_other(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.carla)
    assert browser.get("/verdicts").status == 403
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    assert browser.post("/verdicts/reading", {"csrf_token": token, "id": "1"}).status == 403


def test_script_in_a_readers_words_stays_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    wrote(app, cast, path, "<script>alert(1)</script>")
    browser.sign_in(cast.ana)
    for page in (browser.get(path), browser.get("/verdicts")):
        assert "&lt;script&gt;alert(1)" in page.html
        assert "<script>alert(1)" not in page.html


def test_a_person_gets_her_words_and_takes_them_along(app: Askwell, cast: Cast, browser: Browser) -> None:
    from forum.votes.personal_data import ENTRIES

    entry = next(e for e in ENTRIES if e.table == "verdict")
    browser.sign_in(cast.dan)
    browser.submit(pressed(browser, article(app, cast), "No"), "Send", note="My words.")
    with site(app):
        verdict = db.session.query(Verdict).one()
        verdict.read_at, verdict.read_by_id = clock.now(), cast.ana.id
    with site(app):
        assert [row["note"] for row in entry.export(cast.dan.id)] == ["My words."]
        assert "My words." not in str(entry.export(cast.ana.id))
        entry.erase(cast.ana.id)
        entry.erase(cast.dan.id)
    verdict = said(app)
    assert (verdict.note, verdict.said_at, verdict.read_by_id, verdict.helped) == ("", None, None, False)


def test_after_a_year_the_words_are_gone_and_the_verdict_still_counts(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    browser.submit(pressed(browser, article(app, cast), "No"), "Send", note="Old words.", reason="outdated")
    with clock.moved(timedelta(days=policy.WORDS_DAYS - 1)), site(app):
        assert actions.forget_old() == 0
    with clock.moved(timedelta(days=policy.WORDS_DAYS + 1)), site(app):
        assert actions.forget_old() == 1
    verdict = said(app)
    assert (verdict.note, verdict.said_at, verdict.helped, verdict.reason) == ("", None, False, "outdated")
    assert "kept for 365 days" in browser.get("/privacy").text
