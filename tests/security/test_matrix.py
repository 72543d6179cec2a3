"""Every route, tried by everybody on what is their own, somebody else's, hidden and deleted."""

from __future__ import annotations

import re
from collections import Counter

from forum import Askwell
from forum.accounts import sessions
from forum.accounts.models import ApiToken, SignInSession
from forum.core.db import db
from forum.knowledge.models import Article
from forum.threads.models import Question
from tests.factories import site
from tests.security.doors import CALLERS, TABLE, WHO, Case
from tests.security.scene import Scene, nothing_kept

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

    def page(self, who: str, method: str, path: str, sent: dict[str, object]) -> int:
        data = None if method == "GET" else {**sent, "csrf_token": self.tokens[who]}
        with nothing_kept():
            return self.client.open(path, method=method, headers=self.headers_of(who), data=data).status_code

    def call(self, caller: str, method: str, path: str, sent: dict[str, object]) -> int:
        headers: dict[str, str] = {}
        if caller == "cookie of carla":
            headers = {"Cookie": self.cookies["carla"]}
        elif caller != "nobody":
            headers = {"Authorization": f"Bearer {self.scene.keys[caller]}"}
        with nothing_kept():
            body = sent if method == "POST" else None
            return self.client.open(path, method=method, headers=headers, json=body).status_code


def _expected(words: str, names: tuple[str, ...]) -> list[int]:
    """One status for each name; the last one's stands behind "/" where it isn't that of "mo" or "mo write"."""
    words, _, elsewhere = words.partition("/")
    found = [int(w) for w in words.split()]
    found = found * (len(names) - 1) if len(found) == 1 else found
    same = next(n for n, name in enumerate(names) if name in ("mo", "mo write"))
    found.append(int(elsewhere) if elsewhere else found[same])
    assert len(found) == len(names), words
    return found


def test_every_route_answers_everybody_as_declared(scene: Scene) -> None:
    declared, there = set(TABLE), _rules(scene.app)
    assert not there - declared, f"declare in doors.py who may: {sorted(there - declared)}"
    assert not declared - there, f"no such routes: {sorted(declared - there)}"
    _foreign_things(scene)
    trier, tried, wrong = Trier(scene), Counter[int](), []
    for rule, cases in TABLE.items():
        for given in cases:
            wrong += _try(trier, rule, given, tried)
    print(f"{sum(tried.values())} tries of {len(TABLE)} routes, by answer: {dict(sorted(tried.items()))}")
    assert sum(tried.values()) > 1800
    assert not wrong, "\n" + "\n".join(wrong)


def _try(trier: Trier, rule: str, given: Case, tried: Counter[int]) -> list[str]:
    values, sent, words = given
    method, path = rule.partition(" ")[0], address(trier.scene, rule, values)
    of_api = path.startswith("/api/")
    names = CALLERS if of_api else WHO
    wrong = []
    for who, expected in zip(names, _expected(words, names), strict=True):
        status = (trier.call if of_api else trier.page)(who, method, path, sent)
        tried[status] += 1
        if status != expected:
            wrong.append(f"{method} {path} {sent or ''} as {who}: {status}, declared {expected}")
    return wrong


def _foreign_things(scene: Scene) -> None:
    """A session and a key of Carla's, that others will try to end."""
    with scene.app.app_context():
        sessions.start_for(scene.people["carla"].id, "elsewhere")
    with site(scene.app):
        mine = scene.people["carla"].id
        scene.numbers["session"] = db.session.query(SignInSession.id).filter_by(person_id=mine).first()[0]
        scene.numbers["token"] = db.session.query(ApiToken.id).filter_by(person_id=mine).first()[0]


def test_what_one_may_not_see_looks_like_what_is_not_there(scene: Scene) -> None:
    """Same status, same words, same headers: nobody can find out that there is something."""
    trier = Trier(scene)
    compared = 0
    for who in ("guest", "bob", "ana"):
        headers = trier.headers_of(who)
        for pattern, hidden in (
            ("/questions/{}", ("hidden", "deleted")),
            ("/questions/{}-x", ("hidden", "deleted")),
            ("/questions/{}/history", ("hidden", "deleted")),
            ("/answers/{}", ("deleted answer", "answer of hidden")),
            ("/api/v1/questions/{}", ("hidden", "deleted")),
        ):
            nothing = trier.client.get(pattern.format(9999), headers=headers)
            for name in hidden:
                secret = trier.client.get(pattern.format(scene.numbers[name]), headers=headers)
                assert _plain(secret) == _plain(nothing), (who, pattern, name)
                compared += 1
    print(f"{compared} answers compared")
    assert compared > 20


def _plain(answer: object) -> tuple[object, ...]:
    body = answer.get_data(as_text=True)  # type: ignore[attr-defined]
    body = re.sub(r'name="csrf_token" value="[^"]+"', "", body)
    body = re.sub(r"/(questions|answers)/\d+", "", body)
    headers = {k: v for k, v in answer.headers if k not in ("X-Request-Id", "Date", "Content-Length")}  # type: ignore[attr-defined]
    return answer.status_code, body, headers  # type: ignore[attr-defined]
