"""The page that everybody may read, the same for programs, and what we say to Global Privacy Control."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages
from forum.core.access import public
from forum.core.guest_pages import may_keep
from forum.privacy.blueprint import bp
from forum.privacy.transparency.document import document
from forum.privacy.transparency.telling import security_txt

GPC_SINCE = "2026-11-23"  # as the standard wants it: when what we do about the signal last changed


@bp.get("/privacy")
@public
@may_keep
def about() -> AnyResponse:
    """What is kept about visitors and about people with an account, where, for how long, and who sees it."""
    return pages.answer("privacy/about.html", **document())


@bp.get("/privacy.json")
@public
def about_as_json() -> AnyResponse:
    """The same, for programs."""
    values = document()
    for entry in values["kept"]:
        del entry["rows"]  # of a person; here is none
    return _json(values)


@bp.get("/.well-known/gpc.json")
@public
def gpc() -> AnyResponse:
    """This site heeds the signal (https://www.w3.org/TR/gpc/#gpc-support-representation)."""
    return _json({"gpc": True, "lastUpdate": GPC_SINCE})


@bp.get("/.well-known/security.txt")
@public
def security() -> AnyResponse:
    """Whom to tell of a way in (RFC 9116). `NotFound` where nobody is named."""
    return Response(security_txt(), content_type="text/plain; charset=utf-8")


def _json(values: dict[str, Any]) -> Response:
    text = json.dumps(values, ensure_ascii=False, indent=1, default=_plain)
    return Response(text, content_type="application/json; charset=utf-8")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
