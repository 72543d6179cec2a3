"""Words that only some may read are read by nobody else: not in pages, results, suggestions, counts, JSON or mail.

Everybody walks over the whole site, follows every link, searches for what stands beside the secret words and for the
words themselves. What nobody told them to see must not be there; what they may see is found at least once, so that
the walk is known to come by.
"""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import quote, urljoin, urlsplit

import pytest

from forum import Askwell
from forum.core import jobs
from tests.search.stage import work
from tests.security.doors import TABLE
from tests.security.scene import CANARIES, COMMON, PEOPLE, Scene
from tests.security.test_matrix import Trier, address

PAGES_MAX = 500  # of one walk; a site that grows past it is walked in part, and says so
_LINK = re.compile(r'(?:href|action)="(/[^"#]*)')
LOOKERS = (*PEOPLE, "dan")
API = (
    "/api/v1/questions",
    "/api/v1/articles",
    "/api/v1/topics",
    "/api/v1/cases",
    "/api/v1/cases?view=closed",
)


def _starts(scene: Scene) -> list[str]:
    found = []
    for rule, cases in TABLE.items():
        if rule.startswith("GET "):
            # Not by their own slugs: an address that somebody typed may be repeated to them.
            found += [
                address(scene, rule, _any_slug(values)) for values, _sent, words in cases if words != "404"
            ]
    for kind, names in (
        ("questions", "question hidden deleted withheld dans"),
        ("articles", "article archived"),
    ):
        for name in names.split():
            found.append(f"/api/v1/{kind}/{scene.numbers[name]}")
            found.append(f"/{kind}/{scene.numbers[name]}-x")
    found += [
        f"/search?q={COMMON}",
        f"/search?q={COMMON}&explain=1",
        f"/search/suggest?q={COMMON[:4]}",
        f"/ask/suggestions?title={COMMON}&body={COMMON}+title",
        f"/ask?q={COMMON}",
        f"/api/v1/search?q={COMMON}&explain=1&limit=50",
        f"/questions/{scene.numbers['withheld']}/history",
        "/moderation/posts?kind=answer",
        "/admin/people?q=a",
        *API,
    ]
    return list(dict.fromkeys(found))


def _any_slug(values: dict[str, str]) -> dict[str, str]:
    return {**values, "slug": "=x"} if "slug" in values else values


def walk(scene: Scene, trier: Trier, who: str) -> dict[str, str]:
    """{address: text} of all that `who` gets to read. Pages with the cookie, the API with the key."""
    todo, seen = _starts(scene), {}
    while todo and len(seen) < PAGES_MAX:
        path = todo.pop(0)
        if path in seen:
            continue
        answer = trier.client.get(path, headers=_headers(scene, trier, who, path))
        text = answer.get_data(as_text=True) + answer.headers.get("Location", "")
        seen[path] = text
        if answer.mimetype == "text/html":
            links = (urljoin(path, link.replace("&amp;", "&")) for link in _LINK.findall(text))
            todo += [link for link in links if _worth(link) and link not in seen]
        if "Location" in answer.headers:
            todo.append(
                urlsplit(answer.headers["Location"])._replace(scheme="", netloc="", fragment="").geturl()
            )
    return seen


def _worth(link: str) -> bool:
    if link.startswith("/desk?") and "&" in link:
        return False  # a view of the desk narrowed down shows nothing that the view does not
    return not link.startswith(("/static/", "/sign-", "/language")) and "s=" not in link


def _headers(scene: Scene, trier: Trier, who: str, path: str) -> dict[str, str]:
    if who == "guest":
        return {}
    if path.startswith("/api/"):
        return {"Authorization": f"Bearer {scene.keys[f'{who} read']}"}
    return trier.headers_of(who)


def test_nobody_reads_what_is_not_for_them(scene: Scene) -> None:
    trier = Trier(scene)
    read: dict[str, set[str]] = defaultdict(set)
    pages = 0
    leaks = []
    for who in LOOKERS:
        seen = walk(scene, trier, who)
        pages += len(seen)
        print(f"{who}: {len(seen)} pages")
        for path, text in seen.items():
            for canary, allowed in CANARIES.items():
                if canary in text.lower():
                    read[canary].add(who)
                    if who not in allowed:
                        leaks.append(f"{canary} on {path} as {who}")
    print(f"{pages} pages, {len(CANARIES)} canaries")
    assert pages > 500
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
            for words in (canary, canary[:-1], f"{canary} {COMMON}"):
                asked += 1
                found = _json(scene, trier, who, f"/api/v1/search?q={quote(words)}&limit=50")
                assert canary not in str(found["results"]), (who, words)
                assert canary not in (found["did_you_mean"] or ""), (who, words)
                assert found["total"] == len(found["results"]), (who, words)  # nothing hidden is counted
            suggested = _json(scene, trier, who, f"/search/suggest?q={canary[:6]}")
            assert canary not in str(suggested["suggestions"]), who
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
    owners = {
        "zormailcarla@example.com": "carla",
        "zormailbob@example.com": "bob",
        "zormaildan@example.com": "dan",
    }
    for to, text in mails:
        who = owners.get(to, to.partition("@")[0])
        for canary, allowed in CANARIES.items():
            assert canary not in text.lower() or who in allowed, (to, canary)
    print(f"{len(mails)} mails")


def _text(scene: Scene, trier: Trier, who: str, path: str) -> str:
    return trier.client.get(path, headers=_headers(scene, trier, who, path)).get_data(as_text=True)


def _json(scene: Scene, trier: Trier, who: str, path: str) -> dict[str, object]:
    headers = {**_headers(scene, trier, who, path), "Accept": "application/json"}
    answer = trier.client.get(path, headers=headers)
    assert answer.status_code == 200, (path, answer.status_code)
    found: dict[str, object] = answer.get_json()
    return found
