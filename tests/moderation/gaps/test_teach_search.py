"""What several people miss and nobody is answered is told to search; what somebody fills, or finds, is not."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.moderation.gaps import hopeless
from forum.moderation.models import Gap
from forum.search.engine import engine
from forum.search.models import LearnedQuery
from forum.search.wording import normal
from search_index import missed
from tests.factories import site
from tests.moderation.gaps.stage import grouped, searched


def _told(app: Askwell) -> list[str]:
    grouped(app)
    with app.app_context():
        return hopeless.wordings()


def test_what_three_people_miss_is_told_and_what_one_does_is_not(app: Askwell) -> None:
    searched(app, "do you sell pillows", 3)
    searched(app, "kettle whistles", 2)
    assert _told(app) == ["do you sell pillows"]
    with app.app_context():
        place = missed.beside(Path(engine().folder))  # type: ignore[attr-defined]
    assert json.loads(place.read_text(encoding="utf-8")) == ["do you sell pillows"]


def test_a_gap_that_ana_filled_is_forgotten_at_once(app: Askwell) -> None:
    searched(app, "do you sell pillows", 3)
    assert _told(app)
    with site(app):
        db.session.execute(sa.update(Gap).values(state="watched"))
    assert _told(app) == []


def test_words_that_satisfied_somebody_are_not_hopeless(app: Askwell) -> None:
    searched(app, "where is my parcel", 4)
    with site(app):
        db.session.add(
            LearnedQuery(
                document="article:1", normal=normal("where is my parcel"), words="where is my parcel",
                weight=1.0, seen=1, last_at=clock.now(),
            )
        )  # fmt: skip
    assert _told(app) == []
