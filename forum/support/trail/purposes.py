"""What people may choose about the trail."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.accounts.models import Person
from forum.core import consents, cookies
from forum.core.db import db
from forum.support import actions
from forum.support.queries.trails import TRAIL_HOURS
from forum.support.trail import guests
from forum.support.trail.keeping import SENT_DAYS


def _read(person_id: int) -> bool:
    return db.session.get_one(Person, person_id).trail_consent_at is not None


def _write(person_id: int, given: bool) -> None:
    actions.consent_to_trail(db.session.get_one(Person, person_id), given)


consents.register(
    consents.Purpose(
        "trail",
        title=_("Your search trail"),
        what=_("What you search here, what you open, and whether it helped."),
        why=_("So that you can send it along when you ask or need a person. Nobody sees it before."),
        how_long=_(
            "%(hours)s hours. What you sent along: until %(days)s days after your case is closed.",
            hours=TRAIL_HOURS,
            days=SENT_DAYS,
        ),
        gain=_("You need not tell what you already tried."),
        records=True,
        guests=True,
        read=_read,
        write=_write,
        endpoint="support.my_trail",
    )
)
cookies.register(
    cookies.Cookie(
        guests.COOKIE,
        _("Holds your search trail together while you have no account."),
        _("When you agree to the search trail without an account"),
        cookies.CLOSED,
    )
)
