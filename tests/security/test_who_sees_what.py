"""Nobody reads what is not for them: every kind in every state (`who.py`), looked for in every place there is.

The places are taken from the routes themselves. One without values in its address is walked as it is; one with values
is walked with all things of the site that fit; whose values can't be filled is named in `ELSEWHERE`, with the reason. A
new list needs no line here to be watched; a new address of another shape fails until it is filled or named.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from forum import Askwell
from forum.accounts import sessions
from forum.core import jobs, rate_limits
from tests.factories import Cast
from tests.security import who_site
from tests.security.who import COMMON, NAMES, ROLES, TABLE, Cell
from tests.security.who_site import Site

Fill = Callable[[Site], list[dict[str, object]]]


def _each(name: str, things: str) -> Fill:
    return lambda s: [{name: number} for number in getattr(s, things)]


def _with_slug(name: str, things: str) -> Fill:
    return lambda s: [{name: number, "slug": "x"} for number in getattr(s, things)]


#: What the values of an address may be. The last word of the rule's pattern says more where the names are the same.
FILLED: dict[str, Fill] = {
    "/questions/<int:question_id>-<slug>": _with_slug("question_id", "questions"),
    "<int:question_id>": _each("question_id", "questions"),
    "<int:answer_id>": _each("answer_id", "answers"),
    "<int:comment_id>": _each("comment_id", "comments"),
    "/api/v1/questions/<int:number>": _each("number", "questions"),
    "/moderation/questions/<int:number>": _each("number", "questions"),
    "/api/v1/articles/<int:number>": _each("number", "articles"),
    "/moderation/articles/<int:number>": _each("number", "articles"),
    "/moderation/articles/<any(unhelpful, translations, due):name>": lambda _s: [{"name": "due"}],
    "/moderation/posts/<any(question, answer):kind>/<int:number>": lambda s: [
        *({"kind": "question", "number": n} for n in s.questions),
        *({"kind": "answer", "number": n} for n in s.answers),
    ],
    "/articles/<int:article_id>/revisions/<int:number>": lambda s: [
        {"article_id": n, "number": 1} for n in s.articles
    ],
    "/moderation/review/<int:number>": lambda _s: [{"number": n} for n in (1, 2, 3)],
    "<int:article_id>-<slug>": _with_slug("article_id", "articles"),
    "<int:article_id>": _each("article_id", "articles"),
    "<int:case_id>": _each("case_id", "cases"),
    "/attachments/<int:number>/<name>": lambda s: [{"number": n, "name": name} for n, name in s.files],
    "/flags/<target>": lambda s: [
        *({"target": f"article:{n}"} for n in s.articles),
        *({"target": f"answer:{n}"} for n in s.answers),
    ],
    "/groups/<slug>": _each("slug", "groups"),
    "/tags/<path:name>": _each("name", "tags"),
    "/moderation/tags/<int:tag_id>": lambda _s: [{"tag_id": 1}, {"tag_id": 2}],
    "<int:person_id>": lambda s: [{"person_id": s.people[role].id} for role in ("other", "member", "agent")],
    "<topic>": lambda s: [{"topic": slug} for slug in ("orders", *s.spaces)],
    "/admin/topics/<slug>": lambda s: [{"slug": slug} for slug in ("orders", *s.spaces)],
    "<any(questions, articles):kind>-<int:piece>": lambda _s: [
        {"kind": kind, "piece": 0} for kind in ("questions", "articles")
    ],
}

#: What is not walked: the address is a secret or somebody's own key, or what it shows is no cell of the table.
ELSEWHERE = (
    "/admin/topics/<slug>/fields/<",
    "/static/", "/answered/", "/appeals/", "/first-admin/", "/groups/join/", "/how-was-it/", "/kept/",
    "/mail/choices/", "/mail/ending/", "/my/account/address/", "/post/", "/reset/<", "/sign-in/link/", "/verify/",
    "/pictures/", "/incidents/<", "/desk/incidents/<", "/desk/guides/<", "/desk/macros/<", "/desk/mail/<",
    "/desk/rules/<", "/moderation/gaps/<", "/moderation/searches/<", "/moderation/synonyms/<",
    "/moderation/weights/trials/<", "/my/invitations/<", "/my/notices/<", "/thanks/<", "/weekly/<", "/badges/<",
)  # fmt: skip

#: Whoever is suspended reads what guests read, and an admin what moderators do: they walk over one address of each route,
#: and over all of the routes that show posts.
ALIKE = ("suspended", "admin")
READ_BY_ALL = (
    "/", "/questions", "/questions/<int:question_id>-<slug>", "/articles/<int:article_id>-<slug>", "/search",
    "/feeds/questions", "/tags/<path:name>", "/groups/<slug>", "/api/v1/questions/<int:number>", "/moderation/review/<int:number>",
    "/answers/<int:answer_id>", "/comments/<int:comment_id>", "/questions/<int:question_id>/history", "/desk/cases/<int:case_id>",
    "/questions/<int:question_id>/private", "/groups/<slug>/members", "/moderation/posts/<any(question, answer):kind>/<int:number>",
    "/articles/<int:article_id>/revisions/<int:number>", "/attachments/<int:number>/<name>", "/flags/<target>",
)  # fmt: skip

#: Lists with more than one face, and what is found by words.
FACES: dict[str, tuple[str, ...]] = {
    "/search": (f"q={COMMON}", f"q={COMMON}&explain=1"),
    "/search/suggest": (f"q={COMMON[:5]}",),
    "/ask": (f"q={COMMON}",),
    "/ask/suggestions": (f"title={COMMON}+question&body={COMMON}",),
    "/ask/tags": ("q=zq", "tags=zq"),
    "/api/v1/search": (f"q={COMMON}&limit=50",),
    "/questions": tuple(f"filter={name}" for name in ("unanswered", "unsolved", "due", "read", "answered")),
    "/feeds/questions": ("filter=unanswered", "filter=unsolved"),
    "/groups/<slug>": (f"q={COMMON}",),
    "/questions/<int:question_id>/people": ("q=d",),
    "/moderation/posts": ("kind=answer", "kind=comment", "kind=question"),
    "/desk": ("view=all", f"q={COMMON}"),
}


@pytest.fixture
def stage(app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = who_site.make(app, cast)
    for name in ("spend", "spend_later", "spend_as"):
        monkeypatch.setattr(rate_limits, name, lambda *_args, **_more: None)
    return made


def test_everybody_reads_what_is_for_them_and_nothing_else(stage: Site) -> None:
    places = _places(stage)
    looked, leaks, found = Counter[str](), list[str](), defaultdict[Cell, set[str]](set)
    for role in ROLES:
        look = _Look(stage, role)
        for route, paths in places.items():
            for path in paths if role not in ALIKE or route in READ_BY_ALL else paths[:1]:
                text = look.at(path)
                if text is None:
                    break  # this door is closed to the role, whatever lies behind it: `test_matrix.py`
                looked[role] += 1
                for cell in TABLE:
                    if cell.word in text:
                        found[cell].add(role)
                        if role not in cell.readers:
                            leaks.append(f"{cell.kind}, {cell.state}: at {path} as {role}")
        leaks += look.broken
    cells = len(TABLE) * len(ROLES)
    walked = sum(len(paths) for paths in places.values())
    print(f"{len(places)} routes, {walked} places, {cells} cells of the matrix, looked at: {dict(looked)}")
    assert len(places) > 100
    assert walked > 300
    assert min(looked.values()) > 80
    assert not leaks, "\n" + "\n".join(leaks)
    missed = [f"{c.kind}, {c.state}: {sorted(c.readers - found[c])}" for c in TABLE if _never(c, found[c])]
    assert not missed, "nobody comes by these, so the walk proves nothing:\n" + "\n".join(missed)


def _never(cell: Cell, by: set[str]) -> bool:
    """Readers who came by it nowhere. Suspended people read no more than guests do, and not each page answers them."""
    return bool(cell.readers - by - {"suspended"}) and not cell.unlisted


def test_no_mail_says_it_to_others(stage: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with stage.app.app_context():
        jobs.run_until_empty()
    mails = re.findall(r"--- mail to (\S+): (.*?)---\n", capsys.readouterr().out, re.DOTALL)
    roles = {f"{name}@example.com": role for role, name in NAMES.items()}
    leaks, words = [], 0
    for to, text in mails:
        for cell in TABLE:
            if cell.word in text.replace("=\n", ""):
                words += 1
                meant = cell.kind == "invitation" and cell.word in to
                if roles.get(to, "guest") not in cell.readers and not meant:
                    leaks.append(f"{cell.kind}, {cell.state}: to {to}")
    print(f"{len(mails)} mails, {words} words of the table in them")
    assert words > 3
    assert not leaks, "\n" + "\n".join(leaks)


def test_every_address_is_walked_or_named(app: Askwell) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    unknown = [rule for rule in rules if "<" in rule and not _named(rule) and _fill(rule) is None]
    assert not unknown, f"say in FILLED what these hold, or in ELSEWHERE why they hold nothing: {unknown}"
    for name in ELSEWHERE:
        assert any(rule.startswith(name) for rule in rules), f"no address begins with {name}"


class _Look:
    """What one of the roles gets to read."""

    def __init__(self, stage: Site, role: str) -> None:
        self.client = stage.app.test_client(use_cookies=False)
        self.role, self.broken, self.seen = role, list[str](), dict[str, str | None]()
        self.page: dict[str, str] = {}
        self.api: dict[str, str] = {}
        if role != "guest":
            with stage.app.app_context():
                key = sessions.start_for(stage.people[role].id, "test")
            self.page = {"Cookie": f"{sessions.COOKIE}={key}"}
            self.api = {"Authorization": f"Bearer {stage.keys[role]}"}

    def at(self, path: str) -> str | None:
        """The text, with that of the page it leads on to; None where the door is closed."""
        if path in self.seen:
            return self.seen[path]
        self.seen[path] = ""  # should it lead back here
        self.seen[path] = found = self._read(path)
        return found

    def _read(self, path: str) -> str | None:
        try:
            answer = self.client.get(path, headers=self.api if path.startswith("/api/") else self.page)
        except Exception as error:
            self.broken.append(f"{path} as {self.role}: {error!r:.200}")
            return ""
        leads_to = answer.headers.get("Location", "").partition("?")[0]
        if answer.status_code in (401, 403) or leads_to == "/sign-in":
            return None
        text = answer.get_data(as_text=True) if answer.status_code == 200 else ""
        for asked in path.partition("?")[2].split("="):
            text = text.replace(asked, "") if "zq" in asked else text  # who asks by a name gets it repeated
        if leads_to:
            text += leads_to + (self.at(leads_to.removeprefix("http://localhost")) or "")
        return text


def _places(stage: Site) -> dict[str, list[str]]:
    """{route: addresses}."""
    found: dict[str, list[str]] = {}
    for rule in sorted(stage.app.url_map.iter_rules(), key=lambda each: each.rule):
        if "GET" not in (rule.methods or ()) or _named(rule.rule):
            continue
        fill = _fill(rule.rule)
        paths = found.setdefault(rule.rule, [])
        for values in fill(stage) if fill else [{}]:
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match, v=values: str(v[match[1]]), rule.rule)
            paths += [path, *(f"{path}?{face}" for face in FACES.get(rule.rule, ()))]
    for rule_of in ("/questions", "/feeds/questions", "/api/v1/questions", "/ask"):
        found[rule_of] += [f"{rule_of}?topic={slug}" for slug in stage.spaces]
    return found


def _named(rule: str) -> bool:
    return rule.startswith(ELSEWHERE)


def _fill(rule: str) -> Fill | None:
    if "<" not in rule:
        return None
    return next((fill for pattern, fill in FILLED.items() if pattern in rule), None)
