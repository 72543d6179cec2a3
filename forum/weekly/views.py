"""The page of the week, and the thanks of the month. The same for every guest."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_interval, format_skeleton
from flask import Blueprint
from flask_babel import get_locale
from werkzeug.wrappers import Response

from forum import hours
from forum.core import clock, pages
from forum.core.access import public, viewer
from forum.core.errors import NotFound
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.topics import queries as topics
from forum.weekly import calendar, queries
from forum.weekly.calendar import Month
from forum.weekly.models import WeekPage

bp = Blueprint("weekly", __name__)


@bp.get("/weekly")
@public
@may_keep
def newest() -> Response:
    """The page made last."""
    found = queries.newest()
    if found is None:
        return pages.answer("weekly/none.html")
    return _page(found)


@bp.get("/weekly/<int:year>-<int:number>")
@public
@may_keep
def show(year: int, number: int) -> Response:
    """The page of one week."""
    return _page(queries.of(year, number))


@bp.get("/thanks")
@public
@may_keep
def thanks_now() -> Response:
    """Who helped this month."""
    return _thanks(calendar.month_at(clock.now(), _zone()))


@bp.get("/thanks/<int:year>-<int:number>")
@public
@may_keep
def thanks(year: int, number: int) -> Response:
    """Who helped in one month, topic by topic."""
    month = calendar.month_of(year, number, _zone())
    if month.begins_at > clock.now():
        raise NotFound()
    return _thanks(month)


def _page(week: WeekPage) -> Response:
    return pages.answer(
        "weekly/show.html",
        shown=queries.show(week, viewer(), current_language()),
        days=days,
        month=calendar.month_at(week.ends_at - timedelta(seconds=1), _zone()),
    )


def _thanks(month: Month) -> Response:
    found, lang = queries.thanks(month.begins_at, month.ends_at), current_language()
    after = calendar.beside(month, 1, _zone())
    return pages.answer(
        "weekly/thanks.html",
        month=month,
        by_topic=[(topic.name_in(lang), found[topic.id]) for topic in topics.all() if topic.id in found],
        before=calendar.beside(month, -1, _zone()),
        after=after if after.begins_at <= clock.now() else None,
        named=named,
    )


def _zone() -> str:
    return hours.calendar().zone


def days(week: WeekPage) -> str:
    """ "16 – 22 Nov 2026", in the reader's language, by the clock of the site."""
    zone = ZoneInfo(_zone())
    return str(
        format_interval(
            _day(week.begins_at, zone),
            _day(week.ends_at - timedelta(seconds=1), zone),
            "yMMMd",
            locale=get_locale(),
        )
    )


def _day(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def named(month: Month) -> str:
    """ "November 2026", in the reader's language."""
    return str(format_skeleton("yMMMM", month.first, locale=get_locale()))
