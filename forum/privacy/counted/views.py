"""The lists, and deleting from those that allow it: for people with an account, and for a guest's visit."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.core import counted, pages, rate_limits, stretches
from forum.core.access import public, viewer
from forum.core.errors import NotFound
from forum.core.rate_limits import Limit
from forum.privacy.blueprint import bp

LOOK = Limit("look at what is counted", 120, 600)
KEY_MAX = 32


@bp.get("/my/data/counted")
@public
def counted_lines() -> Response:
    """One list: `what` names it; `after`, `before` read on."""
    me = viewer()
    rate_limits.spend_later(LOOK, me.id or rate_limits.here())
    lists = counted.lists(me)
    chosen = counted.of(request.args["what"], me) if request.args.get("what") else lists[0]
    found = chosen.lines(me, stretches.asked(request.args))
    return pages.answer(
        "privacy/counted.html",
        lists=lists,
        chosen=chosen,
        lines=found,
        before=_address(chosen.name, before=found.before) if found.before else None,
        after=_address(chosen.name, after=found.after) if found.after else None,
    )


@bp.post("/my/data/counted/forgetting")
@public
def forget_counted() -> Response:
    """Delete the line `line` of the list `what`; all of it with `all`."""
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id or rate_limits.here())
    chosen = counted.of(request.form.get("what", ""), me)
    key = request.form.get("line", "")[:KEY_MAX]
    if chosen.forget is None or not (key or request.form.get("all") == "1"):
        raise NotFound()
    gone = chosen.forget(me, key)
    said = (
        ngettext("One line deleted.", "%(num)s lines deleted.", gone) if gone else _("Nothing was deleted.")
    )
    return pages.done(said, _address(chosen.name))


def _address(name: str, **more: Any) -> str:
    return url_for("privacy.counted_lines", what=name, **more)
