"""Every form that the pages of a site show, filled in by a machine; and what of it reached the database, whatever was
stored of it: the parameters of all statements are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import sqlalchemy as sa
from werkzeug.exceptions import HTTPException

from tests.security import filled
from tests.security.scene import Scene, nothing_kept
from tests.security.test_matrix import Trier

TYPED = ("text", "textarea", "search", "tel", "url", "email", "password")  # what people write with keys


@dataclass
class Form:
    """Where it goes and what it sends; `typed`: names of the fields that somebody writes into, with their types."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)

    def sent(self, words: Callable[[str, str], str], token: str) -> dict[str, list[str]]:
        """Fields with `words(name, type)` in those that are typed into."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        found |= {name: [words(name, kind)] for name, kind in self.typed.items()}
        return found | {"csrf_token": [token]}


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self._form, self._select = page, list[Form](), None, ""
        self._buttons: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        name, kind = a.get("name", ""), a.get("type", "text")
        if tag == "form":
            self._form = Form(urljoin(self.page, a.get("action", "")), a.get("method", "get").lower())
            self._buttons = set()
            self.forms.append(self._form)
        elif self._form is None or "disabled" in a:
            return
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and a.get("value"):
            self._form.fields.append((self._select, a["value"]))
            self._select = ""  # its first that is one
        elif tag == "textarea" and name:
            self._form.typed[name] = "textarea"
        elif tag == "button" and name and name not in self._buttons:
            self._buttons.add(name)  # pressed: the first of each name
            self._form.fields.append((name, a.get("value", "")))
        elif tag == "input" and name and kind in TYPED:
            self._form.typed[name] = kind
        elif tag == "input" and name and kind not in ("submit", "button", "file", "image"):
            if kind not in ("radio", "checkbox") or "checked" in a:
                self._form.fields.append((name, a.get("value", "on")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""


def forms(scene: Scene, trier: Trier, *people: str) -> list[tuple[str, Form]]:
    """(who, form) of every form that somebody can write into, on any page of theirs; each once, by the names of its fields
    and the view that takes it."""
    adapter, found, seen = scene.app.url_map.bind("localhost"), [], set()
    for who in people:
        for path in filled.pages(scene, who):
            answer = trier.client.get(path, headers=trier.headers_of(who))
            if (
                answer.mimetype != "text/html" or path == "/offline"
            ):  # the form there is filled in by a script
                continue
            reader = _Forms(path)
            reader.feed(answer.get_data(as_text=True))
            for form in reader.forms:
                where = form.action.partition("?")[0].partition("#")[0]
                try:
                    view = adapter.match(where, method=form.method.upper())[0]
                except HTTPException:
                    continue  # each of its buttons says where it goes
                mark = (view, form.method, *sorted(form.typed))
                if form.typed and mark not in seen:
                    seen.add(mark)
                    found.append((who, form))
    return found


def send(trier: Trier, who: str, form: Form, sent: dict[str, list[str]]) -> Any:
    """The answer; nothing of it stays."""
    headers = trier.headers_of(who)
    with nothing_kept():
        if form.method == "get":
            return trier.client.get(form.action.partition("?")[0], query_string=sent, headers=headers)
        return trier.client.post(form.action, data=sent, headers=headers)


@contextmanager
def statements(look: Callable[[str], bool]) -> Iterator[list[str]]:
    """The statements meanwhile that carry text of which `look` is true."""
    found: list[str] = []

    def before(_connection: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        if any(look(text) for text in _texts(given)):
            found.append(" ".join(statement.split())[:120])

    sa.event.listen(sa.Engine, "before_cursor_execute", before)
    try:
        yield found
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", before)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
