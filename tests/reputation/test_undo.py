"""Whatever is done and undone, in whatever order: reputation is what it would be had it been counted from the start."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db, may_write
from forum.core.errors import Conflict, Invalid, NotAllowed, NotFound
from forum.core.targets import Target
from forum.reputation import actions as reputation
from forum.reputation.models import EarnedBadge, ReputationEntry, Standing
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from forum.votes import actions as votes
from forum.votes import asides
from forum.votes.models import Vote
from tests import factories
from tests.factories import Cast
from tests.reputation.stage import everything

WHO = ("carla", "dan", "bob", "eve")
QUESTIONS, ANSWERS = 2, 5

posts = st.tuples(st.sampled_from(("question", "answer")), st.integers(0, ANSWERS - 1))
deeds = st.one_of(
    st.tuples(st.just("accept"), st.integers(0, ANSWERS - 1)),
    st.tuples(st.just("unaccept"), st.integers(0, QUESTIONS - 1)),
    st.tuples(
        st.just("vote"), st.integers(0, ANSWERS - 1), st.sampled_from(WHO), st.sampled_from((-1, 0, 1))
    ),
    st.tuples(st.sampled_from(("hide", "show", "delete", "restore")), posts),
    st.tuples(st.just("suspend"), st.sampled_from(WHO)),
    st.tuples(st.just("let in"), st.sampled_from(WHO)),
    st.tuples(st.just("helped"), st.integers(0, QUESTIONS - 1), st.sampled_from(WHO), st.booleans()),
    st.tuples(st.just("role"), st.sampled_from(WHO), st.sampled_from(("agent", "customer"))),
    st.tuples(st.sampled_from(("set aside", "put back")), st.sampled_from(WHO)),
    st.tuples(st.just("move"), st.integers(0, QUESTIONS - 1), st.sampled_from(("orders", "cards"))),
    st.tuples(st.just("give"), st.integers(0, ANSWERS - 1), st.sampled_from(WHO)),
    st.tuples(st.sampled_from(("merge", "unmerge"))),
    st.tuples(st.just("work")),
)


class Site:
    """Two questions, five answers by four people, and every deed that may change what they are thanked for."""

    def __init__(self, app: Askwell) -> None:
        self.app, self.cast = app, Cast(app)
        carla, dan, bob, eve = (getattr(self.cast, name) for name in WHO)
        self.cast.mo, self.cast.root
        self.questions = [factories.question(app, carla), factories.question(app, dan, topic_slug="cards")]
        authors = ((0, dan), (0, bob), (0, bob), (1, bob), (1, eve))
        self.answers = [factories.answer(app, self.questions[q], by) for q, by in authors]

    def person(self, name: str) -> Person:
        return db.session.get_one(Person, getattr(self.cast, name).id)

    def post(self, kind: str, number: int) -> Question | Answer:
        if kind == "question":
            return db.session.get_one(Question, self.questions[number % QUESTIONS])
        return db.session.get_one(Answer, self.answers[number])

    def do(self, deed: tuple[Any, ...]) -> None:
        """One deed, as far as the rules allow it."""
        name, *what = deed
        if name == "work":
            return work()
        getattr(self, "_" + name.replace(" ", "_"), self._moderate(name))(*what)
        db.session.commit()

    def _accept(self, number: int) -> None:
        answer = self.post("answer", number)
        question = db.session.get_one(Question, answer.question_id)  # type: ignore[union-attr]
        if question.public and answer.public:
            threads.accept_solution(question, answer, by=self.person("mo"))  # type: ignore[arg-type]

    def _unaccept(self, number: int) -> None:
        question = self.post("question", number)
        if question.public:
            threads.unaccept_solution(question, by=self.person("mo"))  # type: ignore[arg-type]

    def _vote(self, number: int, by: str, value: int) -> None:
        answer = self.post("answer", number)
        question = db.session.get_one(Question, answer.question_id)  # type: ignore[union-attr]
        voter = self.person(by)
        if answer.author_id != voter.id and answer.public and question.public:
            votes.vote(Target("answer", answer.id), voter, value)

    def _helped(self, number: int, by: str, helped: bool) -> None:
        question = self.post("question", number)
        if question.author_id != self.person(by).id and question.public:
            votes.give_verdict(Target("question", question.id), self.person(by), "", helped)

    def _suspend(self, name: str) -> None:
        if self.person(name).suspended_at is None:
            accounts.suspend(self.person(name), by=self.person("root"), because="spam")

    def _let_in(self, name: str) -> None:
        if self.person(name).suspended_at is not None:
            accounts.lift_suspension(self.person(name), by=self.person("root"), because="a mistake")

    def _role(self, name: str, role: str) -> None:
        accounts.change_role(self.person(name), role, by=self.person("root"), because="works here")

    def _set_aside(self, name: str) -> None:
        mine = sa.select(Vote.id).where(Vote.person_id == self.person(name).id).order_by(Vote.id)
        asides.set_aside(db.session.scalars(mine).all(), f"ring of {name}")

    def _put_back(self, name: str) -> None:
        asides.put_back(f"ring of {name}")

    def _move(self, number: int, slug: str) -> None:
        question = self.post("question", number)
        with suppress(Conflict):
            threads.move(question, topics.by_slug(slug), by=self.person("mo"))  # type: ignore[arg-type]

    def _give(self, number: int, to: str) -> None:
        with suppress(Conflict, Invalid, NotAllowed):
            threads.change_owner(self.post("answer", number), self.person(to), by=self.person("mo"))

    def _merge(self) -> None:
        one, other = self.post("question", 0), self.post("question", 1)
        with suppress(Conflict):
            threads.merge(one, other, by=self.person("mo"))  # type: ignore[arg-type]

    def _unmerge(self) -> None:
        with suppress(Conflict, NotFound):
            threads.unmerge(self.post("question", 0), by=self.person("mo"))  # type: ignore[arg-type]

    def _moderate(self, deed: str) -> Callable[[tuple[str, int]], None]:
        def moderate(which: tuple[str, int]) -> None:
            getattr(threads, deed)(self.post(*which), by=self.person("mo"))

        return moderate


def work() -> None:
    while jobs.run_once("reputation"):
        pass
    db.session.commit()


def from_scratch() -> dict[str, Any]:
    """Everything forgotten and counted anew."""
    for table in (ReputationEntry, EarnedBadge, Standing):
        db.session.execute(sa.delete(table))
    db.session.execute(sa.update(Person).values(trust_level=0))
    reputation.recompute(db.session.scalars(sa.select(Person.id).order_by(Person.id)).all())
    db.session.commit()
    db.session.expire_all()
    return everything()


def test_any_sequence_of_deeds_ends_where_counting_from_scratch_ends(app: Askwell) -> None:
    made = Site(app)

    @settings(max_examples=15)
    @given(st.lists(deeds, min_size=1, max_size=14))
    def holds(sequence: list[tuple[Any, ...]]) -> None:
        with app.app_context():
            may_write.set(True)
            for deed in sequence:
                made.do(deed)
            work()
            counted = everything()
            assert counted == from_scratch()

    holds()


def test_what_is_undone_leaves_no_trace(app: Askwell) -> None:
    """Each deed with its opposite, in reverse: all that was said of anybody before is said again, word for word."""
    made = Site(app)
    opposite = {
        "suspend": "let in",
        "hide": "show",
        "delete": "restore",
        "set aside": "put back",
        "merge": "unmerge",
    }

    @settings(max_examples=12)
    @given(
        st.lists(
            st.one_of(
                st.tuples(st.sampled_from(("suspend", "set aside")), st.sampled_from(WHO)),
                st.tuples(st.sampled_from(("hide", "delete")), posts),
                st.tuples(st.just("merge")),
            ),
            max_size=6,
            unique=True,
        )
    )
    def holds(sequence: list[tuple[Any, ...]]) -> None:
        with app.app_context():
            may_write.set(True)
            work()
            before = everything()
            for deed in sequence:
                made.do(deed)
            work()
            for name, *what in reversed(sequence):
                made.do((opposite[name], *what))
            work()
            assert everything() == before

    with factories.site(app):
        for deed in (
            ("accept", 1),
            ("accept", 3),
            ("vote", 1, "dan", 1),
            ("vote", 4, "carla", 1),
            ("helped", 0, "eve", True),
        ):
            made.do(deed)
    holds()
