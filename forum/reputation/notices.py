"""Who is told of a badge or a level: whoever earned it, and never of what is long past or gone again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forum.core import clock
from forum.notifications.actions import take_back, tell
from forum.reputation import policy
from forum.reputation.badges import Earned

#: Things that are targets: the notice goes when they do.
_POSTS = ("answer:", "question:", "article:")


def badge_earned(earned: Earned) -> None:
    """She has a badge, or a higher tier of it; of old facts that were only counted now nobody is told."""
    if earned.at > clock.now() - timedelta(days=policy.TOLD_DAYS):
        tell(
            earned.person_id,
            "badge",
            f"/badges/{earned.badge}",
            group=f"badge:{earned.badge}",
            thing=_thing(earned.thing),
            **_values(earned),
        )


def badge_gone(earned: Earned) -> None:
    """What it was given for is undone."""
    thing = _thing(earned.thing)
    if thing:
        take_back("badge", thing, **_values(earned))


def level_reached(person_id: int, level: int) -> None:
    """She is trusted with more."""
    tell(person_id, "level", "/my/standing", group="level", level=level)


def _thing(of: str) -> str | None:
    return of if of.startswith(_POSTS) else None


def _values(earned: Earned) -> dict[str, Any]:
    return {"badge": earned.badge, "tier": earned.tier, "whose": earned.person_id}
