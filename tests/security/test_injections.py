"""No words of a visitor become part of a statement of the database: every page, every parameter.

Told from the statements themselves, not from how answers differ: what was sent may stand among their values only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core.db import db
from tests.security.doors import TABLE
from tests.security.scene import Scene
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address

ROOT = Path(__file__).resolve().parents[2]
MARK = "zqsqlqz"
#: Ends words, comments and statements of SQL, and wildcards of LIKE; and is what some views take for an address.
WORDS = f"https://evil.example/{MARK}'\"`)%_;--/*\\"
#: Forms of the team that an address fills in, and that show how it will look: rendered as a post is, links and all.
PREVIEWS = {"GET /desk/macros/new"}
_LINK = re.compile(
    r'\b(href|src|srcset|action|formaction|content|hx-[a-z-]+|data-[a-z-]+)="https://evil\.example'
)
_READ = re.compile(r"""(?:args|values)(?:\.get|\.getlist)?[(\[]\s*"([\w-]+)\"""")


def parameters() -> list[str]:
    """The name of every parameter of an address that some view reads, and those of the API's descriptions."""
    names = {"next", "back_to", "to", "url"}
    for file in (ROOT / "forum").rglob("*.py"):
        names |= set(_READ.findall(file.read_text()))
    asked = ast.parse((ROOT / "forum" / "api" / "schemas" / "asked.py").read_text())
    names |= {node.targets[0].id for node in ast.walk(asked) if _is_field(node)}  # type: ignore[attr-defined]
    return sorted(names)


def _is_field(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
    )


@contextmanager
def statements(app: Askwell) -> Iterator[list[str]]:
    """The text of every statement that is sent meanwhile, without its values."""
    found: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _leads_elsewhere(answer: Any) -> str:
    for name in ("Location", "HX-Redirect", "Refresh"):
        if "//evil.example" in answer.headers.get(name, "").partition("?")[0]:
            return name
    return next(iter(_LINK.findall(answer.get_data(as_text=True))), "")


def test_no_parameter_of_a_page_becomes_a_statement_or_a_link(scene: Scene, tally: Tally) -> None:
    trier, names, asked = Trier(scene), parameters(), 0
    assert {"q", "next", "filter", "lang", "limit"} <= set(names)
    with statements(scene.app) as found:
        for rule, cases in TABLE.items():
            if not rule.startswith("GET ") or "static" in rule:
                continue
            path = address(
                scene, rule, {name: value for name, value in cases[0][0].items() if name[-1] != "_"}
            )
            more = "&" if "?" in path else "?"
            for who in ("guest", "root"):
                headers = {**trier.headers_of(who), "Referer": "https://evil.example/"}
                answer = trier.client.get(
                    path + more + urlencode(dict.fromkeys(names, WORDS)), headers=headers
                )
                assert answer.status_code < 500, (path, who)
                assert rule in PREVIEWS or not _leads_elsewhere(answer), (path, who, _leads_elsewhere(answer))
                asked += 1
            # Alone too: where one wrong parameter ends a view, the others would never be read.
            for name in ("q", "page", "filter", "topic", "tag", "lang", "kind", "view", "before", "after"):
                if answer.status_code != 200 or asked % 5 == 0:
                    trier.client.get(
                        f"{path}{more}{urlencode({name: WORDS})}", headers=trier.headers_of("root")
                    )
    assert len(found) > 1000
    assert not [statement for statement in found if MARK in statement]
    tally("parameters of pages tried with SQL", asked * len(names))
    tally("statements looked through", len(found))


def test_no_place_of_an_address_becomes_a_statement(scene: Scene, tally: Tally) -> None:
    trier, tried = Trier(scene), 0
    with statements(scene.app) as found:
        for rule in TABLE:
            method, _space, pattern = rule.partition(" ")
            if method == "GET" and re.search(r"<(?!int)", pattern) and "static" not in pattern:
                path = re.sub(r"<int:\w+>", "1", pattern)
                path = re.sub(r"<[^>]+>", f"{MARK}%27%22)--", path)
                answer = trier.client.get(path, headers=trier.headers_of("root"))
                assert answer.status_code in (200, 301, 302, 303, 404), (path, answer.status_code)
                tried += 1
    assert not [statement for statement in found if MARK in statement]
    tally("addresses tried with SQL", tried)


def test_wildcards_are_words(scene: Scene) -> None:
    """`%` and `_` find what holds them, not everything."""
    client, key = scene.app.test_client(), {"Authorization": f"Bearer {scene.keys['root read']}"}
    for words in ("%", "_", "%%%", "____", "*", "' OR '1'='1", '") OR 1=1 --'):
        answer = client.get("/api/v1/search", query_string={"q": words}, headers=key).get_json()
        assert answer["results"] == [], words
        assert (
            not client.get("/api/v1/questions", query_string={"tag": words}, headers=key)
            .get_json()
            .get("results")
        )


def test_a_statement_made_of_words_is_seen(app: Askwell) -> None:
    with statements(app) as found, app.app_context(), pytest.raises(sa.exc.SQLAlchemyError):
        db.session.execute(sa.text(f"SELECT {MARK}"))
    assert any(MARK in statement for statement in found)
