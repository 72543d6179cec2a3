"""What the form of opening hours sends: text that people can write, and its way into a calendar and back."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import holidays
from flask_babel import gettext as _

from forum.core import forms
from forum.hours.calendar import DAY_MINUTES, Calendar, OwnDay, Span
from forum.hours.policy import NAME_MAX_CHARS, OWN_DAYS_MAX
from forum.notifications import times

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
_OWN = re.compile(r"(\d{4}-\d{2}-\d{2})\s*((?:\d{1,2}[:.]\d{2}\s*[-–—]\s*\d{1,2}[:.]\d{2}[\s,;]*)*)(.*)")
USUAL = "09:00-17:00"  # what the form offers when a site that was always open gets a week


class HoursForm(NamedTuple):
    """The form as an admin sends it. `week`: seven lines as "09:00-12:00, 13:00-17:00", empty for closed."""

    kind: str  # always | week
    zone: str
    week: tuple[str, ...]
    country: str
    subdivision: str
    own: str

    def calendar(self) -> tuple[Calendar, dict[str, str]]:
        """The calendar it means, and a sentence for each field that can't be read."""
        errors: dict[str, str] = {}
        if self.zone not in times.zones():
            errors["zone"] = _("Choose a time zone of the list.")
        if self.country and self.country not in countries():
            errors["country"] = _("Choose a country of the list.")
        part = self.subdivision if self.subdivision in parts(self.country) else ""
        week: list[tuple[Span, ...]] = []
        for number, said in enumerate(self.week):
            spans = read_spans(said)
            if spans is None:
                errors[f"day{number}"] = _("Write times as 09:00-12:00, 13:00-17:00, or nothing.")
            week.append(spans or ())
        if self.kind != "always" and not errors and sum(b - a for day in week for a, b in day) < 60:
            errors["day0"] = _("The week needs at least an open hour.")
        own = self._own(errors)
        if errors:
            return Calendar(), errors
        if self.kind == "always":
            return Calendar(zone=self.zone), {}
        return Calendar(self.zone, tuple(week), self.country, part, own), {}

    def _own(self, errors: dict[str, str]) -> tuple[OwnDay, ...]:
        found: dict[date, OwnDay] = {}
        for line in self.own.splitlines():
            if not line.strip():
                continue
            match = _OWN.fullmatch(line.strip())
            spans = read_spans(match[2].strip(" ,;")) if match else None
            day = _day(match[1]) if match else None
            if match is None or spans is None or day is None:
                errors["own"] = _("This line can't be read: %(line)s", line=line.strip()[:60])
                break
            found[day] = OwnDay(day, spans, match[3].strip()[:NAME_MAX_CHARS])
        if len(found) > OWN_DAYS_MAX:
            errors["own"] = _("These are more than %(count)s days.", count=OWN_DAYS_MAX)
        return tuple(found[day] for day in sorted(found))


def read() -> HoursForm:
    """The form of this request."""
    return HoursForm(
        kind="week" if forms.line("kind") == "week" else "always",
        zone=forms.line("zone"),
        week=tuple(forms.line(f"day{n}") for n in range(7)),
        country=forms.line("country"),
        subdivision=forms.line("subdivision"),
        own=forms.text("own"),
    )


def of_calendar(calendar: Calendar) -> HoursForm:
    """The form as the calendar stands."""
    week = calendar.week if calendar.week is not None else None
    days = tuple(say_spans(day) for day in week) if week else (USUAL,) * 5 + ("", "")
    own = "\n".join(
        " ".join(filter(None, (o.day.isoformat(), say_spans(o.spans), o.name))) for o in calendar.own
    )
    kind = "always" if calendar.always else "week"
    return HoursForm(kind, calendar.zone, days, calendar.country, calendar.subdivision, own)


def read_spans(said: str) -> tuple[Span, ...] | None:
    """ "09:00-12:00, 13-17" as minutes, in order, those that touch or overlap joined; None when it can't be read."""
    spans: list[Span] = []
    for part in re.split(r"\s*[,;]\s*", said.strip()):
        if not part:
            continue
        match = _SPAN.fullmatch(part)
        if match is None:
            return None
        begins, ends = _minute(match[1], match[2]), _minute(match[3], match[4])
        if not 0 <= begins < ends <= DAY_MINUTES:
            return None
        spans.append((begins, ends))
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((begins, ends))
    return tuple(joined)


def say_spans(spans: tuple[Span, ...]) -> str:
    """`read_spans` the other way."""
    return ", ".join(f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in spans)


def _minute(hour: str, minute: str | None) -> int:
    return int(hour) * 60 + int(minute or 0) if int(minute or 0) < 60 else -1


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def countries() -> dict[str, list[str]]:
    """{code: codes of its parts} of those whose holidays are known."""
    return dict(holidays.list_supported_countries(include_aliases=False))


def parts(country: str) -> list[str]:
    """Codes of the parts of a country (states, cantons) that keep holidays of their own."""
    return countries().get(country, [])
