"""What search may know of questions, and when it is told."""

from __future__ import annotations

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.core.jobs import Job
from forum.core.targets import Target
from forum.search import documents
from forum.threads import actions
from forum.threads.models import Answer, Question
from forum.votes import actions as votes
from search_index import SearchDocument
from tests.factories import Cast, answer, question, site


def document(app: Askwell, number: int) -> SearchDocument | None:
    with site(app):
        return documents.load([f"question:{number}"]).get(f"question:{number}")


def test_a_document_holds_question_solution_answers_and_tags(app: Askwell, cast: Cast) -> None:
    asked = question(app, cast.carla, tags=("card",))
    answer(app, asked, cast.dan, "Another card.")
    answer(app, asked, cast.bob, "Payments abroad.", accepted=True)
    answer(app, asked, cast.dan, "A hidden canary", hidden_at=clock.now())
    found = document(app, asked)
    assert found is not None
    assert (found.title, found.solution, found.answers) == (
        "Card declined abroad",
        "Payments abroad.",
        ("Another card.",),
    )
    assert (found.tags, found.topic, found.lang) == (("card",), "orders", "en")


def test_hidden_and_deleted_questions_are_not_found(app: Askwell, cast: Cast) -> None:
    asked, mo = question(app, cast.carla), cast.mo
    for do, undo in ((actions.hide, actions.show), (actions.delete, actions.restore)):
        with site(app):
            do(db.session.get_one(Question, asked), by=mo, because="A reason")
        assert document(app, asked) is None
        with site(app):
            undo(db.session.get_one(Question, asked), by=mo)
        assert document(app, asked) is not None


def test_every_change_of_the_thread_tells_the_index_and_grows_the_version(app: Askwell, cast: Cast) -> None:
    asked, carla, bob, mo = question(app, cast.carla), cast.carla, cast.bob, cast.mo
    number = answer(app, asked, bob)

    def deeds() -> list[tuple[str, object]]:
        q, a = db.session.get_one(Question, asked), db.session.get_one(Answer, number)
        return [
            ("edit", lambda: actions.edit_answer(a, by=bob, version=a.revision, body="Other words")),
            ("accept", lambda: actions.accept_solution(q, a, by=carla)),
            ("unaccept", lambda: actions.unaccept_solution(q, by=carla)),
            ("hide answer", lambda: actions.hide(a, by=mo)),
            ("show answer", lambda: actions.show(a, by=mo)),
            ("delete answer", lambda: actions.delete(a, by=mo)),
            ("hide", lambda: actions.hide(q, by=mo)),
        ]

    with site(app):
        names = [name for name, _ in deeds()]
    for place, name in enumerate(names):
        with site(app):
            db.session.query(Job).delete()
            before = db.session.get_one(Question, asked).version
        with site(app):
            deeds()[place][1]()  # type: ignore[operator]
        with site(app):
            told = db.session.query(Job).filter_by(kind="index").count()
            assert told >= 1, name
            assert db.session.get_one(Question, asked).version > before, name


def test_a_vote_grows_no_version(app: Askwell, cast: Cast) -> None:
    asked, dan = question(app, cast.carla), cast.dan
    number = answer(app, asked, cast.bob)
    with site(app):
        before = db.session.get_one(Question, asked).version, db.session.get_one(Answer, number).version
    with site(app):
        votes.vote(Target("answer", number), by=dan, value=1)
        votes.vote(Target("question", asked), by=dan, value=1)
    with site(app):
        question_, answer_ = db.session.get_one(Question, asked), db.session.get_one(Answer, number)
        assert (question_.version, answer_.version) == before
        assert (question_.score, answer_.score) == (1, 1)
