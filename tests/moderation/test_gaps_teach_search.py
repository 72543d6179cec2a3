"""What several people miss and nobody is answered is told to search; what somebody fills, or finds, is not."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.moderation.gaps import grouping, hopeless
from forum.moderation.models import Gap
from forum.search.engine import engine
from forum.search.models import LearnedQuery, SearchRecord
from forum.search.wording import normal
from search_index import missed
from tests.factories import site

_numbers = itertools.count(1)


def _missed(app: Askwell, words: str, people: int) -> None:
    """So many visitors searched these words yesterday and found nothing."""
    with site(app):
        for _ in range(people):
            n = f"{next(_numbers):016x}"
            db.session.add(
                SearchRecord(
                    id=n, at=clock.now() - timedelta(days=1), visitor=n, query=words, normal=normal(words),
                    lang="en", total=0, shown=[],
                )
            )  # fmt: skip


def _told(app: Askwell) -> list[str]:
    with site(app):
        grouping.regroup()
    with app.app_context():
        return hopeless.wordings()


def test_what_three_people_miss_is_told_and_what_one_does_is_not(app: Askwell) -> None:
    _missed(app, "do you sell pillows", 3)
    _missed(app, "kettle whistles", 2)
    assert _told(app) == ["do you sell pillows"]
    with app.app_context():
        place = missed.beside(Path(engine().folder))  # type: ignore[attr-defined]
    assert json.loads(place.read_text(encoding="utf-8")) == ["do you sell pillows"]


def test_a_gap_that_ana_filled_is_forgotten_at_once(app: Askwell) -> None:
    _missed(app, "do you sell pillows", 3)
    assert _told(app)
    with site(app):
        db.session.execute(sa.update(Gap).values(state="watched"))
    assert _told(app) == []


def test_words_that_satisfied_somebody_are_not_hopeless(app: Askwell) -> None:
    _missed(app, "where is my parcel", 4)
    with site(app):
        db.session.add(
            LearnedQuery(
                document="article:1", normal=normal("where is my parcel"), words="where is my parcel",
                weight=1.0, seen=1, last_at=clock.now(),
            )
        )  # fmt: skip
    assert _told(app) == []
