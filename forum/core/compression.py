"""Answers sent smaller (gzip, RFC 9110 section 8.4.1) to browsers that take it: files to everybody, pages to guests.

A page of somebody who is signed in is sent as it is. It holds what only they may see next to words that others can
choose (a search in the address), and on a connection that only hides contents the length of such an answer, packed,
tells what is in it, bit by bit (BREACH). What a guest is shown, everybody may see.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Packed:
    """A body in gzip in which one word can be exchanged without packing anew: the page of a search says its id dozens of times.

    The word stands once, as it is, between `before` and `after` (RFC 1951 section 3.2.4: a stored block); wherever it comes
    again, `after` repeats what stood there. Where that can't be had, both are empty, and each body is packed by itself.
    """

    before: bytes
    after: bytes
    whole: bytes = b""  # where no word changes

    @classmethod
    def of(cls, body: bytes, word: bytes) -> Packed:
        """`body` packed, with `word` to be exchanged; b"": none."""
        if not word:
            return cls(b"", b"", pack(body))
        until, count = body.find(word), len(word)
        if until < 0 or count > len(_NOWHERE) or _NOWHERE[:count] in body:
            return cls(b"", b"")
        # With signs that no text has in the word's place: else other text that happens to hold three letters of the word
        # would be packed as a repetition of those.
        body = body.replace(word, _NOWHERE[:count])
        start = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        head = start.compress(body[:until]) + start.flush(zlib.Z_SYNC_FLUSH)  # ends with a whole byte
        so_far = body[max(0, until + count - (1 << zlib.MAX_WBITS)) : until + count]
        rest = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=so_far)
        tail = rest.compress(body[until + count :]) + rest.flush()
        stored = struct.pack("<BHH", 0, count, 0xFFFF ^ count)
        found = cls(_GZIP_HEAD + head + stored, tail)
        # Each letter of the word was taken from its own place, and nowhere else from: tried with one that is unlike it in each.
        other = _UNLIKE[:count]
        tried = body.replace(_NOWHERE[:count], other)
        return found if _unpacks_to(found.with_word(tried, other), tried) else cls(b"", b"")

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return len(self.before) + len(self.after) + len(self.whole)

    def with_word(self, body: bytes, word: bytes) -> bytes:
        """`body` packed: the one that this was made of, with `word` in the place of the other."""
        if self.whole:
            return self.whole
        if not self.before:
            return pack(body)
        ends = struct.pack("<II", zlib.crc32(body), len(body) & 0xFFFFFFFF)
        return b"".join((self.before, word, self.after, ends))


_GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_NOWHERE = bytes(range(14, 32))  # control characters: a page has none
_UNLIKE = b"ABCDEFGHIJKLMNOPQR"  # no letter twice


def _unpacks_to(packed: bytes, body: bytes) -> bool:
    try:
        return gzip.decompress(packed) == body
    except (OSError, EOFError, zlib.error):
        return False


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
