"""What programs may read is what their person may read on the pages."""

from __future__ import annotations

from forum import Askwell
from forum.core import clock
from tests import factories
from tests.api.stage import Caller, problem
from tests.factories import Cast


def test_questions_are_listed_page_by_page(app: Askwell, cast: Cast) -> None:
    for n in range(23):
        factories.question(app, cast.carla, f"Question number {n}", hours_ago=n)
    caller = Caller(app)
    first = caller.get("/questions").get_json()
    assert [r["title"] for r in first["results"]][:2] == ["Question number 0", "Question number 1"]
    assert (len(first["results"]), first["has_next"]) == (20, True)
    second = caller.client.get(first["next"]).get_json()
    assert (len(second["results"]), second["has_next"], second["next"]) == (3, False, None)


def test_lists_are_filtered(app: Askwell, cast: Cast) -> None:
    solved = factories.question(app, cast.carla)
    factories.answer(app, solved, cast.bob, accepted=True)
    open_one = factories.question(
        app, cast.dan, "Lamp goes out", topic_slug="devices", tags=("lamp",), lang="fr"
    )
    caller = Caller(app)

    def found(**query: str) -> list[int]:
        return [r["number"] for r in caller.get("/questions", **query).get_json()["results"]]

    assert found(filter="unsolved") == found(filter="unanswered") == [open_one]
    assert found(topic="devices") == found(tag="lamp") == found(lang="fr") == [open_one]
    assert found(topic="orders") == [solved]
    assert (
        Caller.of(app, cast.dan).get("/questions", filter="mine").get_json()["results"][0]["number"]
        == open_one
    )
    problem(caller.get("/questions", filter="mine"), 401)
    problem(caller.get("/questions", filter="secret"), 422)
    problem(caller.get("/questions", topic="nowhere"), 404)


def test_hidden_and_deleted_ones_are_not_there(app: Askwell, cast: Cast) -> None:
    hidden = factories.question(app, cast.carla, "Call me under my number", hidden_at=clock.now())
    deleted = factories.question(app, cast.carla, "Buy cheap phones here", deleted_at=clock.now())
    for caller in (Caller(app), Caller.of(app, cast.bob), Caller.of(app, cast.ana)):
        assert caller.get("/questions").get_json()["results"] == []
        missing = problem(caller.get("/questions/999"), 404)
        assert problem(caller.get(f"/questions/{hidden}"), 404) == missing
        assert problem(caller.get(f"/questions/{deleted}"), 404) == missing
    assert Caller.of(app, cast.carla).get(f"/questions/{hidden}").status_code == 200
    problem(Caller.of(app, cast.carla).get(f"/questions/{deleted}"), 404)
    assert Caller.of(app, cast.mo).get(f"/questions/{deleted}").status_code == 200


def test_an_article_is_read_as_published(app: Askwell, cast: Cast) -> None:
    number = factories.article(app, cast, phrasings=["Money back?"])
    article = Caller(app).get(f"/articles/{number}").get_json()
    assert article["id"] == f"article:{number}"
    assert article["body"] == "Send it back within **30 days**."
    assert "<strong>30 days</strong>" in article["html"]
    assert (article["topic"], article["phrasings"], article["under_review"]) == (
        "orders",
        ["Money back?"],
        False,
    )
    listed = Caller(app).get("/articles", topic="orders", lang="en").get_json()["results"]
    assert [a["id"] for a in listed] == [article["id"]]
    assert Caller(app).get("/articles", lang="sv").get_json()["results"] == []


def test_a_draft_is_for_the_company(app: Askwell, cast: Cast) -> None:
    number = factories.article(app, cast, published=False)
    assert Caller(app).get("/articles").get_json()["results"] == []
    problem(Caller(app).get(f"/articles/{number}"), 404)
    problem(Caller.of(app, cast.carla).get(f"/articles/{number}"), 404)
    draft = Caller.of(app, cast.ana).get(f"/articles/{number}").get_json()
    assert (draft["public"], draft["revision"]) == (False, 1)


def test_topics_have_their_promise(app: Askwell) -> None:
    factories.topic(app, "devices", "Devices", 48)
    topic = Caller(app).get("/topics").get_json()["results"][0]
    assert (topic["slug"], topic["name"], topic["promise_hours"]) == ("devices", {"en": "Devices"}, 48)


def test_nothing_says_more_of_a_person_than_the_pages(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.carla)
    factories.answer(app, number, cast.bob)
    for path in ("/questions", f"/questions/{number}"):
        text = Caller.of(app, cast.root).get(path).get_data(as_text=True)
        assert "example.com" not in text
        assert "Carla" in text
    author = Caller(app).get(f"/questions/{number}").get_json()["author"]
    assert set(author) == {"number", "name", "staff"}
