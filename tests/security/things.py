"""What an address can name: every thing of the scene, by kind, with who may see it. For tests that swap numbers.

`like`: the thing of the table (doors.py) whose answers hold for this one, too; "" where the table tries it itself.
"""

from __future__ import annotations

from typing import NamedTuple

CUSTOMERS = frozenset({"carla", "bob", "dan"})
AGENTS = frozenset({"ana", "mo", "lin", "root"})
MODERATORS = frozenset({"mo", "lin", "root"})
ALL = CUSTOMERS | AGENTS | {"guest", "suspended", "key"}
LOOKERS = ("guest", "carla", "bob", "dan", "ana", "mo", "lin", "root", "suspended", "key")


class Thing(NamedTuple):
    """One of the scene: `name` in `Scene.numbers`."""

    name: str
    kind: str
    readers: frozenset[str]
    author: str = ""
    like: str = ""


def _things(kind: str, readers: frozenset[str], author: str, names: str, like: str = "") -> list[Thing]:
    return [Thing(name.strip(), kind, readers, author, like) for name in names.split(",")]


_CARLA, _BOB, _DAN, _ANA = (frozenset({name}) for name in ("carla", "bob", "dan", "ana"))

THINGS: tuple[Thing, ...] = (
    *_things("question", ALL, "carla", "question"),
    *_things("question", _CARLA | MODERATORS, "carla", "hidden"),
    *_things("question", MODERATORS, "carla", "deleted"),
    *_things("question", _CARLA | MODERATORS, "carla", "held", like="hidden"),
    *_things("question", _DAN | MODERATORS, "dan", "closed", like="question"),
    *_things("question", _DAN | AGENTS, "dan", "passed on", like="question"),
    *_things("question", _DAN | MODERATORS, "dan", "closed hidden", like="hidden"),
    *_things("question", ALL, "dan", "open space", like="question"),
    *_things("answer", ALL, "bob", "answer"),
    *_things("answer", ALL, "carla", "own answer"),
    *_things("answer", _BOB | MODERATORS, "bob", "hidden answer"),
    *_things("answer", MODERATORS, "bob", "deleted answer"),
    *_things("answer", _CARLA | MODERATORS, "dan", "answer of hidden"),
    *_things("answer", _BOB | MODERATORS, "bob", "held answer", like="hidden answer"),
    *_things("answer", MODERATORS, "bob", "answer of deleted", like="answer of hidden"),
    *_things("answer", _DAN | MODERATORS, "dan", "answer of closed", like="own answer"),
    *_things("comment", ALL, "bob", "comment"),
    *_things("comment", _BOB | MODERATORS, "bob", "hidden comment"),
    *_things("comment", MODERATORS, "bob", "deleted comment"),
    *_things("comment", _CARLA | MODERATORS, "dan", "comment of hidden"),
    *_things("comment", _BOB | MODERATORS, "bob", "comment of hidden answer", like="comment"),
    *_things("comment", _DAN | MODERATORS, "dan", "comment of closed", like="comment"),
    *_things("article", ALL, "ana", "article"),
    *_things("article", AGENTS, "ana", "draft article, archived"),
    *_things("case", AGENTS, "dan", "case, case of closed"),
    *_things("own case", _DAN | AGENTS, "dan", "case, case of closed"),
    *_things("macro", AGENTS, "mo", "macro"),
    *_things("macro", _ANA, "ana", "own macro"),
    *_things("flag", AGENTS, "ana", "flag"),
    *_things("attachment", _DAN | AGENTS, "dan", "attachment"),
    *_things("attachment", _BOB | MODERATORS, "bob", "file of hidden answer"),
    *_things("attachment", frozenset(), "dan", "waiting file"),
    *_things("session", _CARLA, "carla", "session, other session"),
    *_things("token", _CARLA, "carla", "token"),
    *_things("export", _CARLA, "carla", "data export"),
    *_things("identity", _CARLA, "carla", "identity"),
    *_things("provider", frozenset({"root"}), "root", "provider"),
    *_things("passkey", _CARLA, "carla", "passkey"),
    *_things("notice", _CARLA, "carla", "notice"),
    *_things("invitation", _BOB, "bob", "invitation"),
    *_things("incident", ALL, "ana", "incident"),
    *_things("incident", AGENTS, "ana", "withdrawn incident"),
    *_things("desk incident", AGENTS, "ana", "incident, withdrawn incident"),
    *_things("case rule", MODERATORS, "mo", "case rule"),
    *_things("filter", AGENTS, "ana", "filter"),
    *_things("walk", AGENTS, "ana", "walk"),
    *_things("guide", AGENTS, "mo", "guide"),
    *_things("mail", AGENTS, "", "mail"),
    *_things("slot", AGENTS, "ana", "slot, booked slot"),
    *_things("call", AGENTS, "dan", "call"),
    *_things("gap", AGENTS, "", "gap, closed gap"),
    *_things("promotion", AGENTS, "", "promotion"),
    *_things("expected", AGENTS, "", "expected"),
    *_things("synonym", AGENTS, "", "synonym"),
    *_things("trial", AGENTS, "", "trial"),
    *_things("learned", AGENTS, "", "learned"),
    *_things("quote", AGENTS, "", "quote"),
    *_things("section", MODERATORS, "mo", "section"),
    *_things("tag", MODERATORS, "", "tag number"),
    *_things("field", frozenset({"root"}), "", "field"),
    *_things("review item", frozenset({"mo", "root"}), "", "review item"),
    *_things("ring", MODERATORS, "", "ring, open ring"),
    *_things("judgement", MODERATORS, "", "judgement"),
    *_things("measure", MODERATORS, "", "measure"),
    *_things("appeal", MODERATORS, "", "appeal"),
    *_things("clean-up", MODERATORS, "", "clean-up"),
)

