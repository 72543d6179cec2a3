"""Reading a question: its address, its order, who may see it, and how few queries it takes."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import clock, markdown
from forum.core.db import db
from forum.search.models import Hit
from forum.threads import actions, helping
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import counted_queries, path_of

QUERIES_GUEST = 6
QUERIES_SIGNED_IN = 12


@pytest.mark.parametrize(
    "wrong", ["/questions/{id}", "/questions/{id}-", "/questions/{id}-an-old-title?page=1"]
)
def test_every_address_of_a_question_leads_to_the_right_one(
    app: Askwell, cast: Cast, browser: Browser, wrong: str
) -> None:
    asked = question(app, cast.carla)
    first = browser.client.get(wrong.format(id=asked))
    if wrong.endswith("-"):
        assert first.status_code == 404
        return
    assert first.status_code == 301
    assert (
        first.location.partition("?")[0] == path_of(app, asked) == f"/questions/{asked}-card-declined-abroad"
    )


def test_titles_in_any_script_have_an_address(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, title="刷卡被拒怎么办", lang="zh")
    odd = question(app, cast.carla, title="?!?!?")
    assert browser.get(f"/questions/{asked}").status == 200
    assert "刷卡被拒怎么办" in browser.get(path_of(app, asked)).text
    assert browser.get(f"/questions/{odd}").status == 200


def test_hidden_deleted_and_missing_look_the_same_to_others(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    hidden = question(app, cast.carla, "A secret canary", hidden_at=clock.now())
    deleted = question(app, cast.carla, "A gone canary", deleted_at=clock.now())
    missing = browser.get("/questions/99999-nothing")
    for person in (None, cast.bob, cast.ana):
        reader = Browser(app)
        if person:
            reader.sign_in(person)
        for number in (hidden, deleted):
            for path in (
                f"/questions/{number}",
                f"/questions/{number}-x",
                path_of(app, number),
                f"/questions/{number}/history",
            ):
                page = reader.get(path)
                assert page.status == 404, path
                assert "canary" not in page.html
    assert missing.status == 404
    carla = Browser(app).sign_in(cast.carla)
    assert "This question is hidden" in carla.get(path_of(app, hidden)).text
    assert carla.get(path_of(app, deleted)).status == 404
    mo = Browser(app).sign_in(cast.mo)
    assert mo.get(path_of(app, hidden)).status == mo.get(path_of(app, deleted)).status == 200


def test_hidden_answers_are_seen_by_their_author_and_moderators_only(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob, "A secret canary", hidden_at=clock.now())
    path = path_of(app, asked)
    for person, sees in (
        (None, False),
        (cast.carla, False),
        (cast.ana, False),
        (cast.bob, True),
        (cast.mo, True),
    ):
        reader = Browser(app)
        if person:
            reader.sign_in(person)
        assert ("canary" in reader.get(path).html) is sees
        assert (reader.get(f"/answers/{number}").status == 200) is sees


def test_no_kept_page_outlives_what_it_shows(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob, "A secret canary")
    path = path_of(app, asked)
    assert "canary" in browser.get(path).html
    assert browser.get(path).response.headers.get("X-Kept") == "1"
    with site(app):
        db.session.get_one(Answer, number).hidden_at = clock.now()
    assert "canary" not in browser.get(path).html


def test_the_solution_first_then_the_best_then_the_oldest(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    for text, score in (("oldest", 0), ("best", 7), ("second", 0)):
        answer(app, asked, cast.bob, text, score=score, helpfulness=helping.brought(score))
    answer(app, asked, cast.dan, "solution", accepted=True)
    page = browser.get(path_of(app, asked))
    places = [page.html.index(f"<p>{text}</p>") for text in ("solution", "best", "oldest", "second")]
    assert places == sorted(places)


def test_three_hundred_answers_take_no_more_queries_than_three(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked, bob = question(app, cast.carla), cast.bob.id
    with site(app):
        for number in range(300):
            db.session.add(
                Answer(
                    question_id=asked,
                    author_id=bob,
                    body="x",
                    body_html=f"<p>answer {number}</p>",
                    html_version=markdown.VERSION,
                    created_at=clock.now(),
                )
            )
        db.session.get_one(Question, asked).answer_count = 300
    path = path_of(app, asked)
    browser.headers["User-Agent"] = "a bot"  # which leaves no hits: they are written after the answer
    browser.get(path)  # the first page of a process also reads topics
    with counted_queries(app) as seen:
        page = browser.get(f"{path}?page=2")
    assert page.html.count("<article") == 21
    assert len(seen) <= QUERIES_GUEST, "\n\n".join(seen)
    signed_in = Browser(app).sign_in(cast.mo)  # staff leave no hits either
    signed_in.get(path)
    with counted_queries(app) as seen:
        signed_in.get(f"{path}?page=15")
    assert len(seen) <= QUERIES_SIGNED_IN, "\n\n".join(seen)


def test_a_link_to_an_answer_finds_its_page(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    last = [answer(app, asked, cast.bob, f"number {n}") for n in range(22)][-1]
    page = browser.get(f"/answers/{last}")
    assert page.path.endswith(f"?page=2#answer-{last}")
    assert "number 21" in page.text
    assert f'<link rel="canonical" href="http://localhost{page.path.partition("#")[0]}">' in page.html
    assert browser.get(page.link("Previous")).status == 200


def test_a_visit_counts_as_a_hit_of_the_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    browser.headers["User-Agent"] = "Mozilla/5.0"
    for _ in range(2):
        browser.get(path_of(app, asked) + "?s=00112233445566aa-3")
    with site(app):
        hit = db.session.query(Hit).one()
        assert (hit.document, hit.position) == (f"question:{asked}", 3)


def test_the_promise_is_on_the_page_until_it_is_kept(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.dan, hours_ago=6)
    page = browser.get(path_of(app, asked))
    assert "a person of our team answers by" in page.text
    assert 'value="25"' in page.html
    late = question(app, cast.dan, "Nobody answers me", hours_ago=30)
    assert "Waiting longer than promised" in browser.get(path_of(app, late)).text
    answer(app, asked, cast.ana, "Here I am.")
    assert "Answered within the promised time" in browser.get(path_of(app, asked)).text


def test_posts_that_an_older_renderer_wrote_are_shown_anew_and_stored_by_the_clock(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla, body="*new*", body_html="<p>old</p>", html_version=0)
    number = answer(app, asked, cast.bob, "**fresh**", body_html="<p>stale</p>", html_version=0)
    page = browser.get(path_of(app, asked))
    assert "<em>new</em>" in page.html
    assert "<strong>fresh</strong>" in page.html
    with site(app):
        assert actions.render_old() == 2
        assert actions.render_old() == 0
    with site(app):
        assert db.session.get_one(Answer, number).body_html == "<p><strong>fresh</strong></p>\n"
