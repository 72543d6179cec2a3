"""Static files: with the hash of their content in the address, so that browsers may keep them for a year; packed; and
the sheets that every page needs as one, since each further file before the first words costs a way to the server."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request

from forum.core import compression

PACKED_LEVEL = 9  # once a process and file
#: What every page needs.
SITE = (
    "css/tokens.css",
    "css/reset.css",
    "css/base.css",
    "css/components/shell.css",
    "css/components/controls.css",
    "css/components/content.css",
    "css/components/work.css",
)
#: Files that are several put together, in this order. The pages that most readers come to first have a whole sheet of
#: their own: on a phone a second file costs a reader who comes from elsewhere more than the base once more (9 kB packed).
TOGETHER = {
    "css/site.css": SITE,
    "css/article.css": (*SITE, "css/components/reading.css"),
    "css/question.css": (*SITE, "css/components/talking.css"),
    "css/results.css": (*SITE, "css/components/search.css"),
}


Part = tuple[Path, float]  # a file, and when it was last changed


@lru_cache(maxsize=512)
def _version(parts: tuple[Part, ...]) -> str:
    return hashlib.sha256(_content(parts)).hexdigest()[:12]


@lru_cache(maxsize=256)
def _packed(parts: tuple[Part, ...]) -> bytes:
    return compression.pack(_content(parts), PACKED_LEVEL)


def _content(parts: tuple[Part, ...]) -> bytes:
    return b"\n".join(path.read_bytes() for path, _changed in parts)


def _parts(name: str, folder: str) -> tuple[Part, ...]:
    """What `name` is made of. Raises OSError when it isn't there."""
    paths = [Path(folder) / part for part in TOGETHER.get(name, (name,))]
    return tuple((path, path.stat().st_mtime) for path in paths)


def static_url(name: str) -> str:
    """The address of ``static/<name>``: ``/static/css/base.css?v=3f0c...``."""
    # A list page names the icon sprite a hundred times: look it up once a page, and at the file once a second.
    known: dict[str, str] | None = g.get("static_addresses")
    if known is None:
        known = g.static_addresses = {}
    if name not in known:
        known[name] = _address(
            name,
            current_app.static_folder or "",
            f"{request.script_root}{current_app.static_url_path}",
            int(time.monotonic()),
        )
    return known[name]


@lru_cache(maxsize=512)
def _address(name: str, folder: str, root: str, second: int) -> str:
    # Not `url_for`: the page that refuses a foreign Host has no routes to ask.
    try:
        version = _version(_parts(name, folder))
    except OSError:
        return f"{root}/{quote(name)}"
    return f"{root}/{quote(name)}?v={version}"


def send(filename: str) -> Response:
    """`static/<filename>`; text is packed for a browser that takes it. Raises werkzeug's NotFound."""
    if filename in TOGETHER:
        kind = "text/css; charset=utf-8"
    else:
        found = current_app.send_static_file(filename)
        kind = found.content_type or ""
        if found.status_code != 200 or not compression.packable(kind):
            return found
        found.close()
    parts = _parts(filename, current_app.static_folder or "")
    response = Response(content_type=kind)
    packed = compression.accepted()
    if packed:
        compression.set_packed(response, _packed(parts))
    else:
        response.set_data(_content(parts))
    response.set_etag(_version(parts) + ("-gzip" if packed else ""))
    response.last_modified = datetime.fromtimestamp(max(changed for _path, changed in parts), UTC)
    response.make_conditional(request)
    return response


def set_up(app: Flask) -> None:
    """Give templates `static_url`, and serve what it names."""
    app.jinja_env.globals["static_url"] = static_url
    app.view_functions["static"] = send
