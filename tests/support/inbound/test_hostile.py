"""Mails that are made to harm whoever reads them: the reader's process ends, the site goes on, and a person is asked."""

from __future__ import annotations

import base64

import pytest

from forum import Askwell
from tests.support.inbound.stage import answerable, deliver

HEAD = b"From: eve@example.net\nTo: reply@help.example.com\nSubject: Hello\nMessage-ID: <x@evil>\nMIME-Version: 1.0\n"


def nested(depth: int) -> bytes:
    """Parts in parts in parts."""
    raw = HEAD
    for n in range(depth):
        raw += b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n)
    return raw + b"Content-Type: text/plain\n\nat the bottom\n"


PATHOLOGICAL = {
    "nested parts": nested(3000),
    "many parts": HEAD + b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 40_000,
    "no end of a header": HEAD + b"Content-Type: text/plain; " + b'a="' * 60_000 + b"\n\nx",
    "quotes in a header": HEAD + b"Content-Type: multipart/mixed; " + b';"' * 60_000 + b"\n\nx",
    "comments in From": b"From: " + b"(" * 60_000 + b"\nTo: reply@help.example.com\n\nx",
    "many headers": b"".join(b"X-%d: y\n" % n for n in range(100_000)) + HEAD + b"\nx",
    "one line": HEAD + b"\n" + b"On a wrote " * 30_000,
    "lines that look like heads": HEAD + b"\n" + b"On Mon, Nov 23, 2026 at 12:00 x <\n" * 20_000,
    "From and Sent": HEAD + b"\n" + b"From: x\n> Sent: y\n\n" * 10_000,
    "open tags": HEAD + b"Content-Type: text/html\n\n" + b"<blockquote><div class=gmail_quote>" * 20_000,
    "open comments": HEAD + b"Content-Type: text/html\n\n" + b"<!--<a " * 50_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?x?= " * 50_000 + b"\n" + HEAD + b"\nx",
    "an odd coding": HEAD + b"Content-Type: text/plain; charset=rot13\n\nx",
    "punycode": HEAD
    + b"Content-Type: text/plain; charset=punycode\n\n"
    + b"a" * 60_000
    + b"-"
    + b"b" * 60_000,
    "uuencode": HEAD + b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n" + b"M" * 60_000,
    "no mail at all": bytes(range(256)) * 400,
    "headers alone": HEAD,
}


@pytest.mark.parametrize("what", PATHOLOGICAL)
def test_a_hostile_mail_ends_nothing_but_its_reading(
    app: Askwell, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.support.inbound.reading.CPU_SECONDS", 1)
    found = deliver(answerable(app), PATHOLOGICAL[what])
    assert found.state in ("review", "automatic"), found.state


def test_what_comes_in_is_cleaned(app: Askwell) -> None:
    raw = HEAD.replace(
        b"Subject: Hello", b"Subject: =?utf-8?b?" + base64.b64encode("a\r\nBcc: b\x00\u202e".encode()) + b"?="
    )
    found = deliver(answerable(app), raw + b"\nwords\x00\x1b\n")
    assert found.subject == "a Bcc: b"
    assert found.text == "words"
