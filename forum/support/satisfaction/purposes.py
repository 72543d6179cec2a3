"""What people may choose about being asked how it was."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.core import consents
from forum.core.roles import Viewer, is_staff
from forum.support.satisfaction import choices, policy

NAME = "satisfaction"


def _asked(viewer: Viewer) -> bool:
    return choices.ASK.value and not is_staff(viewer)


consents.register(
    consents.Purpose(
        NAME,
        title=_("How was our help?"),
        what=_("A mark from 1 to 5 after a case of yours has ended, and what you write with it."),
        why=_("So that we see where our help fails."),
        how_long=_("Your words: %(days)s days. The mark: as long as your account.", days=policy.KEPT_DAYS),
        gain=_("When you were not satisfied, somebody looks at it again."),
        default=True,
        because=_(
            "On from the start: it is asked once, about a case that you opened, and you need not answer."
        ),
        concerns=_asked,
    )
)
