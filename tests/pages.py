"""A browser without JavaScript on top of the Flask test client. It reads forms as a browser does, and checks every
page on the way: one h1, a title, a language, labelled fields, unique ids, no inline script or style."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from forum import Askwell
from forum.accounts.models import Person
from forum.core import cookies


@dataclass
class Form:
    """A form of a page: where it goes, and what it would send."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, words
    behaviour: str = ""
    required: set[str] = field(default_factory=set)  # without a value of these a browser sends nothing
    unchecked: set[str] = field(
        default_factory=set
    )  # words of buttons that send all the same (formnovalidate)
    elsewhere: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # buttons with an address of their own

    def names(self) -> set[str]:
        return {name for name, _ in self.fields}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.problems: list[str] = []
        self.labelled: set[str] = set()
        self.need_label: list[tuple[str, str]] = []
        self.h1 = 0
        self.title = ""
        self.lang = ""
        self.words: list[str] = []
        self._form: Form | None = None
        self._inside: list[str] = []
        self._select: tuple[str, str | None, str | None] | None = None
        self._textarea: tuple[str, list[str]] | None = None
        self._button: list[Any] | None = None
        self._link: list[Any] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v if v is not None else "" for k, v in attrs}
        self._inside.append(tag) if tag not in _VOID else None
        if "id" in a:
            self.ids.append(a["id"])
        for name in a:
            if name.startswith("on") or name == "style":
                self.problems.append(f"inline {name} on <{tag}>")
        if tag == "html":
            self.lang = a.get("lang", "")
        elif tag == "h1":
            self.h1 += 1
        elif tag == "script" and "src" not in a and a.get("type") not in ("application/ld+json",):
            self.problems.append("inline script")
        elif tag == "style":
            self.problems.append("inline style")
        elif tag == "img" and "alt" not in a:
            self.problems.append("img without alt")
        elif tag == "form":
            self._form = Form(
                a.get("action", ""), a.get("method", "get").lower(), behaviour=a.get("data-behaviour", "")
            )
            self.forms.append(self._form)
        elif tag == "label" and a.get("for"):
            self.labelled.add(a["for"])
        elif tag == "a" and "href" in a:
            self._link = [a["href"], []]
        if tag in ("input", "textarea", "select") and a.get("type") not in ("hidden", "submit", "button"):
            if "label" not in self._inside and "aria-label" not in a and "aria-labelledby" not in a:
                self.need_label.append((a.get("id", ""), a.get("name", tag)))
        if self._form is not None and "disabled" not in a:
            self._field(tag, a)

    def _field(self, tag: str, a: dict[str, str]) -> None:
        assert self._form is not None
        name = a.get("name", "")
        if name and "required" in a and a.get("type") not in ("radio", "checkbox", "file"):
            self._form.required.add(name)
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in ("checkbox", "radio"):
                if "checked" in a:
                    self._form.fields.append((name, a.get("value", "on")))
            elif kind == "submit":
                self._form.buttons.append((name, a.get("value", ""), a.get("value", "")))
            elif kind != "button":
                self._form.fields.append((name, a.get("value", "")))
        elif tag == "textarea" and name:
            self._textarea = (name, [])
        elif tag == "select" and name:
            self._select = (name, None, None)
        elif tag == "option" and self._select:
            first = self._select[1] if self._select[1] is not None else a.get("value", "")
            chosen = a.get("value", "") if "selected" in a else self._select[2]
            self._select = (self._select[0], first, chosen)
        elif tag == "button" and a.get("type", "submit") == "submit":
            self._button = [name, a.get("value", ""), [], "formnovalidate" in a]
            if "formaction" in a:
                self._form.elsewhere[name, a.get("value", "")] = a["formaction"]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            while self._inside and self._inside.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._textarea and self._form is not None:
            text = "".join(self._textarea[1])
            self._form.fields.append((self._textarea[0], text[1:] if text.startswith("\n") else text))
            self._textarea = None
        elif tag == "select" and self._select and self._form is not None:
            name, first, chosen = self._select
            if first is not None:
                self._form.fields.append((name, chosen if chosen is not None else first))
            self._select = None
        elif tag == "button" and self._button and self._form is not None:
            said = " ".join("".join(self._button[2]).split())
            self._form.buttons.append((self._button[0], self._button[1], said))
            if self._button[3]:
                self._form.unchecked.add(said.lower())
            self._button = None
        elif tag == "a" and self._link:
            self.links.append((self._link[0], " ".join("".join(self._link[1]).split())))
            self._link = None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea[1].append(data)
        if self._button:
            self._button[2].append(data)
        if self._link:
            self._link[1].append(data)
        if "title" in self._inside[-1:]:
            self.title += data
        if "script" not in self._inside:
            self.words.append(data)


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page:
    """An answer as its reader sees it."""

    def __init__(self, response: Any, path: str) -> None:
        self.response = response
        self.status: int = response.status_code
        self.path = path
        self.html: str = response.get_data(as_text=True)
        self.reader = _Reader()
        self.reader.feed(self.html)
        self.text = " ".join("".join(self.reader.words).split())
        if response.mimetype == "text/html" and "<html" in self.html:
            self._check()

    def _check(self) -> None:
        r = self.reader
        problems = list(r.problems)
        if r.h1 != 1:
            problems.append(f"{r.h1} h1")
        if not r.title.strip():
            problems.append("no title")
        if not re.fullmatch(r"[a-z]{2,3}(-\w+)?", r.lang):
            problems.append(f"lang={r.lang!r}")
        doubled = {i for i in r.ids if r.ids.count(i) > 1}
        if doubled:
            problems.append(f"ids twice: {sorted(doubled)}")
        problems += [f"no label: {name}" for ident, name in r.need_label if ident not in r.labelled]
        problems += [
            f"post form without token: {f.action}"
            for f in r.forms
            if f.method == "post" and "csrf_token" not in f.names()
        ]
        assert not problems, f"{self.path} ({self.status}): {problems}"

    @property
    def json(self) -> Any:
        return self.response.get_json()

    def form(self, words: str) -> Form:
        """The form whose action or one of whose buttons contains `words`."""
        for form in self.reader.forms:
            if words in form.action or any(words.lower() in b[2].lower() for b in form.buttons):
                return form
        raise AssertionError(
            f"no form {words!r} on {self.path}; there are {[(f.action, [b[2] for b in f.buttons]) for f in self.reader.forms]}"
        )

    def has_form(self, words: str) -> bool:
        try:
            self.form(words)
            return True
        except AssertionError:
            return False

    def link(self, words: str) -> str:
        """The address of the first link whose words contain `words`."""
        for href, text in self.reader.links:
            if words.lower() in text.lower():
                return href
        raise AssertionError(f"no link {words!r} on {self.path}")


