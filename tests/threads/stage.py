"""What stories about questions need again and again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.threads.models import Question
from tests.factories import site
from tests.pages import Browser, Page

AT_ONCE = 20


def path_of(app: Askwell, question_id: int) -> str:
    """Where the question stands now."""
    with site(app):
        return db.session.get_one(Question, question_id).path


@contextmanager
def counted_queries(app: Askwell) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def at_once(app: Askwell, person: Person, path: str, data: dict[str, str]) -> list[Page]:
    """The same form sent `AT_ONCE` times at the same moment by one signed-in browser."""
    browser = Browser(app).sign_in(person)
    cookies = [(c.key, c.value) for c in browser.client._cookies.values()]

    def send(_number: int) -> Page:
        mine = Browser(app)
        for key, value in cookies:
            mine.client.set_cookie(key, value)
        token = dict(mine.get("/ask").form("Post the question").fields)["csrf_token"]
        return mine.post(path, {"csrf_token": token, **data})

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(send, range(AT_ONCE)))
