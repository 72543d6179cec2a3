"""Guests' pages and files are sent packed to browsers that take it; pages of people are not (BREACH)."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from forum import Askwell
from forum.core import compression
from forum.core.compression import Packed
from forum.core.static_files import TOGETHER
from tests.factories import Cast
from tests.pages import Browser

STATIC = Path(__file__).resolve().parents[2] / "static"
TAKES = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_guests_page_is_packed_and_the_same(app: Askwell, cast: Cast) -> None:
    guest = Browser(app).client
    for _ in range(3):  # made, kept, kept packed
        packed = guest.get("/faq", headers=TAKES)
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        plain = guest.get("/faq")
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        assert len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in guest.get("/faq", headers={"Accept-Encoding": "gzip;q=0"}).headers


def test_what_somebody_alone_may_see_is_not(app: Askwell, cast: Cast) -> None:
    carla = Browser(app).sign_in(cast.carla)
    assert "Content-Encoding" not in carla.client.get("/search?q=my+secret", headers=TAKES).headers
    key = {**TAKES, "Authorization": "Bearer nothing"}
    assert "Content-Encoding" not in app.test_client().get("/api/v1/openapi.json", headers=key).headers
    guest = app.test_client()
    guest.set_cookie("anything", "of hers")
    assert "Content-Encoding" not in guest.get("/faq", headers=TAKES).headers


def test_one_word_of_a_packed_text_is_exchanged_without_packing_it_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine, hers = b"0123456789abcdef", b"fedcba9876543210"
    page = b"".join(
        b'<p><a href="/questions/%d?s=%b-%d">words of %d</a></p>' % (n * n, mine, n, n) for n in range(400)
    )
    packed = Packed.of(page, mine)
    monkeypatch.setattr(compression, "pack", None)
    for word in (hers, mine, b"x" * 16):
        body = page.replace(mine, word)
        assert gzip.decompress(packed.with_word(body, word)) == body
    assert packed.size < len(page) / 4


def test_where_a_word_cannot_be_exchanged_the_text_is_packed_anew() -> None:
    mine, hers = b"0123456789abcdef", b"fedcba9876543210"
    # Between the two places stands more than a packer looks back over.
    page = mine + random.Random(1).randbytes(40_000) + mine
    for body in (page, b"nothing of it", b""):
        for word in (hers, mine):
            whole = body.replace(mine, word)
            assert gzip.decompress(Packed.of(body, mine).with_word(whole, word)) == whole


def test_the_base_sheets_are_one_file_that_browsers_keep(app: Askwell) -> None:
    guest = Browser(app)
    address = next(
        part for part in guest.get("/").html.split('"') if part.startswith("/static/css/site.css?v=")
    )
    plain, packed = guest.client.get(address), guest.client.get(address, headers=TAKES)
    assert plain.data == b"\n".join((STATIC / name).read_bytes() for name in TOGETHER["css/site.css"])
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, packed):
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = {**TAKES, "If-None-Match": packed.headers["ETag"]}
    assert guest.client.get(address, headers=again).status_code == 304
    assert guest.client.get("/static/css/%2e%2e/%2e%2e/wsgi.py", headers=TAKES).status_code == 404
    assert "Content-Encoding" not in guest.client.get("/static/icons/192.png", headers=TAKES).headers