#: Which kind a place of an address names: by the place, or by how the rule begins where the place is but a "number".
_BY_PLACE = {
    **{
        f"{kind}_id": kind
        for kind in ("question", "answer", "comment", "article", "case", "macro", "flag", "session")
    },
    **{
        f"{kind}_id": kind
        for kind in ("token", "passkey", "notice", "invitation", "walk", "guide", "mail", "slot")
    },
    **{f"{kind}_id": kind for kind in ("call", "quote", "section", "tag", "field", "judgement", "filter")},
    "rule_id": "case rule",
    "identity_id": "identity",
    "provider_id": "provider",
}
_BY_BEGINNING = {
    "/api/v1/questions/": "question",
    "/api/v1/articles/": "article",
    "/moderation/questions/": "question",
    "/moderation/articles/": "article",
    "/moderation/review/": "review item",
    "/moderation/gaps/promoted/": "promotion",
    "/moderation/gaps/<": "gap",
    "/moderation/searches/": "expected",
    "/moderation/synonyms/": "synonym",
    "/moderation/weights/trials/": "trial",
    "/moderation/phrasings/": "learned",
    "/moderation/rings/": "ring",
    "/moderation/measures/": "measure",
    "/moderation/appeals/": "appeal",
    "/moderation/clean-ups/": "clean-up",
    "/moderation/posts/": "post",
    "/incidents/": "incident",
    "/desk/incidents/": "desk incident",
    "/attachments/": "attachment",
    "/my/data/export/": "export",
}


def kind_of(path: str, place: str) -> str:
    """The kind that a place of a rule names; "" when it names no thing of somebody's (a day, a word, a page)."""
    if place == "number":
        return next((kind for begins, kind in _BY_BEGINNING.items() if path.startswith(begins)), "")
    if place == "case_id" and path.startswith("/my/"):
        return "own case"
    return _BY_PLACE.get(place, "")


def of_kind(kind: str) -> list[Thing]:
    """All of them. "post": questions and answers."""
    kinds = ("question", "answer") if kind == "post" else (kind,)
    return [thing for thing in THINGS if thing.kind in kinds]
