"""When the site is open: for admins, with what it means for somebody who asks now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from flask import Blueprint, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, pages, rate_limits
from forum.core.access import admins, only_reads, viewer
from forum.hours import actions, forms, queries
from forum.hours.calendar import Calendar
from forum.hours.forms import HoursForm
from forum.notifications import times

PREVIEW_HOURS = (1, 8, 24, 72)  # promises that the preview shows
CLOSED_DAYS = 8  # as many coming holidays are named

bp = Blueprint("hours", __name__)


class Example(NamedTuple):
    """A promise of some hours: by when, for a question asked now and one asked on Friday afternoon."""

    hours: int
    now: datetime
    friday: datetime


@bp.get("/admin/hours")
@admins
def settings() -> Response:
    """The opening hours, to change them."""
    return _page(forms.of_calendar(queries.calendar()), queries.calendar())


@bp.post("/admin/hours/preview")
@admins
@only_reads
def preview() -> Response:
    """The form as it was sent, with what it would mean; nothing is saved."""
    form = forms.read()
    wanted, errors = form.calendar()
    return _page(form, wanted, errors, tried=not errors)


@bp.post("/admin/hours")
@admins
def save() -> Response:
    """Put the hours in force; clocks that run are counted anew."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    form = forms.read()
    wanted, errors = form.calendar()
    if errors:
        return _page(form, queries.calendar(), errors)
    changed = actions.change(wanted, by=me)
    return pages.done(
        _("Saved. It is in force now.") if changed else _("Nothing was changed."), url_for(".settings")
    )


def _page(
    form: HoursForm, shown: Calendar, errors: dict[str, str] | None = None, tried: bool = False
) -> Response:
    locale = get_locale() or Locale("en")
    today = clock.now().astimezone(ZoneInfo(shown.zone)).date()
    return pages.answer(
        "hours/settings.html",
        form=form,
        days=[locale.days["stand-alone"]["wide"][n].capitalize() for n in range(7)],
        zones=[(zone, zone.replace("_", " ")) for zone in times.zones()],
        countries=_countries(locale),
        parts=[("", _("All of the country")), *((part, part) for part in forms.parts(form.country))],
        examples=_examples(shown),
        closed=shown.closed_days(today, CLOSED_DAYS),
        zone=shown.zone,
        errors=errors or {},
        tried=tried,
        saved_at=request.path,
        status=422 if errors else 200,
    )


def _countries(locale: Locale) -> list[tuple[str, str]]:
    named = [(code, locale.territories.get(code, code)) for code in forms.countries()]
    return [("", _("None")), *sorted(named, key=lambda c: c[1])]


def _examples(calendar: Calendar) -> list[Example]:
    now = clock.now().replace(second=0, microsecond=0)
    local = now.astimezone(ZoneInfo(calendar.zone))
    friday = (local + timedelta(days=(4 - local.weekday()) % 7)).replace(hour=16, minute=0)
    return [Example(h, calendar.deadline(now, h), calendar.deadline(friday, h)) for h in PREVIEW_HOURS]
