"""What admins choose about proving who one is."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("sign_in", lazy_gettext("Signing in"))
STAFF_NEED_SECOND = choices.switch(
    "sign_in.staff_need_second",
    False,
    lazy_gettext("People of our team need a second proof to sign in"),
    hint=lazy_gettext(
        "A code of an app or a passkey. Until they have one they see only the page that sets it up."
    ),
)
