"""A page that is kept for guests is the one that was asked for: all of it, or the part that htmx puts in place."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.errors import NotAllowed
from forum.insights import queries
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser

PART = {"HX-Request": "true"}


@pytest.mark.parametrize("first", ["the whole page", "a part"])
def test_who_asks_for_all_of_it_never_gets_a_part(app: Askwell, cast: Cast, first: str) -> None:
    factories.question(app, cast.carla, "Card declined")
    order = ({}, PART) if first == "the whole page" else (PART, {})
    for _twice in range(2):  # the second time out of memory
        for headers in order:
            page = Browser(app).get("/questions", **headers)
            assert ("<html" in page.html) is (headers != PART)
            assert "Card declined" in page.text
            kept = page.response.headers.get("X-Kept")
        assert "HX-Request" in page.response.vary
    assert kept == "1"


def test_what_is_measured_has_a_door_behind_the_door(app: Askwell, cast: Cast) -> None:
    """The view's is tried by the matrix; the query has its own, for whoever asks it from elsewhere."""
    carla, ana = cast.carla, cast.ana
    with site(app):
        assert queries.report(ana, 90)
        with pytest.raises(NotAllowed):
            queries.report(carla, 90)
