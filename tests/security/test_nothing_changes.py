"""What one may not see changes nothing of what one sees: no count, no order, no suggestion, no name.

Everybody's pages are read; then a closed group asks, answers and thanks, and posts are hidden and deleted; then the same
pages are read again. For a guest, and for a customer who is no member, each is the same to the letter.
"""

from __future__ import annotations

import re

from forum import Askwell
from forum.accounts import sessions
from forum.accounts.models import Person
from forum.core import guest_pages
from forum.core.db import db
from forum.groups import actions as groups
from forum.moderation import actions as moderation
from forum.support.private import actions as private
from forum.threads import actions as threads
from forum.threads.comments import actions as comments
from forum.topics import queries as topics
from forum.topics.spaces import actions as spaces
from tests import factories
from tests.factories import Cast, site
from tests.search.stage import work

#: Numbers, keys and moments that are new in each answer.
_NEW_EACH_TIME = re.compile(
    r'name="(csrf_token|form_key|opened|suggested)" value="[^"]*"|(\?|&|&amp;)s=[\w.:-]+|<time[^>]*>[^<]*</time>'
    r'|"took_ms":[\d.]+|<updated>[^<]*</updated>|<lastmod>[^<]*</lastmod>|data-options="[^"]*"'
)
_NOT_READ = (
    "/metrics",
    "/readyz",
    "/healthz",
    "/my/data",
)  # how it is with the program; what was written for oneself
ASKED = (
    "/search?q=kettle",
    "/search/suggest?q=ket",
    "/ask/suggestions?title=kettle&body=kettle",
    "/ask/tags?q=ket",
)


def test_pages_of_others_are_the_same_with_and_without(app: Askwell, cast: Cast) -> None:
    ids = {who: getattr(cast, who).id for who in ("carla", "bob", "dan", "eve", "mo")}
    factories.topic(app)
    public = factories.question(
        app, cast.carla, "The kettle boils dry", "It does not stop.", tags=("kettle",)
    )
    factories.answer(app, public, cast.dan, "Descale the kettle.", accepted=True)
    # All of them are known for a post that stands: a first one in a group would raise a level, which is no secret.
    for person in (cast.bob, cast.eve, cast.carla):
        factories.answer(app, public, person, "I have a kettle too.")
    work(app)
    paths = [*_paths(app), *ASKED, *(f"/people/{number}" for number in ids.values())]
    paths += [f"/api/v1/questions/{public}", "/faq/orders", "/tags/kettle", f"/questions/{public}"]
    with app.app_context():
        cookie = {"Cookie": f"{sessions.COOKIE}={sessions.start_for(ids['bob'], 'test')}"}
    before = _read(app, paths, cookie)

    _happens_in_secret(app, ids)
    work(app)

    after = _read(app, paths, cookie)
    changed = [place for place, text in before.items() if after[place] != text]
    shown = "\n".join(
        f"{who} {path}: {_first_change(before[who, path], after[who, path])}" for who, path in changed
    )
    print(f"{len(before)} answers compared, {sum(1 for text in before.values() if text)} of them with text")
    assert sum(1 for text in before.values() if len(text) > 500) > 80
    assert not changed, f"\n{shown}"


def _happens_in_secret(app: Askwell, ids: dict[str, int]) -> None:
    with site(app):
        carla, dan, eve, mo = (db.session.get_one(Person, ids[who]) for who in ("carla", "dan", "eve", "mo"))
        made = groups.make("Kettle council", "Of kettles.", "users", "invitation", "en", by=mo)
        for person in (carla, dan, eve):
            groups.accept(groups.invite_by_link(made.id, mo, 7), person)
        space = topics.by_id()[spaces.of_group(made.id)[0].id]
        secret = threads.ask(
            carla, space, "en", "The kettle of the council", "It boils.", ["kettle", "council"]
        )
        solution = threads.answer(secret, dan, "Descale the kettle of the council.")
        comments.comment(secret, solution, eve, "The kettle thanks you.")
        threads.accept_solution(secret, solution, by=carla)
        threads.ask(eve, space, "en", "Another kettle of the council", "Nobody answered.", ["kettle"])
        hidden = threads.ask(eve, topics.by_slug("orders"), "en", "A hidden kettle", "Hidden.", ["kettle"])
        moderation.moderate(hidden, "hiding", mo, "Not for everybody.")
        deleted = threads.ask(eve, topics.by_slug("orders"), "en", "A deleted kettle", "Deleted.", ["kettle"])
        moderation.moderate(deleted, "deletion", mo, "Advertising.")
        private.write(secret, carla, "The number of my kettle is 17.")


def _paths(app: Askwell) -> list[str]:
    rules = [
        rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and "<" not in rule.rule
    ]
    return sorted(rule.rule for rule in rules if rule.rule not in _NOT_READ)


def _read(app: Askwell, paths: list[str], cookie: dict[str, str]) -> dict[tuple[str, str], str]:
    guest_pages.clear()
    client = app.test_client(use_cookies=False)
    found = {}
    for who, headers in (("guest", dict[str, str]()), ("bob", cookie)):
        for path in paths:
            answer = client.get(path, headers=headers, follow_redirects=path.startswith("/questions/"))
            found[who, path] = _NEW_EACH_TIME.sub("", answer.get_data(as_text=True))
    return found


def _first_change(before: str, after: str) -> str:
    place = next((n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0)
    return f"...{before[max(0, place - 60) : place + 60]!r} is now {after[max(0, place - 10) : place + 60]!r}"
