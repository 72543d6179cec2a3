"""Macros, guides and what a walk brought: for people of the company alone."""

from __future__ import annotations

from typing import Protocol

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.support.guides import actions as guides
from forum.support.guides.policy import Head
from forum.support.macros import actions as macros
from forum.support.macros.policy import Text
from forum.support.models import Case
from tests.factories import site

CANARIES: dict[str, set[str]] = {
    "zormacroteam": {"ana", "mo", "root"},
    "zormacroown": {"ana"},
    "zorguidetext": {"ana", "mo", "root"},
    "zorguidefact": {"ana", "mo", "root"},
}


class Set(Protocol):
    """What is needed of the scene."""

    app: Askwell
    people: dict[str, Person]
    numbers: dict[str, int]


def add(scene: Set, common: str) -> None:
    """Beside Dan's case."""
    with site(scene.app):
        ana, mo = (db.session.get_one(Person, scene.people[name].id) for name in ("ana", "mo"))
        case = db.session.get_one(Case, scene.numbers["case"])
        scene.numbers["macro"] = macros.write(mo, Text("For all", f"{common} zormacroteam")).id
        scene.numbers["own macro"] = macros.write(ana, Text("Mine", f"{common} zormacroown", own=True)).id
        fact = {"name": "Number", "kind": "text", "options": [], "required": True}
        steps = [
            {
                **{"key": "s1", "name": "Ask", "text": f"{common} zorguidetext", "result": "", "macro": None},
                **{"answers": [{"words": "Yes", "to": "s2"}], "facts": [fact]},
            },
            {
                **{"key": "s2", "name": "End", "text": "", "result": "Say so.", "macro": None},
                **{"answers": [], "facts": [{**fact, "required": False}]},
            },
        ]
        guide = guides.begin(mo, Head("A guide", "words", "en", None), steps)
        guides.publish(guide, mo)
        walk = guides.start(guide, case, ana)
        guides.go_on(walk, ana, 0, {"fact-0": "zorguidefact"})
        db.session.flush()
        scene.numbers["guide"], scene.numbers["walk"] = guide.id, walk.id
