"""Dan's app asks a person; Ana's reads the queue."""

from __future__ import annotations

from forum import Askwell
from tests import factories
from tests.api.stage import Caller, problem
from tests.factories import Cast


def test_dan_asks_a_person_once(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan, "Lamp goes out after an hour")
    dan = Caller.of(app, cast.dan)
    first = dan.post("/cases", {"question": f"question:{number}", "note": "It is urgent."})
    assert first.status_code == 201
    case = first.get_json()
    assert case["id"] == f"case:{case['number']}"
    assert (case["question"], case["state"], case["because"]) == (f"question:{number}", "new", "asked")
    again = dan.post("/cases", {"question": f"question:{number}", "note": "Still."})
    assert again.status_code == 200
    assert again.get_json()["id"] == case["id"]


def test_customers_read_their_own_and_staff_the_queue(app: Askwell, cast: Cast) -> None:
    for person, title in ((cast.dan, "Lamp goes out"), (cast.carla, "Refund is late")):
        number = factories.question(app, person, title)
        Caller.of(app, person).post("/cases", {"question": f"question:{number}"})
    mine = Caller.of(app, cast.dan).get("/cases").get_json()["results"]
    assert [c["title"] for c in mine] == ["Lamp goes out"]
    assert mine[0]["url"].startswith("/questions/")
    queue = Caller.of(app, cast.ana).get("/cases", view="unassigned").get_json()["results"]
    assert {c["title"] for c in queue} == {"Lamp goes out", "Refund is late"}
    assert queue[0]["url"].startswith("/desk/cases/")
    assert Caller.of(app, cast.ana).get("/cases", view="closed").get_json()["results"] == []
    problem(Caller(app).get("/cases"), 401)


def test_nobody_asks_for_another_customer(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.dan)
    problem(Caller.of(app, cast.bob).post("/cases", {"question": f"question:{number}"}), 403)
    by_staff = Caller.of(app, cast.ana).post("/cases", {"question": f"question:{number}"})
    assert (by_staff.status_code, by_staff.get_json()["because"]) == (201, "agent")


def test_what_can_not_be_used_is_named(app: Askwell, cast: Cast) -> None:
    dan = Caller.of(app, cast.dan)
    number = factories.question(app, cast.dan)
    problem(dan.post("/cases", {"question": "question:999"}), 404)
    assert "question" in problem(dan.post("/cases", {"question": number}), 422)["errors"]
    assert "question" in problem(dan.post("/cases", {"question": "article:1"}), 422)["errors"]
    note = {"question": f"question:{number}", "note": "x" * 5001}
    assert "note" in problem(dan.post("/cases", note), 422)["errors"]
