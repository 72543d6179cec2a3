"""Another number in the address or in the form: for whoever may not see what it names, it is as if nothing had it.

Every route, every place in it that names a thing, every thing of that kind, everybody. Who may not see it gets the same
status, the same words, the same address to go on to as with a number that nothing has: nobody can find out that there
is something. Who may see it gets what the table (doors.py) declares for this thing, or for the one it is like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from werkzeug.test import TestResponse

from forum.core.db import db
from forum.threads.models import Question
from forum.topics import queries as topics
from tests.factories import site
from tests.security.doors import CALLERS, TABLE, WHO, Case
from tests.security.scene import Scene
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address, expected
from tests.security.things import ALL, LOOKERS, THINGS, Thing, kind_of, of_kind

NOTHING = 98765  # a number that nothing has
_PLACE = re.compile(r"<(?:int:)?(\w+)>")
_NEW_EACH_TIME = re.compile(r'name="(csrf_token|form_key|opened|suggested)" value="[^"]*"')

#: Fields of forms and addresses that name a thing by its number alone. "kind:number" says its kind itself.
FIELDS = {
    **{"question": "question", "answer": "answer", "article": "article", "into": "article", "case": "case"},
    **{"incident": "desk incident", "gap": "gap", "guide": "guide", "mail": "mail", "trial": "trial"},
}
_NAMED = re.compile(r"(=?)(?:(question|answer|article|comment):)?(\d+)")


class Swap(NamedTuple):
    """A place of a rule's address, or a field of what is sent, that names a thing."""

    rule: str
    place: str
    kind: str
    values: dict[str, str]
    sent: dict[str, object]

    def with_(self, number: int) -> tuple[dict[str, str], dict[str, object]]:
        """Values and fields that name this number."""
        if self.place in self.values and not self.place.endswith("_"):
            return {
                **self.values,
                self.place: f"={number}",
                **({"slug": "=x"} if "slug" in self.values else {}),
            }, self.sent
        if self.place in self.values:
            return {**self.values, self.place: _named(self.values[self.place], number)}, self.sent
        return self.values, {**self.sent, self.place: _named(str(self.sent[self.place]), number)}


def _named(value: str, number: int) -> str:
    return _NAMED.sub(lambda m: f"{m[1]}{m[2] + ':' if m[2] else ''}{number}", value)


def swaps(rule: str, cases: list[Case]) -> Iterator[Swap]:
    """All of a rule, each with the first case that has it."""
    done = set()
    path = rule.partition(" ")[2]
    for values, sent, _words in cases:
        for place in _PLACE.findall(path):
            kind = kind_of(path, place)
            if path.startswith("/moderation/posts/") and place == "number":
                kind = values["kind"].removeprefix("=")
            if kind and (place, kind) not in done:
                done.add((place, kind))
                yield Swap(rule, place, kind, values, sent)
        for field, value in [*sent.items(), *((k, v) for k, v in values.items() if k.endswith("_"))]:
            found = _NAMED.fullmatch(str(value))
            kind = (found[2] or FIELDS.get(field.rstrip("_"), "")) if found else ""
            if kind and (field, kind) not in done:
                done.add((field, kind))
                yield Swap(rule, field, kind, values, sent)


def _seen(answer: TestResponse, swap: Swap, number: int) -> tuple[int, str, str]:
    """What can be told apart: status, text, where it leads. What was asked for may be repeated."""
    if answer.headers.get("Location", "").startswith("/sign-in"):
        return answer.status_code, "", "/sign-in"  # with what was typed, kept under a new key
    path = answer.request.path
    bare = re.sub(r"(?<=/)(\d+)-[^/]*", r"\1", path)  # where who signs in is led: without the words
    repeated = (path, quote(path), quote(path, safe=""), bare)
    own = "|".join(re.escape(words) for words in repeated)
    if f"<int:{swap.place}>" not in swap.rule:
        own += rf"|(?<=[a-z]:){number}\b|(?<=value=\"){number}(?=\")"
    text = _NEW_EACH_TIME.sub("", answer.get_data(as_text=True))
    return answer.status_code, re.sub(own, "N", text), re.sub(own, "N", answer.headers.get("Location", ""))


def _first_change(told: Iterable[tuple[object, object]]) -> str:
    """With the thing and with nothing."""
    one, other = next((str(a), str(b)) for a, b in told if a != b)
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return (
        f"{one[max(0, place - 40) : place + 60]!r}, with nothing {other[max(0, place - 10) : place + 60]!r}"
    )


def _closed(answer: TestResponse) -> bool:
    """A door that opens for nobody of this role, whatever lies behind it."""
    return answer.status_code in (401, 403) or answer.headers.get("Location", "").startswith("/sign-in")


