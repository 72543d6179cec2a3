"""An invitation of Bob's, and a week's page that was made before some of what it tells of was taken away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from forum.core import clock
from forum.core.db import db
from forum.routing.models import Fit, Invitation
from forum.weekly.models import WeekItem, WeekPage
from tests.factories import site

if TYPE_CHECKING:
    from tests.security.scene import Scene

YEAR, NUMBER = 2026, 2


def add(scene: Scene) -> None:
    """Put them on the stage: what is hidden or deleted is named in both, and must be read in neither."""
    n, bob = scene.numbers, scene.people["bob"]
    gone = [n["hidden"], n["deleted"]]
    with site(scene.app):
        made = Invitation(
            question_id=n["question"],
            person_id=bob.id,
            topic_id=n["topic"],
            similar=gone,
            invited_at=clock.now(),
        )
        db.session.add(made)
        for question in (n["dans"], *gone):
            db.session.add(Fit(question_id=question, person_id=bob.id, score=1.0, similar=gone))
        week = WeekPage(
            year=YEAR, number=NUMBER, begins_at=clock.now() - timedelta(days=7), ends_at=clock.now(),
            made_at=clock.now(),
        )  # fmt: skip
        db.session.add(week)
        db.session.flush()
        documents = [f"question:{number}" for number in (n["solved"], *gone)] + [f"article:{n['archived']}"]
        for part in ("solved", "outside"):
            for place, document in enumerate(documents):
                db.session.add(WeekItem(week_id=week.id, part=part, place=place, document=document))
        n["invitation"] = made.id