class Browser:
    """`get`, `submit` and `follow` as a person would, redirects included."""

    def __init__(self, app: Askwell) -> None:
        self.app = app
        self.client = app.test_client()
        self.headers: dict[str, str] = {"Accept-Language": "en"}

    def sign_in(self, person: Person) -> Browser:
        """Be signed in as `person` from now on (a real session row and cookie, without typing a password)."""
        from forum.accounts import sessions

        with self.app.app_context():
            key = sessions.start_for(person.id, browser="test")
        self.client.set_cookie(sessions.COOKIE, key)
        return self

    def sign_out(self) -> Browser:
        from forum.accounts import sessions

        self.client.delete_cookie(sessions.COOKIE)
        return self

    def get(self, path: str, **headers: str) -> Page:
        response = self.client.get(path, headers={**self.headers, **headers}, follow_redirects=False)
        return self._follow(response, path)

    def post(
        self, path: str, data: dict[str, Any] | list[tuple[str, str]] | None = None, **headers: str
    ) -> Page:
        """A raw POST, without a token unless `data` holds one."""
        if isinstance(data, list):
            many: dict[str, Any] = {}
            for k, v in data:
                many.setdefault(k, []).append(v)
            data = many
        response = self.client.post(
            path, data=data or {}, headers={**self.headers, **headers}, follow_redirects=False
        )
        return self._follow(response, path)

    def submit(self, page: Page, words: str, button: str | None = None, **fields: Any) -> Page:
        """Fill in the form that `words` names (see `Page.form`) and press its button.

        Fails where a browser would refuse: a required field is empty that `fields` doesn't name.
        """
        form = page.form(words)
        filled = {k for k, v in form.fields if v.strip()} | fields.keys()
        if not any((button or words).lower() in said for said in form.unchecked):
            assert form.required <= filled, f"a browser asks for {sorted(form.required - filled)} first"
        sent = [(k, v) for k, v in form.fields if k not in fields]
        for k, v in fields.items():
            sent += (
                [(k, x) for x in v]
                if isinstance(v, (list, tuple))
                else [(k, str(v))]
                if v is not None
                else []
            )
        pressed = [b for b in form.buttons if b[0] and (button or words).lower() in b[2].lower()]
        if pressed:
            sent.append((pressed[0][0], pressed[0][1]))
        to = form.elsewhere.get(pressed[0][:2], form.action) if pressed else form.action
        action = urljoin("http://localhost" + page.path, to or page.path).replace("http://localhost", "")
        if form.method == "get":
            from urllib.parse import urlencode

            return self.get(f"{action.partition('?')[0]}?{urlencode(sent)}")
        return self.post(action, sent)

    def _follow(self, response: Any, path: str) -> Page:
        for _ in range(5):
            for cookie in response.headers.getlist("Set-Cookie"):
                assert cookie.partition("=")[0] in cookies.names(), f"tell people of it: {cookie}"
            if response.status_code not in (301, 302, 303, 307, 308):
                break
            path = urljoin("http://localhost" + path, response.location).replace("http://localhost", "")
            response = self.client.get(path, headers=self.headers)
        return Page(response, path)
