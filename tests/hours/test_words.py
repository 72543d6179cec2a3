"""A moment by the site's clock, in the words of whoever reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from forum.core import clock
from forum.hours.words import plain_day, site_time
from tests.factories import site

STOCKHOLM = "Europe/Stockholm"


def at(days: int) -> datetime:
    """Ten in the morning in Stockholm, so many days from now."""
    today = clock.now().astimezone(ZoneInfo(STOCKHOLM))
    return (today + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "AM (Stockholm)"), ("sv", "10:00 (Stockholm)"), ("ja", "10:00 (ストックホルム)")],
)
def test_the_clock_is_the_sites_the_words_are_the_readers(app, language, said):
    with site(app), app.test_request_context(), force_locale(language):
        assert site_time(at(2), STOCKHOLM).endswith(said)
        assert "(" not in site_time(at(2), STOCKHOLM, place=False)


def test_near_days_have_names_far_ones_dates(app):
    with site(app), app.test_request_context(), force_locale("en"):
        assert site_time(at(0), STOCKHOLM).startswith("today 10:00")
        assert site_time(at(3), STOCKHOLM).startswith(f"{at(3):%A} 10:00")
        assert f"{at(20):%b} {at(20).day}" in site_time(at(20), STOCKHOLM)
        assert str(at(400).year) in site_time(at(400), STOCKHOLM)
        assert str(at(-40).day) in site_time(at(-40), STOCKHOLM)
        assert site_time(None) == ""
        assert str(at(3).year) in plain_day(at(3).date())
