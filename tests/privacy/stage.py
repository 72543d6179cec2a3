"""Somebody lives here: does all that leaves a trace."""

from __future__ import annotations

from forum import Askwell
from forum.accounts import links, sessions, tokens
from forum.accounts.models import Person
from forum.core import afterwards, clock, drafts
from forum.core.db import db
from forum.core.targets import Target
from forum.support import actions as support
from forum.support.models import TrailLine
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.votes import actions as votes
from forum.votes.models import Verdict
from tests import factories
from tests.factories import Cast, site


def live_here(app: Askwell, cast: Cast, person: Person) -> int:
    """Ask, answer, vote, follow, edit, escalate, search, draft, make a key. The number of the question."""
    bob = cast.bob
    article = factories.article(app, cast)
    question = factories.question(app, person, "Where do I find the zebrafish?")
    other = factories.question(app, bob, "Does the lamp work abroad?")
    factories.answer(app, other, person, "Mine does, says the quokka.")
    factories.answer(app, question, bob, "Look in the aquarium.")
    sessions_key = None
    with app.app_context():
        sessions_key = sessions.start_for(person.id, "Firefox")
    assert sessions_key
    with site(app):
        me = db.session.get_one(Person, person.id)
        me.language = "en"
        votes.vote(Target("question", other), me, 1)
        threads.follow(db.session.get_one(Question, other), me)
        mine = db.session.get_one(Question, question)
        threads.edit_question(
            mine, me, 1, mine.title, "It was here yesterday.", [], _topic(mine), "en", because="Clearer."
        )
        support.escalate(mine, "asked", by=me, note="I lost my narwhal.")
        support.consent_to_trail(me, True)
        db.session.add(TrailLine(person_id=me.id, at=clock.now(), kind="search", text="okapi food"))
        drafts.save(me.id, "ask", {"title": "The axolotl blinks"})
        tokens.make(me, ["read"], "Shop window")
        links.make("reset", me.id)
        db.session.add(
            Verdict(
                target_kind="article", target_id=article, visitor=f"p{me.id}",
                helped=False, reason="other", note="I asked about the ibex.", at=clock.now(),
            )
        )  # fmt: skip
    with app.app_context():
        afterwards.flush()
    return question


def _topic(question: Question):  # type: ignore[no-untyped-def]
    from forum.topics import queries

    return queries.by_id()[question.topic_id]
