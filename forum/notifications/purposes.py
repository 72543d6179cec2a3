"""What people may choose about digests: one switch for all; the table of notices says the rest."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.core import consents
from forum.notifications import actions, kinds
from forum.notifications.policy import KEPT_DAYS
from forum.notifications.queries import chosen, gets_digests

NAME = "digest"
CADENCES = (kinds.DAILY, kinds.WEEKLY)


def register() -> None:
    """Offer it."""
    consents.register(
        consents.Purpose(
            NAME,
            title=_("Digests by mail"),
            what=_("Your e-mail address, and the news of what you follow and what you wrote."),
            why=_("So that one mail a day or a week brings it together."),
            how_long=_("Notices: %(days)s days. A digest is not kept once it is sent.", days=KEPT_DAYS),
            gain=_("You miss nothing, and need not look here every day."),
            default=True,
            because=_("On from the start for what you follow: by following you asked for it."),
            read=gets_digests,
            write=_write,
            endpoint="notifications.choices",
        )
    )


def _write(person_id: int, given: bool) -> None:
    """Off ends all digests. On takes up those that were ended so; when there were none, the rows go as they did at first."""
    for cadence in CADENCES:
        (actions.resume if given else actions.end)(person_id, f"digest:{cadence}")
    if given and not gets_digests(person_id):
        rows = chosen(person_id)
        wanted = {
            row.name: (rows[row.name].inbox if row.name in rows else row.inbox, row.mail)
            for row in kinds.rows()
            if row.mail in CADENCES
        }
        actions.choose(person_id, wanted, staff=False)
