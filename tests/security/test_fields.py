"""Nobody sets by a form what the form does not ask for: each is sent with every column of every table added to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from forum import Askwell
from forum.core.db import Base, db
from tests import factories
from tests.factories import Cast
from tests.pages import Browser
from tests.security.doors import TABLE, WHO, Case
from tests.security.scene import Scene, nothing_kept
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address

#: Columns that are also what some form asks for, under the same name: their words may be written.
ASKED = {"because", "form_key", "lang", "note", "phrasings", "summary", "tag", "tags", "thing", "words"}
#: Columns that only change together with one of those.
CHANGED = {
    "revision.review_note",
    "incident.everywhere",
    "review_item.because",
    "measure.note",
    "sign_in_session.data",  # what the next page says
}
#: What somebody would send who wants to be more than she is.
HOSTILE = {
    "role": "admin",
    "state": "resolved",
    "kind": "article",
    "email": "evil@example.com",
    "openness": "public",
}
HOSTILE |= {
    "email_key": "evil@example.com",
    "reason": "outdated",
    "status": "published",
    "moderated_topics": "1",
}
#: Tables that keep a form as it was sent, for whoever sent it: whoever sends it again is asked again who she is.
KEPT = re.compile(r"INSERT INTO (kept_form|draft)\b")
_WRITES = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)


def everything() -> dict[str, str]:
    """Every column of every table with something that could be written into it. Words can be told apart."""
    found: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            plain = f"zq{column.name}qz"
            if isinstance(column.type, (sa.Integer, sa.Float, sa.Boolean)):
                plain = "1"
            elif isinstance(column.type, sa.DateTime):
                plain = "2020-01-01T00:00:00+00:00"
            if not found.get(column.name, "").startswith("zq"):
                found[column.name] = HOSTILE.get(column.name, plain)
    return found


def _successful(rules: dict[str, list[Case]]) -> Iterator[tuple[str, Case, str]]:
    """The forms that are taken, each with somebody whose it is taken from."""
    for rule, cases in rules.items():
        if not rule.startswith("POST /") or rule.startswith("POST /api/"):
            continue
        for given in cases:
            answers = given[2].partition("/")[0].split()
            answers = answers if len(answers) > 1 else answers * len(WHO)
            open_to_all = len(set(answers)) == 1
            taken = [
                who
                for who, status in zip(WHO, answers, strict=False)
                if status in ("200", "303") and (open_to_all or who not in ("guest", "suspended", "key"))
            ]  # a guest's 303 leads to signing in
            if taken:
                yield rule, given, next((who for who in ("carla", "root") if who in taken), taken[0])
                break


@contextmanager
def written(app: Askwell) -> Iterator[list[tuple[str, str]]]:
    """What is written meanwhile: statement and values."""
    found: list[tuple[str, str]] = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if _WRITES.match(statement):
            found.append((statement, repr(values)))

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _press(trier: Trier, path: str, who: str, data: dict[str, Any]) -> tuple[int, list[tuple[str, str]]]:
    with written(trier.scene.app) as found, nothing_kept():
        sent = {**data, "csrf_token": trier.tokens[who]}
        status = trier.client.post(path, data=sent, headers=trier.headers_of(who)).status_code
    return status, found


def _columns_set(found: list[tuple[str, str]]) -> set[str]:
    """ "person: name, role" of each UPDATE."""
    changed = set()
    for statement, _values in found:
        if told := re.match(r"UPDATE (\w+) SET (.+?) WHERE", statement, re.DOTALL):
            changed |= {f"{told[1]}.{part.partition('=')[0].strip()}" for part in told[2].split(",")}
    return changed


def test_no_form_sets_what_it_does_not_ask_for(scene: Scene, tally: Tally) -> None:
    trier, more, forms, sent_more = Trier(scene), everything(), 0, 0
    scene.numbers.setdefault("session", 1), scene.numbers.setdefault("token", 1)
    for rule, given, who in _successful(TABLE):
        values, sent, _answers = given
        path = address(scene, rule, values)
        _status, plain = _press(trier, path, who, sent)
        _status, found = _press(trier, path, who, {**more, **sent})
        for statement, written_values in found:
            if not KEPT.match(statement):
                landed = set(re.findall(r"zq(\w+?)qz", written_values)) - ASKED
                assert not landed, (rule, landed, statement)
        changed = _columns_set(found) - _columns_set(plain) - CHANGED
        assert not changed, (rule, changed)
        forms, sent_more = forms + 1, sent_more + len(more.keys() - sent.keys())
    assert "role" in more
    assert len(more) > 400
    tally("forms with every column added", forms)
    tally("fields that nobody asked for", sent_more)


def test_the_api_refuses_fields_that_it_does_not_ask_for(scene: Scene, tally: Tally) -> None:
    client, refused = scene.app.test_client(), 0
    for rule, cases in TABLE.items():
        if not rule.startswith("POST /api/"):
            continue
        values, sent, _answers = cases[0]
        path, headers = address(scene, rule, values), {"Authorization": f"Bearer {scene.keys['root write']}"}
        table = {"flags": "flag", "cases": "support_case", "answers": "answer"}.get(
            path.rpartition("/")[2], "question"
        )
        names = {column.name for column in Base.metadata.tables[table].c} | {"role", "author", "person_id"}
        for name in sorted(names - sent.keys() - {"lang", "note", "tags", "passage"}):
            for value in (1, "admin"):
                with nothing_kept():
                    answer = client.post(path, json={**sent, name: value}, headers=headers)
                assert answer.status_code == 422, (path, name)
                assert name in answer.get_json()["errors"], (path, name)
                refused += 1
    tally("fields that the API refused", refused)


def test_what_is_said_twice_or_in_the_address_counts_once(app: Askwell, cast: Cast) -> None:
    """The first of two is what is checked and what is kept; what stands in the address of a form is not sent."""
    factories.topic(app)
    browser = Browser(app).sign_in(cast.carla)
    token = dict(browser.get("/ask").form("/ask").fields)["csrf_token"]
    words = {"title": "The lamp goes out", "body": "After a minute.", "topic": "orders", "lang": "en"}
    answer = browser.client.post(f"/ask?{urlencode(words)}", data={"csrf_token": token})
    assert answer.status_code == 422
    twice = {name: [value, "x" * 300] for name, value in words.items()}
    answer = browser.client.post("/ask", data={**twice, "csrf_token": token})
    assert answer.status_code == 303
    page = browser.get(answer.location)
    assert "The lamp goes out" in page.text
    assert "xxx" not in page.html
    long_first = {**twice, "title": ["x" * 300, "The lamp goes out"]}
    assert browser.client.post("/ask", data={**long_first, "csrf_token": token}).status_code == 422
