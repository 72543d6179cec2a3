"""Root says when people of the company work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from forum import hours
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Invalid, NotAllowed
from forum.hours import actions
from forum.hours.calendar import Calendar, OwnDay
from forum.hours.forms import read_spans, say_spans
from tests.factories import site

WEEK = (((540, 720), (780, 1020)),) * 5 + ((), ())


def test_a_site_is_always_open_until_somebody_says_otherwise(app):
    with site(app):
        now = clock.now()
        assert hours.deadline(now, 24) == now + timedelta(hours=24)
        assert hours.between(now, now + timedelta(days=3)) == timedelta(days=3)
        assert hours.between(now, now - timedelta(days=3)) == timedelta()


def test_root_sets_the_week_looks_at_the_preview_and_saves(app, cast, browser):
    browser.sign_in(cast.root)
    page = browser.get("/admin/hours")
    week = {f"day{n}": "9-12, 13:00-17:00" for n in range(5)} | {"day5": "", "day6": ""}
    sent = dict(
        week, kind="week", zone="Europe/Stockholm", country="SE", own="2026-12-24 09:00-12:00 Christmas Eve"
    )

    form = page.form("Save")
    values = [(k, v) for k, v in form.fields if k not in sent] + list(sent.items())
    tried = browser.post("/admin/hours/preview", values)
    assert "Nothing is saved yet" in tried.text
    with site(app):
        assert hours.calendar() == Calendar()

    saved = browser.submit(tried, "Save")
    assert "in force now" in saved.text
    assert {("day0", "09:00-12:00, 13:00-17:00"), ("zone", "Europe/Stockholm")} <= set(
        saved.form("Save").fields
    )
    with site(app):
        eve = OwnDay(date(2026, 12, 24), ((540, 720),), "Christmas Eve")
        assert hours.calendar() == Calendar("Europe/Stockholm", WEEK, "SE", "", (eve,))
        said = db.session.query(AuditEntry).filter_by(did="changed the opening hours").one()
        assert (said.by_id, said.detail["country"]) == (cast.root.id, "SE")
    assert "Nothing was changed" in browser.submit(saved, "Save").text


def test_the_parts_of_a_country_are_offered_once_it_is_chosen(cast, browser):
    browser.sign_in(cast.root)
    form = browser.get("/admin/hours").form("Save")
    sent = [(k, v) for k, v in form.fields if k not in ("country", "kind")]
    page = browser.post("/admin/hours/preview", [*sent, ("country", "DE"), ("kind", "week")])
    assert ">BY</option>" in page.html


def test_what_cannot_be_read_is_said_at_its_field_and_changes_nothing(app, cast, browser):
    browser.sign_in(cast.root)
    page = browser.get("/admin/hours")
    refused = browser.submit(
        page, "Save", kind="week", day0="nine to five", own="24/12 closed", zone="Mars/Base"
    )
    assert refused.status == 422
    assert "Write times as" in refused.text
    assert "24/12 closed" in refused.text
    empty = browser.submit(
        browser.get("/admin/hours"), "Save", kind="week", **{f"day{n}": "" for n in range(7)}
    )
    assert "at least an open hour" in empty.text
    with site(app):
        assert hours.calendar() == Calendar()


def test_only_admins_set_hours_and_no_week_is_all_closed(app, cast):
    with site(app):
        with pytest.raises(NotAllowed):
            actions.change(Calendar("Asia/Tokyo"), by=cast.mo)
        with pytest.raises(Invalid):
            actions.change(Calendar("Asia/Tokyo", ((),) * 7), by=cast.root)


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        ("", ()),
        ("09:00-17:00", ((540, 1020),)),
        ("13-17, 9.30–12", ((570, 720), (780, 1020))),
        ("9-12, 12-17", ((540, 1020),)),
        ("0:00-24:00", ((0, 1440),)),
        ("17-9", None),
        ("9-25", None),
        ("09:75-10:00", None),
    ],
)
def test_times_are_read_as_people_write_them(said, spans):
    assert read_spans(said) == spans
    if spans:
        assert read_spans(say_spans(spans)) == spans
