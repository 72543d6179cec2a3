"""What a form tells of who filled it in, without asking anybody anything: a field that people don't see, and the moment
when the form was made. Signs only: none of them refuses a form, and whoever judges a post says what they weigh."""

from __future__ import annotations

from flask import current_app, g, has_request_context, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from forum.core import clock

TRAP = "homepage"  # people don't see it; programs fill in whatever has a name that they know
OPENED = "opened"
QUICK_SECONDS = (
    4  # from the page to the sent form: nobody reads, writes and presses in less, though some paste
)

#: What `suspicion` may say.
SIGNS = ("trap", "quick", "no clock")


def fields() -> Markup:
    """The trap and the clock, hidden. A form that is shown again keeps the moment when it was first shown."""
    opened = request.form.get(OPENED) or _signer().dumps(int(clock.now().timestamp()))
    return Markup(
        '<input type="hidden" name="{}" value="{}"><div class="visually-hidden" aria-hidden="true"><label>{} '
        '<input type="text" name="{}" value="{}" tabindex="-1" autocomplete="off"></label></div>'
    ).format(OPENED, opened, _("Leave this empty"), TRAP, request.form.get(TRAP, ""))


def suspicion() -> list[str]:
    """What is strange about how the form of this request was filled in: some of `SIGNS`.

    Nothing is strange where there is no form: calls of the API, jobs, commands, mails.
    """
    if not has_request_context() or g.get("api_token") or request.method != "POST":
        return []
    found = ["trap"] if request.form.get(TRAP, "").strip() else []
    try:
        opened = int(_signer().loads(request.form.get(OPENED, "")))
    except (BadSignature, TypeError, ValueError):
        return [*found, "no clock"]
    return [*found, "quick"] if clock.now().timestamp() - opened < QUICK_SECONDS else found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="form opened")
