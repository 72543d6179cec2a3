"""The script that other sites load, and the page where an admin lists those sites."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_babel import force_locale, pgettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import brand, choices, headers, pages, rate_limits
from forum.core.access import admins, public, viewer
from forum.core.errors import Invalid
from forum.widget import queries, sites

SCRIPT_SECONDS = (
    300  # how long a browser uses the script unasked; then a press of 304 says that it is still right
)

_OURS = {
    "light": "--accent: #0d5a63; --strong: #083f46; --on: #fff;",
    "dark": "--accent: #80cac6; --strong: #aee0dc; --on: #0c2224;",
}

admin = Blueprint("widget_admin", __name__)


@admin.get("/widget.js")
@public
def script() -> Response:
    """The button and the empty panel: the same for every site and every language."""
    path = Path(current_app.static_folder or "") / "widget" / "widget.js"
    painted = tuple(_painted(theme) for theme in brand.THEMES)
    content, version = _script(path, path.stat().st_mtime, painted)
    response = Response(content, content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = (
        "cross-origin"  # other sites load it: it is made for them
    )
    response.headers["Cache-Control"] = f"public, max-age={SCRIPT_SECONDS}"
    response.set_etag(version)
    return response.make_conditional(request)


def _painted(theme: str) -> tuple[str, str]:
    """The colours of the button as the file has them, and those of the brand."""
    ours, chosen = _OURS[theme], brand.palette(theme)
    return ours, "--accent: {accent}; --strong: {accent-strong}; --on: {on-accent};".format(**chosen)


@lru_cache(maxsize=4)
def _script(path: Path, _changed: float, painted: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    words = {}
    for lang in LANGUAGES:
        with force_locale(lang):
            words[lang] = {
                "help": _("Help"),
                "close": pgettext("window", "Close"),
                "wait": _("One moment, please."),
                "gone": _("Our help can't be reached right now."),
                "again": _("Try again"),
                "site": _("Open our help in a new tab"),
            }
    said = json.dumps(words, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    content = path.read_text(encoding="utf-8").replace("{ /* words */ }", said)
    for ours, chosen in painted:
        content = content.replace(ours, chosen)
    return content, hashlib.sha256(content.encode()).hexdigest()[:16]


@admin.get("/admin/widget")
@admins
def sites_page() -> Response:
    """Which sites, the tag to copy, how it looks, what came of it."""
    return _page(sites.SITES.value, {})


@admin.post("/admin/widget")
@admins
def save() -> Response:
    """Take the list, or none of it when a line is wrong."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    name = sites.SITES.name
    sent = request.form.get(name, "")
    try:
        changed = choices.change({name: sent}, by=me)
    except Invalid as error:
        return _page(sent, {key: _(words) for key, words in error.errors.items()})
    said = _("Saved. It is in force now.") if changed else _("Nothing was changed.")
    return pages.done(said, url_for(".sites_page"))


def _page(sent: str, errors: dict[str, str]) -> Response:
    response = pages.answer(
        "widget/sites.html",
        choice=sites.SITES,
        sent=sent,
        errors=errors,
        allowed=sites.allowed(),
        own=request.host_url.rstrip("/") + request.script_root,
        counts=queries.counts(),
        days=queries.DAYS,
        status=422 if errors else 200,
    )
    # The page shows the help itself, as those sites will.
    response.headers["Content-Security-Policy"] = f"{headers.POLICY}; frame-src 'self'"
    return response
