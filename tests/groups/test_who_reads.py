"""Whatever happens, and in whatever order: somebody sees a question if, and only if, a plain sentence says so.

People join and leave groups, are let in and removed; questions are hidden, deleted, moved, escalated; a group closes.
After each deed all that decides who sees what (the condition of lists, of pages, of targets and notices, and what the
index holds) is compared with `sees`, `meets` and `everybody` below, which are meant to be read.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from forum import Askwell
from forum.accounts.models import Person
from forum.core import targets
from forum.core.db import db
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.groups import actions as groups
from forum.groups import queries as group_queries
from forum.groups.models import Group
from forum.threads import actions as threads
from forum.threads import policy, queries, registering
from forum.threads.models import Question
from forum.topics import queries as topics
from tests import factories
from tests.factories import Cast, site

VIEWERS = ("guest", "carla", "bob", "dan", "ana", "mo")
MEMBERS = ("carla", "bob", "dan", "ana")
PLACES = ("site", "closed", "open")


@dataclass
class Plain:
    """One question, in words: where it stands and what was done to it. Carla asked it."""

    place: str = "site"
    hidden: bool = False
    deleted: bool = False
    escalated: bool = False


@dataclass
class World:
    """The groups in words: who is in them, and which only members read."""

    members: dict[str, set[str]] = field(default_factory=lambda: {"closed": {"mo"}, "open": {"mo"}})
    closed: set[str] = field(default_factory=lambda: {"closed"})
    questions: list[Plain] = field(default_factory=lambda: [Plain(), Plain("closed"), Plain("open")])


def reaches(world: World, who: str, q: Plain) -> bool:
    """Is it for her? Of a closed group: its members, moderators, and the team when it was passed on to them."""
    if q.place not in world.closed or who in world.members[q.place] or who == "mo":
        return True
    return who == "ana" and q.escalated


def sees(world: World, who: str, q: Plain) -> bool:
    """May she open it?"""
    if q.deleted:
        return who == "mo"
    if q.hidden and who not in ("mo", "carla"):
        return False
    return reaches(world, who, q)


def meets(world: World, who: str, q: Plain) -> bool:
    """Does it stand in her lists?"""
    mine = q.place not in world.closed or who in world.members[q.place]
    return mine and not q.hidden and not q.deleted


def everybody(world: World, q: Plain) -> bool:
    """May the shared index hold it?"""
    return meets(world, "guest", q)


_deed = st.one_of(
    st.tuples(st.sampled_from(("come", "go")), st.sampled_from(MEMBERS), st.sampled_from(("closed", "open"))),
    st.tuples(st.sampled_from(("hide", "show", "delete", "restore", "escalate")), st.integers(0, 2)),
    st.tuples(st.just("move"), st.integers(0, 2), st.sampled_from(PLACES)),
    st.just(("close",)),
)


@settings(
    max_examples=6,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(deeds=st.lists(_deed, min_size=4, max_size=14))
def test_a_question_is_seen_by_whom_it_is_for(app: Askwell, cast: Cast, deeds: list[tuple[str, ...]]) -> None:
    real, world = _Real(app, cast), World()
    real.compare(world)
    for deed in deeds:
        _say(world, deed)
        real.do(deed, world)
        real.compare(world)


def _say(world: World, deed: tuple[str, ...]) -> None:
    """The deed in words."""
    kind, *rest = deed
    if kind in ("come", "go"):
        who, group = rest
        (world.members[group].add if kind == "come" else world.members[group].discard)(who)
    elif kind == "close":
        world.closed.add("open")
    elif kind == "move":
        world.questions[int(rest[0])].place = rest[1]
    else:
        q = world.questions[int(rest[0])]
        if kind in ("hide", "show") and not q.deleted:
            q.hidden = kind == "hide"
        elif kind in ("delete", "restore"):
            q.deleted = kind == "delete"
        elif kind == "escalate":
            q.escalated = q.escalated or not (q.hidden or q.deleted)


class _Real:
    """The same world in the database; each example makes its own groups and questions."""

    def __init__(self, app: Askwell, cast: Cast) -> None:
        self.app = app
        self.ids = {who: getattr(cast, who).id for who in (*MEMBERS, "mo")}
        with site(app):
            made = [
                groups.make(name, "For a test.", "users", openness, "en", by=self._person("mo"))
                for name, openness in (("Closed one", "request"), ("Open one", "public"))
            ]
            self.groups = {"closed": made[0].id, "open": made[1].id}
        factories.topic(app)
        with site(app):
            places = {t.group_id: t for t in topics.by_id().values()}
            self.topics = {"site": topics.by_slug("orders")} | {
                name: places[number] for name, number in self.groups.items()
            }
            carla = self._person("carla")
            made_q = [
                threads.ask(carla, self.topics["site"], "en", f"Question {n} of a test", "Some words of it.")
                for n in range(3)
            ]
            for number, place in ((1, "closed"), (2, "open")):
                threads.move(made_q[number], self.topics[place], self._person("mo"), "test")
            self.questions = [q.id for q in made_q]
            self.answers = [threads.answer(q, self._person("mo"), "An answer to it.").id for q in made_q]

    def do(self, deed: tuple[str, ...], world: World) -> None:
        """The deed itself."""
        kind, *rest = deed
        with site(self.app):
            mo = self._person("mo")
            if kind in ("come", "go"):
                self._come_or_go(kind, *rest, closed=rest[1] in world.closed)
            elif kind == "close":
                row = db.session.get_one(Group, self.groups["open"])
                said = {name: getattr(row, name) for name in ("name", "description", "kind", "lang")}
                groups.change(row.id, mo, openness="request", **said)
            elif kind == "move":
                threads.move(self._question(rest[0]), self.topics[rest[1]], mo, "test")
            elif kind == "escalate":
                q = self._question(rest[0])
                if q.public:
                    threads.mark_escalated(q)
            else:
                q = self._question(rest[0])
                if kind not in ("hide", "show") or q.deleted_at is None:
                    getattr(threads, kind)(q, mo, "test")

    def _come_or_go(self, kind: str, who: str, group: str, closed: bool) -> None:
        number, person, mo = self.groups[group], self._person(who), self._person("mo")
        there = person.id in db.session.scalars(
            sa.select(Person.id).where(Person.id.in_(group_queries.members_of(number)))
        )
        if kind == "go" and there:
            groups.leave(number, person)
        elif kind == "come" and not there:
            if closed:
                groups.ask_in(number, person)
                groups.let_in(number, person.id, mo)
            else:
                groups.join(number, person)

    def compare(self, world: World) -> None:
        """All that decides, for everybody who looks."""
        with site(self.app):
            db.session.rollback()
            found = db.session.scalars(sa.select(Question).where(Question.id.in_(self.questions))).all()
            by_id = {q.id: q for q in found}
            for who in VIEWERS:
                viewer = GUEST if who == "guest" else self._person(who)
                seen = {
                    n for n, q in zip(self.questions, world.questions, strict=True) if sees(world, who, q)
                }
                met = {
                    n for n, q in zip(self.questions, world.questions, strict=True) if meets(world, who, q)
                }
                assert {n for n, q in by_id.items() if policy.can_see(viewer, q)} == seen, who
                assert {n for n in self.questions if queries.may_see(viewer, n)} == seen, who
                assert {row.id for row in queries.rows(self.questions, viewer)} == seen, who
                chosen = sa.select(Question.id).where(
                    Question.id.in_(self.questions), queries.visible(viewer)
                )
                assert set(db.session.scalars(chosen)) == met, who
                shown = targets.show_many([Target("question", n) for n in self.questions], viewer)
                assert {t.number for t in shown} == seen, who
                answers = targets.show_many([Target("answer", n) for n in self.answers], viewer)
                theirs = {
                    q
                    for q, a in zip(self.questions, self.answers, strict=True)
                    if Target("answer", a) in answers
                }
                assert theirs == seen, who
                assert set(registering.show(self.questions, viewer)) == seen, who
            public = {n for n, q in zip(self.questions, world.questions, strict=True) if everybody(world, q)}
            assert set(registering.all_ids()) & set(self.questions) == public
            assert {document.id for document in registering.load(self.questions)} == {
                f"question:{n}" for n in public
            }
            assert {n for n, _version in registering.versions()} & set(self.questions) == public

    def _person(self, who: str) -> Person:
        return db.session.get_one(Person, self.ids[who])

    def _question(self, number: object) -> Question:
        return db.session.get_one(Question, self.questions[int(str(number))])
