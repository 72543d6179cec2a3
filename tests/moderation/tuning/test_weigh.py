"""Other weights are tried on searches whose answer is known, saved with a reason, in force everywhere at once, undone."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.config import Settings
from forum.core import clock, health
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotAllowed
from forum.moderation.tuning import actions, comparing, keeping, policy, queries, running, sets
from forum.moderation.tuning.models import WeightChange, WeightTrial
from forum.search import signals
from forum.search.engine import store
from search_index import tuning
from tests.factories import Cast, article, site
from tests.moderation.tuning.stage import PIN, attempt, expect, finish, in_force, shop, solved, tried
from tests.pages import Browser
from tests.patience import PATIENCE_SECONDS
from tests.search.stage import numbers, results, search, work

JUDGED = Path(__file__).resolve().parents[2] / "search_index" / "judged" / "shop"


def _saved(app: Askwell, browser: Browser, because: str = "Titles say it best.", **weights: object) -> None:
    page = browser.submit(tried(app, browser, **weights), "Save these weights", because=because)
    assert "The next search uses them" in page.text


def test_mo_sees_what_other_weights_would_do_and_nothing_changes(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    made = shop(app, cast)
    expect(app, cast, "red kettle", f"article:{made['pinned']}")
    expect(app, cast, "parcel number 3", f"article:{made['pinned'] + 4}")
    assert results(search(Browser(app), "red kettle"))[0].startswith(f"/articles/{made['title']}-")
    page = tried(app, browser.sign_in(cast.mo), **PIN)
    assert "Pinned0.20.6" in page.text
    assert "Better: Expected searches" in page.text
    assert "red kettle2 → 1My red kettle hums" in page.text
    assert "Worse:" not in page.text
    assert "An admin can save them" in page.text
    assert not page.has_form("Save these weights")
    assert results(search(Browser(app), "red kettle"))[0].startswith(f"/articles/{made['title']}-")
    assert in_force(app)[1].version == 0


def test_what_root_saves_holds_for_the_next_search_and_is_undone_in_one_step(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    made = shop(app, cast)
    guest = Browser(app)
    assert results(search(guest, "red kettle"))[0].startswith(f"/articles/{made['title']}-")
    _saved(app, browser.sign_in(cast.root), **PIN)
    assert results(search(guest, "red kettle"))[0].startswith(f"/articles/{made['pinned']}-")
    assert in_force(app)[0] == in_force(app)[1]
    page = browser.get("/moderation/weights")
    assert "Pinned: 0.2 → 0.6" in page.text
    assert "Titles say it best." in page.text
    page = browser.submit(page, "Take this change back")
    assert "Takes back change 1" in page.text
    assert results(search(guest, "red kettle"))[0].startswith(f"/articles/{made['title']}-")
    with app.app_context():
        log = list(
            db.session.scalars(
                sa.select(AuditEntry).where(AuditEntry.target.startswith("weights:")).order_by(AuditEntry.id)
            )
        )
        assert [(e.did, e.target, e.by_id) for e in log] == [
            ("changed weights", "weights:1", cast.root.id),
            ("took back weights", "weights:2", cast.root.id),
        ]
        assert log[0].because == "Titles say it best."
        assert ["pinned", 0.2, 0.6] in log[0].detail["changes"]


def test_another_process_uses_them_within_a_second(
    app: Askwell, cast: Cast, browser: Browser, settings: Settings
) -> None:
    shop(app, cast)
    program = f"""
import sys
from forum import create_app
from forum.config import Settings
from forum.search import finding
from forum.core.db import may_write
from forum.core.roles import GUEST
app = create_app(Settings.model_validate_json({settings.model_dump_json()!r}))
for _ in sys.stdin:
    with app.app_context():
        may_write.set(False)
        print(finding.search("red kettle", GUEST, "en").items[0].document.title, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None

        def first() -> str:
            other.stdin.write("\n")
            other.stdin.flush()
            return other.stdout.readline().strip()

        assert first() == "Red kettle"
        _saved(app, browser.sign_in(cast.root), **PIN)
        assert first() == "My red kettle hums"  # the very next search
        browser.submit(browser.get("/moderation/weights"), "Take this change back")
        assert first() == "Red kettle"
        other.stdin.close()


def test_flagged_texts_lose_what_the_new_weight_says_at_once(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    made = shop(app, cast)
    document = f"article:{made['title']}"
    ana = Browser(app).sign_in(cast.ana)
    ana.submit(
        ana.get(f"/articles/{made['title']}-red-kettle"), "flag", reason="outdated", note="The kettle is new."
    )
    assert numbers(app, document).trust == pytest.approx(0.5)
    _saved(app, browser.sign_in(cast.root), because="Old is still good.", outdated=0.9)
    assert numbers(app, document).trust == pytest.approx(0.9)
    browser.submit(browser.get("/moderation/weights"), "Take this change back")
    assert numbers(app, document).trust == pytest.approx(0.5)


def test_a_trial_of_flags_moves_only_its_own_copy(app: Askwell, cast: Cast, browser: Browser) -> None:
    made = shop(app, cast)
    document = f"article:{made['title']}"
    ana = Browser(app).sign_in(cast.ana)
    ana.submit(
        ana.get(f"/articles/{made['title']}-red-kettle"), "flag", reason="inaccurate", note="It is blue."
    )
    expect(app, cast, "red kettle", document)
    page = tried(app, browser.sign_in(cast.mo), inaccurate=1)
    assert "red kettle2 → 1Red kettle" in page.text
    assert numbers(app, document).trust == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"hits": "0.7"}, "hits", "outside its bounds"),
        ({"outdated": "0"}, "outdated", "outside its bounds"),
        ({"words": "many"}, "words", "Write a number"),
        ({"title": "nan"}, "title", "outside its bounds"),
        ({"hits": "0.6", "helpful": "0.5"}, "hits", "more than 1 together"),
    ],
)
def test_what_is_out_of_bounds_is_refused_with_a_sentence(
    app: Askwell, cast: Cast, browser: Browser, given: dict[str, str], field: str, said: str
) -> None:
    browser.sign_in(cast.mo)
    page = attempt(browser, **given)
    assert page.status == 422
    assert said in page.text
    assert dict(page.form("Try these weights").fields)[field] == given[field]  # nothing typed is lost
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(WeightTrial.id))) == 0


