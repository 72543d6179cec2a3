"""The form in which an admin sets a level."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from forum.core import forms, trust
from forum.reputation import policy

EARNED = "earned"


@dataclass
class Pin:
    """What was sent. `level` None: what is earned counts."""

    level: int | None
    because: str
    errors: dict[str, str] = field(default_factory=dict)


def pin() -> Pin:
    """Read and check it."""
    chosen, because = forms.line("level"), forms.line("because")[: policy.BECAUSE_MAX_CHARS]
    errors: dict[str, str] = {}
    known = {str(each.number) for each in trust.LEVELS}
    if chosen != EARNED and chosen not in known:
        errors["level"] = _("Choose a level.")
    if not because:
        errors["because"] = _("Say why. It stands in the log.")
    return Pin(int(chosen) if chosen in known else None, because, errors)
