"""Posts in the states that the rest of the scene lacks: held back, merged, in the spaces of groups; and drafts of them.

Dan and Sue are in the groups, which Mo runs; Carla asks to come in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forum.accounts.models import Person
from forum.core import clock, drafts
from forum.core.db import db
from forum.core.targets import Target
from forum.groups import actions as groups
from forum.groups.models import Group, GroupMember
from forum.reviews import actions as reviews
from forum.support import actions as support
from forum.support.private import actions as private
from forum.threads import actions as threads
from forum.threads.comments import actions as comments
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from forum.topics.queries import TopicRow
from forum.topics.spaces import actions as spaces
from tests.factories import site

if TYPE_CHECKING:
    from tests.security.scene import Scene

_MEMBERS = {"dan", "mo", "root"}  # moderators read what stands in groups

#: canary -> who may see it, as in the scene.
CANARIES: dict[str, set[str]] = {
    "zorheldq": {"carla", "mo", "root"},
    "zorhelda": {"bob", "mo", "root"},
    "zormergedq": {"carla", "mo", "root"},
    "zoranswerofdeleted": {"mo", "root"},
    "zorunderhiddenanswer": {"bob", "mo", "root"},
    "zorclosedq": _MEMBERS,
    "zorclosedanswer": _MEMBERS,
    "zorclosedcomment": _MEMBERS,
    "zorclosedhidden": _MEMBERS,
    "zorclosedtag": _MEMBERS,
    "zorclosededit": _MEMBERS,
    "zorclosedprivate": {*_MEMBERS, "ana"},
    "zorpassedon": {*_MEMBERS, "ana"},
    "zorspacename": {*_MEMBERS, "ana"},  # a question of it was passed on to the team
    "zorhiddengroup": _MEMBERS,
    "zorgrouprequest": {"mo", "root"},
    "zorgroupinvited": {"mo", "root"},
    "zordraftask": {"carla"},
}


def add(scene: Scene, common: str) -> None:
    """All of them as posts that stand, before the index is brought in step."""
    n = scene.numbers
    with site(scene.app):
        carla, bob, dan, mo = (_person(scene, name) for name in ("carla", "bob", "dan", "mo"))
        orders = topics.by_slug("orders")

        def ask(
            name: str, by: Person, word: str, topic: TopicRow = orders, tags: tuple[str, ...] = ()
        ) -> Question:
            made = threads.ask(by, topic, "en", f"{common} {word} title", f"{common} {word} body", tags)
            n[name] = made.id
            return made

        ask("held", carla, "zorheldq")
        merged = ask("merged", carla, "zormergedq")
        n["merged answer"] = threads.answer(merged, bob, f"{common} comes along.").id
        question, deleted = (db.session.get_one(Question, n[name]) for name in ("question", "deleted"))
        n["held answer"] = threads.answer(question, bob, f"{common} zorhelda").id
        n["answer of deleted"] = threads.answer(deleted, bob, f"{common} zoranswerofdeleted").id
        hidden_answer = db.session.get_one(Answer, n["hidden answer"])
        n["comment of hidden answer"] = comments.comment(
            question, hidden_answer, bob, f"{common} zorunderhiddenanswer"
        ).id
        made = {
            name: _group(name, openness, mo, dan, _person(scene, "suspended")) for name, openness in _GROUPS
        }
        scene.words["groups"] = [group.slug for group in made.values()]
        n["space"] = spaces.add(made["Council"], "zorspacename", mo).id
        inside = topics.by_id()[n["space"]]
        hidden_space, open_space = (
            spaces.of_group(made[name].id)[0] for name in ("zorhiddengroup", "Open riders")
        )
        scene.words["topics"] = [inside.slug, hidden_space.slug, open_space.slug]
        closed = ask("closed", dan, "zorclosedq", inside, ("zorclosedtag",))
        threads.edit_question(
            closed, dan, 1, closed.title, f"{common} zorclosedq, but zorclosededit", ["zorclosedtag"], inside, "en", "More."
        )  # fmt: skip
        answer = threads.answer(closed, dan, f"{common} zorclosedanswer")
        n["answer of closed"] = answer.id
        n["comment of closed"] = comments.comment(closed, answer, dan, f"{common} zorclosedcomment").id
        ask("closed hidden", dan, "zorclosedhidden", hidden_space)
        for name, word, place in (
            ("passed on", "zorpassedon", inside),
            ("open space", "in the open", open_space),
        ):
            threads.answer(ask(name, dan, word, place), mo, f"{common} may help.")
        groups.ask_in(made["Council"].id, carla, "zorgrouprequest")
        invited = "zorgroupinvited@example.net"
        groups.invite_by_mail(made["Council"].id, mo, invited, invited, 7)
        drafts.save(
            carla.id, "ask", {"title": f"{common} zordraftask", "body": "Not yet.", "topic": "orders"}
        )


_GROUPS = (("Council", "request"), ("zorhiddengroup", "invitation"), ("Open riders", "public"))


def _person(scene: Scene, name: str) -> Person:
    return db.session.get_one(Person, scene.people[name].id)


def _group(name: str, openness: str, by: Person, *members: Person) -> Group:
    made = groups.make(name, f"Of {name}.", "users", openness, "en", by=by)
    for person in members:
        db.session.add(GroupMember(group_id=made.id, person_id=person.id, joined_at=clock.now()))
    db.session.flush()
    return made


def take_away(scene: Scene) -> None:
    """Held back, merged, hidden: once search knows them."""
    n = scene.numbers
    with site(scene.app):
        mo = _person(scene, "mo")
        reviews.submit(Target("question", n["held"]), "spam", "It looks like spam.", 3.0, hold=True)
        reviews.submit(Target("answer", n["held answer"]), "spam", "It looks like spam.", 3.0, hold=True)
        merged, question, hidden = (
            db.session.get_one(Question, n[name]) for name in ("merged", "question", "closed hidden")
        )
        threads.merge(merged, question, mo, "The same.")
        threads.hide(hidden, mo, "Not for everybody.")


def pass_on(scene: Scene) -> None:
    """Dan asks a person, from within the group, and tells her something."""
    with site(scene.app):
        question, dan = db.session.get_one(Question, scene.numbers["passed on"]), _person(scene, "dan")
        private.write(question, dan, "zorclosedprivate")
        scene.numbers["case of closed"] = support.escalate(question, "asked", by=dan).id
