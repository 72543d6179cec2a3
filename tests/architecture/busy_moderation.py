"""Many reports and measures, for the pages that show them."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.targets import Target
from forum.moderation.discipline import actions as discipline
from forum.reviews import actions as reviews
from forum.threads.models import Question

MANY = 15


def fill(people: dict[str, int], questions: Sequence[Question]) -> dict[str, str]:
    """Carla and Bob reported many questions; Bob was warned often and says something to each. Addresses of pages."""
    carla, bob, mo = (db.session.get_one(Person, people[name]) for name in ("carla", "bob", "mo"))
    last = 0
    for question in [q for q in questions if q.author_id not in (carla.id, bob.id)][:MANY]:
        for by in (carla, bob):
            last = reviews.report(Target("question", question.id), by, "other", "Look at it, please.").id
    for _ in range(MANY):
        discipline.appeal(discipline.take(bob, "warning", mo, "Please be kind."), "I was.")
    return {"review": f"/moderation/review/{last}", "account": f"/moderation/people/{bob.id}"}
