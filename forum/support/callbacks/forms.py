"""What the forms of calls send, read and checked as far as one form can tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from zoneinfo import ZoneInfo

from flask import request
from flask_babel import gettext as _

from forum.core import clock
from forum.core.forms import line
from forum.support.callbacks import policy, zones


@dataclass
class Offer:
    """Times to offer, as an agent said them; `errors` by field."""

    day: str
    start: str
    end: str
    minutes: str
    weeks: str
    zone: str
    topics: list[str]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> tuple[date, time, time, int, int]:
        """day, start, end, minutes, weeks. What can't be read is told in `errors`."""
        day, start, end = _day(self.day), _time(self.start), _time(self.end)
        if day is None or day < clock.now().astimezone(ZoneInfo(self.zone)).date():
            self.errors["day"] = _("Choose a day from today on.")
        if start is None:
            self.errors["start"] = _("Write a time such as 09:00.")
        if end is None or (start is not None and end <= start):
            self.errors["end"] = _("Write a time after the beginning.")
        minutes = int(self.minutes) if self.minutes in map(str, policy.MINUTES) else policy.MINUTES[0]
        weeks = int(self.weeks) if self.weeks.isascii() and self.weeks.isdigit() else 1
        return (
            day or date.min,
            start or time.min,
            end or time.min,
            minutes,
            min(max(weeks, 1), policy.WEEKS_MAX),
        )


def offer(zone: str) -> Offer:
    """The form of this request; `zone` where it names none that is known."""
    asked = line("zone")
    return Offer(
        line("day"),
        line("start") or "09:00",
        line("end") or "12:00",
        line("minutes") or "20",
        line("weeks") or "1",
        asked if zones.is_known(asked) else zone,
        request.form.getlist("topic"),
    )


def zone_of(chosen: str, site: str) -> str:
    """The zone to read times in: asked for in the address or form, chosen before, the browser's guess, the site's."""
    asked = request.values.get("zone", "")
    if zones.is_known(asked):
        return asked
    return chosen or zones.guess(tuple(language for language, _quality in request.accept_languages)) or site


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _time(said: str) -> time | None:
    try:
        return time.fromisoformat(said).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
