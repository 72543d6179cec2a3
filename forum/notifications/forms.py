"""The form of /my/notices/choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from babel.dates import format_time, get_day_names
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from forum.core.forms import line
from forum.notifications import kinds, times
from forum.notifications.models import NoticeChoice
from forum.notifications.policy import HOURS
from forum.notifications.times import Clock


@dataclass
class ChoicesForm:
    """What stands in the form. `rows`: name -> (in the inbox, mail); hours as sent, "" for none."""

    rows: dict[str, tuple[bool, str]] = field(default_factory=dict)
    zone: str = ""
    digest_hour: str = "8"
    digest_day: str = "0"
    quiet_from: str = ""
    quiet_until: str = ""
    no_mail: bool = False

    def errors(self) -> dict[str, str]:
        """A sentence for each field that can't be taken."""
        errors = {}
        if self.zone and self.zone not in times.zones():
            errors["zone"] = _("Choose a time zone of the list.")
        if _hour(self.digest_hour) is None or self.digest_day not in {str(day) for day in range(7)}:
            errors["digest_hour"] = _("Choose one of these.")
        if (_hour(self.quiet_from) is None) != (_hour(self.quiet_until) is None):
            errors["quiet_until"] = _("Quiet hours have a beginning and an end.")
        return errors

    def clock(self) -> Clock:
        """What was chosen about time; only without errors."""
        return Clock(
            self.zone,
            int(self.digest_hour),
            int(self.digest_day),
            _hour(self.quiet_from),
            _hour(self.quiet_until),
        )


def of(chosen: Mapping[str, NoticeChoice], clock: Clock, staff: bool, no_mail: bool) -> ChoicesForm:
    """The form as things stand."""
    rows = {
        row.name: (chosen[row.name].inbox, chosen[row.name].mail)
        if row.name in chosen
        else (row.inbox, row.mail)
        for row in kinds.rows(staff)
    }
    quiet_from, quiet_until = (
        "" if hour is None else str(hour) for hour in (clock.quiet_from, clock.quiet_until)
    )
    return ChoicesForm(
        rows=rows,
        zone=clock.zone,
        digest_hour=str(clock.digest_hour),
        digest_day=str(clock.digest_day),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        no_mail=no_mail,
    )


def read(staff: bool) -> ChoicesForm:
    """What was sent."""
    rows = {
        row.name: (f"inbox.{row.name}" in request.form, line(f"mail.{row.name}"))
        for row in kinds.rows(staff)
        if f"mail.{row.name}" in request.form
    }
    return ChoicesForm(
        rows=rows,
        zone=line("zone"),
        digest_hour=line("digest_hour"),
        digest_day=line("digest_day"),
        quiet_from=line("quiet_from"),
        quiet_until=line("quiet_until"),
        no_mail="no_mail" in request.form,
    )


def cadence_names() -> list[tuple[str, str]]:
    """The choices of each row's mail."""
    return [
        (kinds.AT_ONCE, _("At once")),
        (kinds.DAILY, _("Daily digest")),
        (kinds.WEEKLY, _("Weekly digest")),
        (kinds.OFF, _("No mail")),
    ]


def days() -> list[tuple[str, str]]:
    """Days of the week in the reader's language."""
    names = get_day_names("wide", locale=get_locale() or "en")
    return [(str(day), names[day]) for day in range(7)]


def hours() -> list[tuple[str, str]]:
    """Hours of the day as clocks of the reader's language show them."""
    return [(str(h), format_time(time(h), "short", locale=get_locale() or "en")) for h in HOURS]


def _hour(sent: str) -> int | None:
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 3 and int(sent) in HOURS else None