def test_another_number_shows_nobody_what_is_not_for_them(scene: Scene, tally: Tally) -> None:
    trier, wrong, compared, routes = Trier(scene), list[str](), 0, set[str]()
    for rule, cases in TABLE.items():
        for swap in swaps(rule, cases):
            routes.add(rule)
            for who in LOOKERS:
                hidden = [thing for thing in of_kind(swap.kind) if who not in thing.readers]
                if hidden:
                    found, tried = _compare(trier, swap, who, hidden)
                    wrong += found
                    compared += tried
    tally("swapped numbers", compared)
    assert len(routes) > 150
    assert not wrong, "\n" + "\n".join(wrong)


def _compare(trier: Trier, swap: Swap, who: str, hidden: list[Thing]) -> tuple[list[str], int]:
    nothing = _ask(trier, swap, who, NOTHING)
    wrong = []
    if _closed(nothing):
        hidden = hidden[:1]
    for thing in hidden:
        number = trier.scene.numbers[thing.name]
        answer = _ask(trier, swap, who, number)
        if _seen(answer, swap, number) != _seen(nothing, swap, NOTHING):
            told = zip(_seen(answer, swap, number), _seen(nothing, swap, NOTHING), strict=True)
            wrong.append(f"{swap.rule} with {swap.place}={thing.name} as {who}: {_first_change(told)}")
    return wrong, len(hidden)


def _ask(trier: Trier, swap: Swap, who: str, number: int) -> TestResponse:
    values, sent = swap.with_(number)
    return trier.open(who, swap.rule.partition(" ")[0], address(trier.scene, swap.rule, values), sent)


def test_what_one_may_see_answers_as_what_it_is_like(scene: Scene, tally: Tally) -> None:
    trier, wrong, tried = Trier(scene), list[str](), 0
    likes = {thing.name: thing for thing in THINGS}
    for rule, cases in TABLE.items():
        for place in _PLACE.findall(rule):
            kind = kind_of(rule.partition(" ")[2], place)
            declared = {values.get(place) for values, _sent, _words in cases}
            for thing in of_kind(kind):
                if thing.like and thing.name not in declared:
                    for given in cases:
                        if given[0].get(place) == thing.like:
                            found, count = _as_declared(trier, rule, place, given, thing, likes[thing.like])
                            wrong, tried = wrong + found, tried + count
    tally("states of objects", tried)
    assert not wrong, "\n" + "\n".join(wrong)


def _as_declared(
    trier: Trier, rule: str, place: str, given: Case, thing: Thing, like: Thing
) -> tuple[list[str], int]:
    values, sent, words = given
    if sent.keys() & {"answer", "on"}:
        return [], 0  # it names an answer besides, which is of the other question
    sent = _fitted(trier.scene, sent, thing)
    of_api = rule.partition(" ")[2].startswith("/api/")
    names = CALLERS if of_api else WHO
    by_name = dict(zip(names, expected(words, names), strict=True))
    more = {"slug": "~slug"} if values.get("slug") == "~slug" else {}
    path = address(trier.scene, rule, {**values, place: thing.name, **more})
    method, wrong, tried = rule.partition(" ")[0], [], 0
    for who in LOOKERS:
        if who not in thing.readers:
            continue
        column = _column(who, thing, like)
        status = by_name.get(column if not of_api else f"{column} {'read' if method == 'GET' else 'write'}")
        if status is None:
            continue  # the table has no such column
        got = trier.open(who, method, path, sent).status_code
        tried += 1
        if got != status:
            wrong.append(
                f"{method} {path} ({thing.name}, like {like.name}) {sent or ''} as {who}: {got}, declared {status}"
            )
    return wrong, tried


def _fitted(scene: Scene, sent: dict[str, object], thing: Thing) -> dict[str, object]:
    """What is sent, with the version and the topic that the thing has."""
    if "topic" not in sent or thing.kind != "question":
        return sent
    with site(scene.app):
        question = db.session.get_one(Question, scene.numbers[thing.name])
        topic = topics.by_id()[question.topic_id].slug
        return {**sent, "topic": topic, **({"version": str(question.revision)} if "version" in sent else {})}


def _column(who: str, thing: Thing, like: Thing) -> str:
    """Whose answers these are: an author's are the author's, and other customers are alike."""
    if who == thing.author:
        return like.author
    if who in ("carla", "bob", "dan"):
        return "bob" if like.author == "carla" else "carla"
    return who


def test_every_thing_of_the_scene_is_known(scene: Scene) -> None:
    """No rule with a number in it is left out, and what is not for all is swapped."""
    known = {thing.name for thing in THINGS}
    assert known <= set(scene.numbers), known - set(scene.numbers)
    assert all(thing.readers <= ALL for thing in THINGS)
    unknown = {
        (place, rule)
        for rule in TABLE
        for place in re.findall(r"<int:(\w+)>", rule)
        if place not in NO_THING and not kind_of(rule.partition(" ")[2], place)
    }
    assert {rule.partition("<")[0] for _place, rule in unknown} == NUMBERED, sorted(unknown)


#: Numbers that name no thing of somebody's: people have public pages, the others are counted within what is named before.
NO_THING = ("person_id", "revision", "piece", "year", "job_id")
NUMBERED = {"GET /thanks/", "GET /weekly/", "GET /articles/", "POST /articles/"}  # months, weeks, revisions
