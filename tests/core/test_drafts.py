"""Drafts: what somebody types is there after a lost session, and gone once it is posted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, drafts
from forum.core.errors import Invalid
from tests.factories import Cast, site


def test_the_newest_words_are_found_again_by_their_author_only(app: Askwell, cast: Cast) -> None:
    carla, bob = cast.carla.id, cast.bob.id
    with site(app):
        drafts.save(carla, "ask", {"title": "Card", "body": "decl"})
        drafts.save(carla, "ask", {"title": "Card", "body": "declined"})
    with app.app_context():
        assert drafts.find(carla, "ask") == {"title": "Card", "body": "declined"}
        assert drafts.find(bob, "ask") == {}
        assert drafts.find(None, "ask") == {}


def test_a_draft_that_was_still_on_its_way_when_its_text_was_posted_does_not_come_back(
    app: Askwell, cast: Cast
) -> None:
    carla = cast.carla.id
    with site(app):
        drafts.save(carla, "ask", {"body": "declined"})
        drafts.drop(carla, "ask")
        drafts.save(carla, "ask", {"body": "declined"})
        assert drafts.find(carla, "ask") == {}
    with clock.moved(timedelta(seconds=drafts.LATE_SECONDS + 1)), site(app):
        drafts.save(carla, "ask", {"body": "another one"})
        assert drafts.find(carla, "ask") == {"body": "another one"}


def test_a_draft_has_a_limit_and_an_end(app: Askwell, cast: Cast) -> None:
    carla = cast.carla.id
    with app.app_context(), pytest.raises(Invalid):
        drafts.save(carla, "ask", {"body": "x" * (drafts.MAX_CHARS + 1)})
    with site(app):
        drafts.save(carla, "ask", {"body": "old"})
    with clock.moved(timedelta(days=drafts.KEPT_DAYS + 1)), site(app):
        assert drafts.forget_old() == 1
