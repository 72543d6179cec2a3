"""Comments in every state, an earlier text of one, and a file that came with a hidden answer."""

from __future__ import annotations

from typing import Protocol

from forum import Askwell
from forum.accounts.models import Person
from forum.attachments import actions as attachments
from forum.core.db import db
from forum.threads import actions as posts
from forum.threads.comments import actions as comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from tests.factories import site

CANARIES: dict[str, set[str]] = {
    "zorcommenthidden": {"bob", "mo", "root"},
    "zorcommentdeleted": {"mo", "root"},
    "zorcommentofhidden": {"carla", "mo", "root"},
    "zorfileofhidden": {"bob", "mo", "root"},
}


class Set(Protocol):
    """What is needed of the scene."""

    app: Askwell
    people: dict[str, Person]
    numbers: dict[str, int]


def add(scene: Set, common: str) -> None:
    """Under the questions, before anything of them is taken away."""
    n = scene.numbers
    with site(scene.app):
        bob, mo, dan = (db.session.get_one(Person, scene.people[name].id) for name in ("bob", "mo", "dan"))
        question, hidden = (db.session.get_one(Question, n[name]) for name in ("question", "hidden"))
        answer = db.session.get_one(Answer, n["answer"])

        def say(on: Question, under: Answer | None, by: Person, words: str) -> Comment:
            return comments.comment(on, under, by, f"{common} {words}")

        made = {
            "comment": say(question, answer, bob, "is said beside it."),
            "hidden comment": say(question, None, bob, "zorcommenthidden"),
            "deleted comment": say(question, None, bob, "zorcommentdeleted"),
            "comment of hidden": say(hidden, None, dan, "zorcommentofhidden"),
        }
        db.session.flush()
        n.update({name: each.id for name, each in made.items()})
        comments.hide(made["hidden comment"], mo, "Rude.")
        comments.delete(made["deleted comment"], mo, "Rude.")
        under_hidden = db.session.get_one(Answer, n["hidden answer"])
        file = attachments.bring(
            f"{common} words".encode(), "zorfileofhidden.txt", bob, f"answer:{under_hidden.id}"
        )
        posts.came_with(under_hidden, 1)
        n["file of hidden answer"] = file.id
