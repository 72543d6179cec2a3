"""What the search tests share: a worker that does its jobs once, and looks at what stands in the tables."""

from __future__ import annotations

from forum import Askwell
from forum.core import jobs
from forum.core.db import db
from forum.search import rebuilding, signals
from forum.search.models import SearchRecord
from forum.search.signals import SignalRow
from tests.pages import Browser, Page


def work(app: Askwell) -> int:
    """Let the worker look for the index, as it does every few seconds, and do all that is due."""
    with app.app_context():
        rebuilding.heal()
        return jobs.run_until_empty()


def search(browser: Browser, words: str, more: str = "") -> Page:
    """The result page of some words."""
    return browser.get(f"/search?q={words.replace(' ', '+')}{more}")


def results(page: Page) -> list[str]:
    """The addresses of the results, in order, without what remembers the search."""
    return [
        href.partition("?")[0]
        for href, _ in page.reader.links
        if "?s=" in href and href.startswith(("/articles/", "/questions/"))
    ]


def numbers(app: Askwell, document: str) -> SignalRow:
    """The live numbers of a document."""
    with app.app_context():
        return signals.row(document)


def records(app: Askwell) -> list[SearchRecord]:
    """All recorded searches, oldest first."""
    with app.app_context():
        found = list(db.session.query(SearchRecord).order_by(SearchRecord.at))
        db.session.expunge_all()
        return found