def test_a_trial_needs_something_to_be_tried_on(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = tried(app, browser.sign_in(cast.mo), against=["set:nonsense"], hits=0.3)
    assert "Choose at least one list" in page.text


def test_saving_needs_a_reason_and_no_change_in_between(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = tried(app, browser.sign_in(cast.root), title=1)
    refused = browser.submit(page, "Save these weights", because=" ")
    assert refused.status == 422
    assert "Say why" in refused.text
    other = tried(app, browser, title=2)
    browser.submit(other, "Save these weights", because="Two.")
    assert "have changed since" in browser.get(page.path).text
    late = browser.submit(page, "Save these weights", because="One.")
    assert late.status == 409
    assert in_force(app)[0].tuning.title == 2
    root = cast.root
    with site(app), pytest.raises(Conflict):
        actions.undo(WeightChange(id=0, weights={}, before={}), root)


def test_only_admins_save_and_undo(app: Askwell, cast: Cast, browser: Browser) -> None:
    tried(app, browser.sign_in(cast.mo), title=1)
    mo, ana = cast.mo, cast.ana
    with site(app):
        trial = db.session.scalars(sa.select(WeightTrial)).one()
        with pytest.raises(NotAllowed):
            actions.put_in_force(trial, mo, "I may not.")
        with pytest.raises(NotAllowed):
            actions.attempt({}, ["site"], ana)


def test_a_judged_set_is_tried_in_an_index_of_its_own(
    app: Askwell, cast: Cast, browser: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "BESIDE", settings.instance_dir / "nowhere")
    (settings.instance_dir / "judged").mkdir()
    (settings.instance_dir / "judged" / "shop").symlink_to(JUDGED)
    browser.sign_in(cast.mo)
    assert "One judged set" in browser.get("/moderation/weights").text
    page = tried(app, browser, against=["set:shop"], words=0.2, title=3, sentence=0)
    assert "Judged set shop" in page.text
    with app.app_context():
        trial = db.session.scalars(sa.select(WeightTrial)).one()
        (figures,) = trial.result
        assert trial.state == "done"
        assert figures["searches"] > 20
        assert 0.5 < figures["before"]["ndcg"] <= 1
        assert figures["change"]["low"] <= figures["change"]["ndcg"] <= figures["change"]["high"]
        assert figures["better"] + figures["worse"] > 0


def test_an_admin_tries_a_judged_file_of_her_own(app: Askwell, cast: Cast, browser: Browser) -> None:
    made = shop(app, cast)
    browser.sign_in(cast.root)
    lines = (
        f'{{"text": "red kettle", "lang": "en", "documents": ["/articles/{made["pinned"]}-my-red-kettle-hums"]}}\n\n'
        f'{{"text": "write to carla@example.com", "documents": {{"article:{made["title"]}": 2}}}}\n'
    )
    form = browser.get("/moderation/weights").form("Try these weights")
    fields = {**dict(form.fields), **PIN}
    fields.pop("against", None)
    page = browser.post(form.action, {**fields, "file": (BytesIO(lines.encode()), "mine.jsonl")})
    finish(app)
    page = browser.get(page.path)
    assert "mine.jsonl (2)" in page.text
    assert "red kettle2 → 1My red kettle hums" in page.text
    assert "carla@example.com" not in page.text
    bad = browser.post(form.action, {**fields, "file": (BytesIO(lines.encode() + b"{}\n"), "mine.jsonl")})
    assert bad.status == 422
    assert "Line 4 can" in bad.text


def test_the_page_shows_how_far_it_is_also_without_script(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.mo)
    page = attempt(browser, hits=0.2)
    assert "Waiting for the worker" in page.text
    assert page.link("Look again") == page.path
    part = browser.get(page.path, **{"HX-Request": "true"})
    assert "<html" not in part.html
    assert 'data-hx-trigger="every 1s"' in part.html
    finish(app)
    part = browser.get(page.path, **{"HX-Request": "true"})
    assert "hx-trigger" not in part.html
    assert "There are no expected searches yet" in part.text


def test_a_trial_whose_worker_died_is_taken_up_again_and_given_up_in_the_end(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    with site(app):
        trial = actions.attempt({"hits": 0.1}, ["site"], mo)
        trial.state, trial.attempts, trial.leased_until = "running", 1, clock.now() - policy.LEASE
        number = trial.id
    with site(app):
        running.go_on()
    finish(app)
    with site(app):
        found = db.session.get_one(WeightTrial, number)
        assert found.state == "done"
        found.state, found.attempts, found.leased_until = "running", policy.ATTEMPTS_MAX, found.at
    with site(app):
        running.go_on()
    assert "The trial failed" in browser.sign_in(mo).get(f"/moderation/weights/trials/{number}").text


def test_a_set_that_cannot_be_read_fails_the_trial_and_says_so(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    with site(app):
        number = actions.attempt({}, ["set:gone"], mo).id
    finish(app)
    assert "The trial failed" in browser.sign_in(mo).get(f"/moderation/weights/trials/{number}").text


def test_they_survive_a_restart_and_a_lost_file(
    app: Askwell, cast: Cast, browser: Browser, settings: Settings
) -> None:
    made = shop(app, cast)
    document = f"article:{made['title']}"
    ana = Browser(app).sign_in(cast.ana)
    ana.submit(
        ana.get(f"/articles/{made['title']}-red-kettle"), "flag", reason="outdated", note="The kettle is new."
    )
    _saved(app, browser.sign_in(cast.root), outdated=0.8, title=1)
    path = settings.of_database("signals", ".bin")
    assert tuning.read(tuning.beside(path)).tuning.changed() == {"outdated": 0.8, "title": 1.0}
    assert "weights: change 1" in app.test_cli_runner().invoke(args=["search", "status"]).output
    tuning.beside(path).unlink()
    with site(app):
        store().clear()
        assert store().in_force.version == 0
        assert "start the worker" in health.checks["weights"]()
        assert keeping.mend()
        assert not keeping.mend()
        assert health.checks["weights"]() == ""
        signals.refresh([document])
    assert in_force(app)[1].version == 1
    assert numbers(app, document).trust == pytest.approx(0.8)


def test_a_change_that_is_rolled_back_holds_nowhere(app: Askwell, cast: Cast, browser: Browser) -> None:
    tried(app, browser.sign_in(cast.root), title=1)
    root = cast.root
    with app.app_context():
        trial = db.session.scalars(sa.select(WeightTrial)).one()
        actions.put_in_force(trial, root, "Perhaps.")
        db.session.rollback()
        assert store().in_force == queries.in_force()
        db.session.commit()
        assert store().in_force.version == 0
        with pytest.raises(Invalid, match="in force already"):
            actions.put_in_force(WeightTrial(state="done", weights={}, version=0), root, "Nothing.")
    work(app)


def test_the_question_that_a_search_comes_from_is_no_answer_to_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    cited = article(app, cast, "Clean the inside of your kettle", "Vinegar helps.")
    solved(app, cast, f"See /articles/{cited}-x", title="Chalk in my kettle")
    work(app)
    assert results(search(browser, "chalk in my kettle"))[0].startswith("/questions/")
    tried(app, browser.sign_in(cast.mo), hits=0.1)
    with app.app_context():
        (figures,) = db.session.scalars(sa.select(WeightTrial)).one().result
        assert (figures["searches"], figures["before"]["ndcg"]) == (1, 1.0)


def test_other_jobs_and_pages_go_on_beside_a_trial(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shop(app, cast)
    expect(app, cast, "red kettle", f"article:{made['title']}")
    go_on, at_it = threading.Event(), threading.Event()
    really = comparing.look

    def slowly(*given: Any) -> comparing.Looked:
        at_it.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return really(*given)

    monkeypatch.setattr(comparing, "look", slowly)
    page = attempt(browser.sign_in(cast.mo), hits=0.1)
    work(app)
    assert at_it.wait(PATIENCE_SECONDS)
    assert "Trying them: Expected searches" in browser.get(page.path).text
    later = article(app, cast, "Written meanwhile", "About zirconium.")
    second = attempt(browser, hits=0.2)  # waits for the first
    work(app)
    assert results(search(Browser(app), "zirconium"))[0].startswith(f"/articles/{later}-")
    assert "Waiting for the worker" in browser.get(second.path).text
    go_on.set()
    finish(app)
    assert "Before and after" in browser.get(page.path).text
    with clock.moved(timedelta(seconds=5)):
        finish(app)
    assert "Before and after" in browser.get(second.path).text
