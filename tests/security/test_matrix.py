"""Every route, tried by everybody on what is their own, somebody else's, hidden and deleted."""

from __future__ import annotations

import re
from collections import Counter

from werkzeug.test import TestResponse

from forum import Askwell
from forum.accounts import sessions
from forum.core.db import db
from forum.knowledge.models import Article
from forum.threads.models import Question
from tests.factories import site
from tests.security.doors import CALLERS, TABLE, WHO, Case
from tests.security.scene import Scene, nothing_kept
from tests.security.tally import Tally

_PLACE = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?(\w+)>")


def _rules(app: Askwell) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def address(scene: Scene, rule: str, values: dict[str, str]) -> str:
    """The rule with its places filled; values whose name ends in _ become the query string."""

    def words(name: str) -> str:
        value = values[name]
        if value.startswith("="):
            return value[1:]
        if value.startswith("!"):
            return scene.secrets[value[1:]]
        if value == "~slug":
            with site(scene.app):
                if "article_id" in values:
                    return db.session.get_one(Article, scene.numbers[values["article_id"]]).slug
                return db.session.get_one(Question, scene.numbers[values["question_id"]]).slug
        return str(scene.people[value].id if value in scene.people else scene.numbers[value])

    path = _PLACE.sub(lambda match: words(match[1]), rule.partition(" ")[2])
    query = "&".join(f"{name[:-1]}={words(name)}" for name in values if name.endswith("_"))
    return f"{path}?{query}" if query else path


class Trier:
    """Tries one thing as each of WHO or CALLERS. Nothing of it stays."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.client = scene.app.test_client(use_cookies=False)
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        for who in (*WHO, "dan"):
            if who not in ("guest", "key"):
                with scene.app.app_context():
                    key = sessions.start_for(scene.people[who].id, "test")
                self.cookies[who] = f"{sessions.COOKIE}={key}"
            page = self.client.get("/ask", headers=self.headers_of(who)).get_data(as_text=True)
            found = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert found, who
            self.tokens[who] = found[1]

    def headers_of(self, who: str) -> dict[str, str]:
        if who in self.cookies:
            return {"Cookie": self.cookies[who]}
        return {"Authorization": f"Bearer {self.scene.keys['carla read']}"} if who == "key" else {}

    def open(self, who: str, method: str, path: str, sent: dict[str, object]) -> TestResponse:
        """A page with the cookie of `who`, the API with a key of hers."""
        if path.startswith("/api/"):
            key = self.scene.keys.get(f"{who} {'read' if method == 'GET' else 'write'}")
            return self.send(
                method, path, {"Authorization": f"Bearer {key}"} if key else {}, json=sent or None
            )
        data = None if method == "GET" else {**sent, "csrf_token": self.tokens[who]}
        return self.send(method, path, self.headers_of(who), data=data)

    def send(self, method: str, path: str, headers: dict[str, str], **body: object) -> TestResponse:
        with nothing_kept():
            return self.client.open(path, method=method, headers=headers, **body)  # type: ignore[arg-type]

    def page(self, who: str, method: str, path: str, sent: dict[str, object]) -> int:
        return self.open(who, method, path, sent).status_code

    def call(self, caller: str, method: str, path: str, sent: dict[str, object]) -> int:
        headers: dict[str, str] = {}
        if caller == "cookie of carla":
            headers = {"Cookie": self.cookies["carla"]}
        elif caller != "nobody":
            headers = {"Authorization": f"Bearer {self.scene.keys[caller]}"}
        return self.send(method, path, headers, json=sent if method == "POST" else None).status_code


def expected(words: str, names: tuple[str, ...]) -> list[int]:
    """One status for each name; the last one's stands behind "/" where it isn't that of "mo" or "mo write"."""
    words, _, elsewhere = words.partition("/")
    found = [int(w) for w in words.split()]
    found = found * (len(names) - 1) if len(found) == 1 else found
    if len(found) == len(names) - 1:
        same = next(n for n, name in enumerate(names) if name in ("mo", "mo write"))
        found.append(int(elsewhere) if elsewhere else found[same])
    assert len(found) == len(names), words
    return found


def test_every_route_answers_everybody_as_declared(scene: Scene, tally: Tally) -> None:
    declared, there = set(TABLE), _rules(scene.app)
    assert not there - declared, f"declare in doors.py who may: {sorted(there - declared)}"
    assert not declared - there, f"no such routes: {sorted(declared - there)}"
    trier, tried, wrong = Trier(scene), Counter[int](), []
    for rule, cases in TABLE.items():
        for given in cases:
            wrong += _try(trier, rule, given, tried)
    print(f"{sum(tried.values())} tries of {len(TABLE)} routes, by answer: {dict(sorted(tried.items()))}")
    tally("routes", len(TABLE))
    tally("roles", len({*WHO, *CALLERS}))
    tally("tries of routes", sum(tried.values()))
    assert not wrong, "\n" + "\n".join(wrong)


def _try(trier: Trier, rule: str, given: Case, tried: Counter[int]) -> list[str]:
    values, sent, words = given
    method, path = rule.partition(" ")[0], address(trier.scene, rule, values)
    of_api = path.startswith("/api/")
    names = CALLERS if of_api else WHO
    wrong = []
    for who, declared in zip(names, expected(words, names), strict=True):
        status = (trier.call if of_api else trier.page)(who, method, path, sent)
        tried[status] += 1
        if status != declared:
            wrong.append(f"{method} {path} {sent or ''} as {who}: {status}, declared {declared}")
    return wrong
