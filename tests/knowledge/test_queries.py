"""No page makes more queries when there is more on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from forum.core.db import may_write
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.knowledge import actions, queries
from forum.threads import actions as threads
from forum.topics import queries as topics
from tests import factories
from tests.factories import site

QUERIES_MAX = 12


@contextmanager
def counted() -> Iterator[list[str]]:
    """What pages read within the block; what is counted afterwards is written by nobody's page."""
    sent: list[str] = []

    def note(connection, cursor, statement, parameters, context, many):
        if not statement.startswith(("BEGIN", "PRAGMA")) and not may_write.get():
            sent.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def full(app, cast):
    """A site with a lot of everything on each page; the number of one busy article."""
    numbers = [factories.article(app, cast, f"Article {i}", topic_slug=f"topic-{i % 6}") for i in range(36)]
    busy = numbers[0]
    with site(app):
        first = queries.article(busy, cast.ana)
        about = topics.by_slug("topic-0")
        for lang in ("fr", "sv", "zh"):
            made = actions.write(cast.ana, about, lang, f"Title {lang}", "", "Text", family_of=first)
            actions.publish(queries.newest(made.id, cast.mo), cast.mo)
        for i in range(6):
            question = threads.ask(cast.carla, about, "en", f"Question number {i}?", "Please help me.")
            threads.ask(cast.dan, about, "en", f"Waiting number {i}?", "Please help me.")
            threads.accept_solution(question, threads.answer(question, cast.bob, "Do this."), cast.carla)
        actions.edit(first, cast.ana, 1, "Article 0", "", "A waiting text")
        for number in numbers[:12]:
            flags.flag(Target("article", number), cast.ana, "outdated", "Old.")
            flags.flag(Target("article", number), cast.ada, "inaccurate", "Wrong.")
    return busy


@pytest.mark.parametrize("who", ["guest", "carla", "mo"])
def test_pages_make_few_queries_whatever_their_size(app, cast, browser, full, who):
    if who != "guest":
        browser.sign_in(getattr(cast, who))
    paths = ["/", "/faq", "/faq/topic-0", f"/articles/{full}-article-0"]
    if who == "mo":
        paths += [
            f"/articles/{full}-article-0/{page}" for page in ("history", "edit", "changes?from=1&to=2")
        ] + [f"/articles/{full}/revisions/2", f"/flags/article:{full}", "/articles/new"]
    for path in paths:
        browser.get(path)  # what a process reads once is read

    counts = {}
    for path in paths:
        with counted() as sent:
            assert browser.client.get(f"{path}{'&' if '?' in path else '?'}x=1").status_code == 200
        counts[path] = len(sent)

    assert min(counts.values()) > 0
    assert max(counts.values()) <= QUERIES_MAX, counts


def test_the_flag_queue_makes_few_queries(app, cast, full):
    from forum.flags import queries as flag_queries

    token = may_write.set(False)
    try:
        with app.app_context(), counted() as sent:
            found = flag_queries.queue(1, cast.mo)
            assert len(found) == 12
    finally:
        may_write.reset(token)
    assert 0 < len(sent) <= 8
