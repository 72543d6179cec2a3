"""How often a day somebody may ask a person: more for those who help others."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.support.promise import choices

WINDOW = timedelta(hours=24)
NEW_FOR = timedelta(days=7)  # an account is new so long, unless somebody accepted an answer of its owner


def a_day(account_made: datetime, accepted: bool, now: datetime) -> int:
    """How often somebody may ask a person in a day."""
    if accepted:
        return choices.TRUSTED_A_DAY.value
    return choices.NEW_A_DAY.value if now - account_made < NEW_FOR else choices.KNOWN_A_DAY.value
