"""Searches that found nothing, and what is done about them."""

from __future__ import annotations

import itertools
from datetime import timedelta

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.moderation.gaps import grouping
from forum.search.models import SearchRecord
from forum.search.wording import normal
from tests.factories import site
from tests.pages import Browser, Page

_numbers = itertools.count(1)
KETTLE = "kettle whistles"


def searched(
    app: Askwell,
    words: str,
    people: int = 1,
    lang: str = "en",
    total: int = 0,
    days_ago: float = 1,
    **values: object,
) -> None:
    """`people` different visitors searched these words."""
    with site(app):
        for _ in range(people):
            n = f"{next(_numbers):016x}"
            db.session.add(
                SearchRecord(
                    id=n, at=clock.now() - timedelta(days=days_ago), visitor=values.get("visitor", n), query=words,
                    normal=normal(words), lang=lang, total=total, shown=[],
                    **{name: value for name, value in values.items() if name != "visitor"},
                )
            )  # fmt: skip


def grouped(app: Askwell) -> int:
    """What the worker does every quarter of an hour."""
    with site(app):
        return grouping.regroup()


def page_of(browser: Browser, words: str, of: str = "/moderation/gaps") -> Page:
    return browser.get(browser.get(of).link(words))


def put_first(browser: Browser, one: Page, document: str) -> Page:
    """Press the form's second button, which has an address of its own."""
    action = f"{one.path.partition('?')[0]}/promotion"
    assert f'formaction="{action}"' in one.response.text
    sent = [(name, value) for name, value in one.form("/phrasing").fields if name != "document"]
    return browser.post(action, [*sent, ("document", document)])


def titles(text: str, *words: str) -> list[str]:
    return sorted((each for each in words if each in text), key=text.index)


def satisfied(app: Askwell, words: str, people: int, days_ago: float = 1) -> None:
    """So many opened something and stayed away."""
    searched(app, words, people, total=3, days_ago=days_ago, outcome="satisfied", opened=[["article:1", 1]])
