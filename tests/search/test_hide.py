"""Mo hides what nobody should read: no page of searching says a word of it then, from memory neither."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from forum import Askwell
from forum.config import Settings
from forum.core import jobs
from forum.core.db import db
from forum.search.engine import engine
from forum.threads import actions as threads
from forum.threads.models import Question
from search_index import SearchRequest
from tests.factories import Cast, question, site
from tests.pages import Browser, Page
from tests.patience import PATIENCE_SECONDS, until
from tests.search.stage import results, search, work

ROOT = Path(__file__).resolve().parents[2]
SECRET = "zirconium"


def ask_all(browser: Browser) -> dict[str, Page]:
    """Everything that searching shows: results, snippets, counts, corrections, completions."""
    return {
        "by its words": search(browser, f"{SECRET} kettle"),
        "by other words": search(browser, "kettle street"),
        "misspelt": search(browser, "zirconum"),
        "misspelt, with others": search(browser, "kettle zircomium"),
        "its beginning": search(browser, "zirco"),
        "while typing": browser.get("/search/suggest?q=my+secret"),
        "its word while typing": browser.get("/search/suggest?q=zirc"),
        "while asking": browser.get("/ask/suggestions?title=my+secret+zirconium+kettle"),
    }


def says_it(browser: Browser) -> list[str]:
    """Where the secret word still shows, apart from what the visitor typed."""
    shown = ask_all(browser)
    typed = {"by its words": 0}
    found = []
    for name, page in shown.items():
        if name in typed:
            if any("secret" in href for href in results(page)):
                found.append(name)
        elif SECRET in page.text.lower():
            found.append(name)
    return found


def test_what_is_hidden_is_gone_from_results_snippets_counts_and_corrections(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    for number in range(3):
        question(app, cast.bob, f"Kettle street {number}")
    hidden = [question(app, cast.dan, f"My secret kettle {n}", "Zirconium street 9") for n in range(2)]
    work(app)
    before = says_it(browser)
    assert {"by its words", "misspelt"} <= set(before)
    assert len(results(search(browser, "kettle"))) == 5
    with site(app):
        for each in hidden:
            threads.hide(db.session.get_one(Question, each), by=mo, because="Personal data.")
    at_once = says_it(browser)  # no worker ran: what the database decides is in force with its commit
    assert not {"by its words", "by other words", "while typing", "while asking"} & set(at_once)
    work(app)
    assert says_it(browser) == []
    assert len(results(search(browser, "kettle"))) == 3
    with app.app_context():
        answer = engine().search(SearchRequest("kettle street"))
        assert answer.total == sum(answer.counts["kind"].values()) == 3
        mended = engine().search(SearchRequest("zirconum"))
        assert (mended.total, mended.did_you_mean) == (0, None)
        assert engine().unknown(SECRET, ("en",)) == (SECRET,)


def test_a_running_worker_sees_to_it(app: Askwell, cast: Cast, browser: Browser, settings: Settings) -> None:
    """Within two seconds, on a machine of its own: it looks often enough, and benchmarks/ measures it."""
    assert jobs.POLL_SECONDS <= 0.5
    app.config["SETTINGS"] = settings.model_copy(update={"limits": False})  # whoever waits asks often
    mo = cast.mo
    question(app, cast.bob, "Kettle street")
    hidden = question(app, cast.dan, "My secret kettle", "Zirconium street 9")
    work(app)
    environment = {
        **os.environ,
        "ASKWELL_INSTANCE_DIR": str(settings.instance_dir),
        "ASKWELL_DATABASE_URL": settings.database_url,
        "ASKWELL_SEARCH_URL": settings.search_url,
        "ASKWELL_SECRET_KEY": settings.secret_key,
        "ASKWELL_LOG_LEVEL": "ERROR",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], cwd=ROOT, env=environment
    )
    try:
        awake = question(app, cast.bob, "Teapot lid")
        until(lambda: results(search(Browser(app), "teapot")), "finding the lid")
        with site(app):
            threads.hide(db.session.get_one(Question, hidden), by=mo, because="Personal data.")
        until(lambda: not says_it(browser), "forgetting what is hidden")
        assert awake
    finally:
        worker.terminate()
        worker.wait(PATIENCE_SECONDS)
