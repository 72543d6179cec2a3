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
            version=2,  # 1 said why it was on from the start
            read=gets_digests,
            write=_write,
            endpoint="notifications.choices",
        )
    )


def _write(person_id: int, given: bool) -> None:
    """Off ends all digests. On takes up those that were ended so; where none were, each row that nobody mails at once
    comes in the digest that it is made for."""
    for cadence in CADENCES:
        (actions.resume if given else actions.end)(person_id, f"digest:{cadence}")
    if given and not gets_digests(person_id):
        rows = chosen(person_id)
        mail = {row.name: rows[row.name].mail if row.name in rows else row.mail for row in kinds.rows()}
        made_for = [row for row in kinds.rows() if row.digest]
        quiet = [row for row in made_for if mail[row.name] == kinds.OFF]
        wanted = {
            row.name: (rows[row.name].inbox if row.name in rows else row.inbox, row.digest)
            for row in quiet or made_for
        }
        actions.choose(person_id, wanted, staff=False)
