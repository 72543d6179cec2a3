"""Answers sent smaller (gzip, RFC 9110 section 8.4.1) to browsers that take it: files to everybody, pages to guests.

A page of somebody who is signed in is sent as it is. It holds what only they may see next to words that others can
choose (a search in the address), and on a connection that only hides contents the length of such an answer, packed,
tells what is in it, bit by bit (BREACH). What a guest is shown, everybody may see.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEVEL = 6  # of pages: 9 takes half as long again and saves 10 bytes in 5,000
HARMLESS = {"askwell_theme", "askwell_language"}  # cookies that say how a page is shown, not who sees it
MIN_BYTES = 1024  # less fits in one packet of the network anyhow
_TYPES = (
    "text/",
    "application/json",
    "application/manifest+json",
    "application/atom+xml",
    "application/xml",
    "application/javascript",
    "image/svg+xml",
)


def packable(content_type: str) -> bool:
    """Whether such content is text, which gets smaller; pictures and archives are packed already."""
    return content_type.startswith(_TYPES)


def accepted() -> bool:
    """Whether the browser of this request takes gzip."""
    return request.accept_encodings.quality("gzip") > 0


def pack(body: bytes, level: int = LEVEL) -> bytes:
    """`body` in the format gzip (RFC 1952), the same bytes for the same body."""
    return gzip.compress(body, level, mtime=0)


def of_guest() -> bool:
    """Whether nothing in this request says who asks."""
    return HARMLESS.issuperset(request.cookies) and "Authorization" not in request.headers


def may_pack(response: Response) -> bool:
    """Whether the answer to this request may be sent packed, and would gain by it."""
    return (
        packable(response.content_type or "")
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and response.status_code not in (204, 206, 304)
        and (response.content_length or 0) >= MIN_BYTES
        and of_guest()
        and accepted()
    )


def set_packed(response: Response, packed: bytes) -> None:
    """Make `packed` the body of `response`."""
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"


def set_up(app: Flask) -> None:
    """Pack what is not packed yet. Registered before the keeper of guests' pages, so it runs after it."""

    @app.after_request
    def smaller(response: Response) -> Response:
        if packable(response.content_type or ""):
            response.vary.add("Accept-Encoding")
        if may_pack(response):
            set_packed(response, pack(response.get_data()))
        return response
