"""Words that only some may read are read by nobody else: not in pages, results, suggestions, counts, JSON, exports or mail.

Everybody walks over the whole site: every route with everything of the scene in its address, every face of a list, and
whatever these lead to. What nobody told them to see must not be there; what they may see is found at least once, so that
the walk is known to come by.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from werkzeug.test import TestResponse

from forum import Askwell
from forum.core import jobs
from tests.search.stage import work
from tests.security.doors import TABLE
from tests.security.scene import CANARIES, COMMON, OWN_WORDS, PEOPLE, Scene
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address
from tests.security.things import kind_of, of_kind

_LINK = re.compile(r'(?:href|action|src)="(/[^"#]*)')
_PLACE = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?(\w+)>")
_CANARY = re.compile("|".join(sorted(CANARIES, key=len, reverse=True)))
FACES_MAX = 3  # of one path, of those that are led to
#: These follow all links besides: to addresses that no route's table names. The others read the same pages.
FOLLOWING = ("guest", "bob", "mo")

#: Lists with more than one face, and what is found by words.
FACES: dict[str, tuple[str, ...]] = {
    "/search": (f"q={COMMON}", f"q={COMMON}&explain=1"),
    "/search/suggest": (f"q={COMMON[:4]}", "q=zor"),
    "/ask": (f"q={COMMON}",),
    "/ask/suggestions": (f"title={COMMON}&body={COMMON}+title",),
    "/ask/tags": ("q=zor", f"q={COMMON}", f"tags={COMMON}"),
    "/api/v1/search": (f"q={COMMON}&explain=1&limit=50",),
    "/api/v1/cases": ("view=closed",),
    "/questions": tuple(f"filter={name}" for name in ("unanswered", "unsolved", "due", "read", "answered")),
    "/feeds/questions": ("filter=unanswered", "filter=unsolved", f"tag={COMMON}"),
    "/questions/<int:question_id>/people": ("q=d",),
    "/moderation/posts": ("kind=answer", "kind=comment", "kind=question"),
    "/admin/people": ("q=a",),
    "/desk": ("view=all", f"q={COMMON}"),
}


def canaries_in(text: str) -> set[str]:
    """The secret words that a text holds."""
    return set(_CANARY.findall(text.lower()))


def _starts(scene: Scene) -> list[str]:
    """Each GET route: as the table tries it, and with everything in the scene that its places can name."""
    found: list[str] = []
    for rule, cases in TABLE.items():
        method, _, path = rule.partition(" ")
        if method != "GET":
            continue
        # Not by their own slugs: an address that somebody typed may be repeated to them.
        tried = [
            {**values, "slug": "=x"} if "-<slug>" in path else values
            for values, _s, words in cases
            if words != "404"
        ]
        for values in (*tried, *_filled(scene, path, cases[0][0])):
            asked = address(scene, rule, values)
            found += [asked, *(f"{asked}?{face}" for face in FACES.get(path, ()))]
    for path in ("/questions", "/feeds/questions", "/api/v1/questions", "/ask"):
        found += [f"{path}?topic={slug}" for slug in scene.words["topics"]]
    return list(dict.fromkeys(found))


def _filled(scene: Scene, path: str, values: dict[str, str]) -> Iterator[dict[str, str]]:
    words = {"/groups/<slug>": ("slug", scene.words["groups"]), "<topic>": ("topic", scene.words["topics"])}
    words |= {
        "/tags/<path:name>": ("name", ["zorclosedtag"]),
        "/admin/topics/<slug>": ("slug", scene.words["topics"]),
    }
    for shape, (place, slugs) in words.items():
        if shape in path:
            yield from ({**values, place: f"={slug}"} for slug in slugs)
    for place in _PLACE.findall(path):
        for thing in of_kind(kind_of(path, place)):
            more = {"kind": f"={thing.kind}"} if "kind" in values else {}
            yield {**values, **more, place: thing.name, **({"slug": "=x"} if "slug" in values else {})}


def walk(scene: Scene, trier: Trier, who: str) -> dict[str, str]:
    """{address: text} of all that `who` gets to read. Pages with the cookie, the API with the key."""
    todo, seen, faces = deque(_starts(scene)), dict[str, str](), Counter[str]()
    while todo:
        path = todo.popleft()
        if path in seen:
            continue
        answer = trier.client.get(path, headers=_headers(scene, trier, who, path))
        seen[path] = text = _text_of(answer)
        if who not in FOLLOWING:
            continue
        links = (
            [link.replace("&amp;", "&") for link in _LINK.findall(text)]
            if answer.mimetype == "text/html"
            else []
        )
        if "Location" in answer.headers:
            links.append(
                urlsplit(answer.headers["Location"])._replace(scheme="", netloc="", fragment="").geturl()
            )
        for link in links:
            there = urljoin(path, link)
            if _worth(there) and there not in seen and faces[there.partition("?")[0]] < FACES_MAX:
                faces[there.partition("?")[0]] += 1
                todo.append(there)
    return seen


def _text_of(answer: TestResponse) -> str:
    """All of it: where it leads, what it is called, what is packed in it."""
    told = "".join(
        answer.headers.get(name, "") for name in ("Location", "Content-Disposition", "Link", "Set-Cookie")
    )
    if answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
            return told + "".join(n + packed.read(n).decode(errors="replace") for n in packed.namelist())
    return told + answer.get_data(as_text=True)


def _worth(link: str) -> bool:
    return not link.startswith(("/static/", "/sign-", "/language")) and "s=" not in link


def _headers(scene: Scene, trier: Trier, who: str, path: str) -> dict[str, str]:
    if who == "guest":
        return {}
    if path.startswith("/api/"):
        return {"Authorization": f"Bearer {scene.keys[f'{who} read']}"}
    return trier.headers_of(who)


#: What is read by sending a form.
EXPORTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("/my/data/export", {}),
    ("/moderation/log/export", {"format": "csv"}),
    ("/moderation/log/export", {"format": "jsonl"}),
    ("/preview", {"body": "[[article:2]] #3"}),
    ("/ask/suggestions", {"title": COMMON, "body": f"{COMMON} title"}),
)


def test_nobody_reads_what_is_not_for_them(scene: Scene, tally: Tally) -> None:
    trier = Trier(scene)
    read: dict[str, set[str]] = defaultdict(set)
    pages, leaks = 0, list[str]()
    for who in PEOPLE:
        seen = walk(scene, trier, who)
        seen |= {
            f"POST {path} {sent}": _text_of(trier.open(who, "POST", path, sent)) for path, sent in EXPORTS
        }
        pages += len(seen)
        print(f"{who}: {len(seen)} pages")
        for path, text in seen.items():
            for canary in canaries_in(text):
                if canary in unquote(path):
                    continue  # who asks for a name gets it repeated
                read[canary].add(who)
                mine = OWN_WORDS.get(canary) == who and "/my/data" in path
                if who not in CANARIES[canary] and not mine:
                    place = text.lower().index(canary)
                    leaks.append(f"{canary} on {path} as {who}: {text[max(0, place - 90) : place + 40]!r}")
    tally("pages walked", pages)
    tally("secret words", len(CANARIES))
    assert not leaks, "\n" + "\n".join(leaks)
    unread = {
        c: sorted(allowed) for c, allowed in CANARIES.items() if allowed - {"suspended"} and not read[c]
    }
    assert not unread, f"nobody comes by these; the walk proves nothing: {unread}"


@pytest.mark.parametrize("in_step", [False, True], ids=["index behind", "index in step"])
def test_nobody_finds_them_by_searching(scene: Scene, in_step: bool) -> None:
    """Even while the index still holds what was taken away a moment ago."""
    if in_step:
        work(scene.app)
    trier = Trier(scene)
    asked = 0
    for who in ("guest", "bob", "ana"):
        for canary, allowed in CANARIES.items():
            if who in allowed:
                continue
            for words in (canary, canary[:-1]):
                asked += 1
                found = _json(scene, trier, who, f"/api/v1/search?q={quote(words)}&limit=50")
                assert canary not in str(found["results"]), (who, words)
                assert canary not in (found["did_you_mean"] or ""), (who, words)
                assert found["total"] == len(found["results"]), (who, words)  # nothing hidden is counted
            suggested = _json(scene, trier, who, f"/search/suggest?q={canary[:6]}")
            assert canary not in str(suggested["suggestions"]), who
            if not in_step:
                fragment = _text(scene, trier, who, f"/ask/suggestions?title={COMMON}+{canary}")
                assert fragment.count(canary) == 0, who
    print(f"{asked} searches")
    assert asked > 100


def test_no_mail_tells_them(app: Askwell, capsys: pytest.CaptureFixture[str], scene: Scene) -> None:
    with app.app_context():
        jobs.run_until_empty()
    sent = capsys.readouterr().out
    mails = re.findall(r"--- mail to (\S+): (.*?)---\n", sent, re.DOTALL)
    assert len(mails) >= 5
    owners = {f"zormail{name}@example.com": name for name in ("carla", "bob", "dan", "ana", "mo")}
    for to, text in mails:
        who = owners.get(to, to.partition("@")[0])
        for canary, allowed in CANARIES.items():
            assert canary not in text.replace("=\n", "").lower() or who in allowed, (to, canary)
    print(f"{len(mails)} mails")


def _text(scene: Scene, trier: Trier, who: str, path: str) -> str:
    return trier.client.get(path, headers=_headers(scene, trier, who, path)).get_data(as_text=True)


def _json(scene: Scene, trier: Trier, who: str, path: str) -> dict[str, object]:
    headers = {**_headers(scene, trier, who, path), "Accept": "application/json"}
    answer = trier.client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    found: dict[str, object] = answer.get_json()
    return found
