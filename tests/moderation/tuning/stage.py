"""What the tests of ranking share: a shop whose searches have a known answer, and a worker that ends its trials."""

from __future__ import annotations

import threading

from forum import Askwell
from forum.core.db import db
from forum.knowledge import actions as knowledge
from forum.knowledge.models import Article
from forum.moderation.tuning import actions, queries
from forum.moderation.tuning.models import ExpectedSearch
from forum.search.engine import store
from search_index.tuning import InForce
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser, Page
from tests.patience import PATIENCE_SECONDS
from tests.search.stage import work

OTHERS = 6
PIN = {"pinned": 0.6, "hits": 0.2, "helpful": 0.1, "solved": 0.1}  # weights that put the pinned one first


def shop(app: Askwell, cast: Cast) -> dict[str, int]:
    """Articles in the index: `title` says just what is searched in its title, `pinned` says more and is pinned."""
    numbers = {
        "title": article(app, cast, "Red kettle", "Tea takes four minutes, and some say five."),
        "pinned": article(app, cast, "My red kettle hums", "Tea takes four minutes, and some say five."),
    }
    mo = cast.mo
    with site(app):
        knowledge.pin(db.session.get_one(Article, numbers["pinned"]), mo)
    for n in range(OTHERS):
        article(app, cast, f"Parcel number {n}", "It comes.")
    work(app)
    return numbers


def expect(app: Askwell, cast: Cast, words: str, document: str, lang: str = "en") -> int:
    """An expected search by Mo; its id."""
    mo = cast.mo
    with site(app):
        return actions.expect(words, lang, document, mo).id


def rows(app: Askwell) -> list[ExpectedSearch]:
    """All expected searches that were not taken out."""
    with app.app_context():
        found = list(db.session.query(ExpectedSearch).filter_by(removed_at=None).order_by(ExpectedSearch.id))
        db.session.expunge_all()
        return found


def solved(app: Askwell, cast: Cast, solution: str, title: str = "My kettle hums", **values: object) -> int:
    """A question of Carla's that Ana's answer solved; its id."""
    number = question(app, cast.carla, title, "It hums all day.", **values)  # type: ignore[arg-type]
    answer(app, number, cast.ana, solution, accepted=True)
    return number


def send(browser: Browser, page: Page, form_words: str, **fields: object) -> Page:
    """`Browser.submit` for forms with a field named "words"."""
    form = page.form(form_words)
    return browser.post(
        form.action, {**dict(form.fields), **{name: str(value) for name, value in fields.items()}}
    )


def attempt(browser: Browser, against: list[str] | None = None, **weights: object) -> Page:
    """Fill in the form of weights and ask for a trial."""
    form = browser.get("/moderation/weights").form("Try these weights")
    fields = {**dict(form.fields), **{name: str(value) for name, value in weights.items()}}
    return browser.post(form.action, {**fields, "against": ["site"] if against is None else against})


def tried(app: Askwell, browser: Browser, against: list[str] | None = None, **weights: object) -> Page:
    """The same; the worker ends it, and this is what came out."""
    page = attempt(browser, against, **weights)
    finish(app)
    return browser.get(page.path) if page.path.startswith("/moderation/weights/trials/") else page


def finish(app: Askwell) -> None:
    """The worker does its jobs; the trial it began is over."""
    work(app)
    thread = app.extensions.get("weight_trial")
    if isinstance(thread, threading.Thread):
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


def in_force(app: Askwell) -> tuple[InForce, InForce]:
    """What the table says and what searches use."""
    with app.app_context():
        return queries.in_force(), store().in_force
