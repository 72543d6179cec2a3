"""Ana shows in a picture what takes many words; whatever is in the file besides the picture stays outside."""

from __future__ import annotations

import io
import re
import struct
import zlib
from datetime import timedelta

import pytest
from PIL import Image

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.knowledge import actions as knowledge
from forum.knowledge import queries as articles
from forum.pictures import actions, files, policy
from forum.pictures.models import Picture
from tests import factories
from tests.factories import site

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def photograph(size=(640, 480), kind="JPEG", **more) -> bytes:
    """A picture as a camera or a screenshot tool would send it."""
    out = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    image.save(out, kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photograph that tells where it was taken, and that lies on its side."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of Carla"
    exif[0x0112] = 6  # turned by a quarter
    return photograph(exif=exif.tobytes())


def flood() -> bytes:
    """A small PNG that would be 400 million pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * (2501 * 20_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def brought(browser, sent: bytes, alt="The menu"):
    """The form of a browser without script."""
    page = browser.get("/pictures/new")
    token = dict(page.form("/pictures/new").fields)["csrf_token"]
    return browser.post(
        "/pictures/new", {"csrf_token": token, "alt": alt, "picture": (io.BytesIO(sent), "a.jpg")}
    )


def address(page) -> str:
    """Of the picture on the page."""
    (found,) = set(re.findall(r"/pictures/[0-9a-f]{32}\.webp", page.html))
    return found


def test_ana_brings_a_picture_and_gets_the_line_that_shows_it(app, cast, browser):
    browser.sign_in(cast.ana)
    page = brought(browser, with_place())
    assert page.status == 200
    where = address(page)
    assert f"![The menu]({where})" in page.html
    answer = browser.client.get(where)
    assert answer.mimetype == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Camera of Carla" not in answer.data
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.size == (480, 640), "it stands upright, and nothing tells how the camera was held"
    assert not picture.getexif()


def test_a_script_gets_the_same_as_json(app, cast, browser):
    browser.sign_in(cast.ana)
    token = dict(browser.get("/pictures/new").form("/pictures/new").fields)["csrf_token"]
    sent = {"csrf_token": token, "picture": (io.BytesIO(photograph(kind="PNG")), "a.png")}
    said = browser.post("/pictures/new", sent, Accept="application/json").json
    assert said["markdown"] == f"![]({said['url']})"
    nothing = browser.post("/pictures/new", {"csrf_token": token}, Accept="application/json")
    assert nothing.status == 422
    assert nothing.json["detail"] == "Choose a picture."


def test_a_large_picture_is_made_smaller(app, cast):
    with site(app):
        picture = actions.bring(photograph((3000, 1500)), cast.ana)
        assert (picture.width, picture.height) == (policy.SIDE_MAX, policy.SIDE_MAX // 2)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (SVG, "This is no picture"),
        (b"GIF89a nothing", "This is no picture"),
        (b"%PDF-1.7", "This is no picture"),
        (photograph()[:600], "This is no picture"),
        (flood(), "This picture is too large"),
        (b"", "Choose a picture."),
    ],
    ids=["svg", "no gif", "pdf", "cut short", "pixel flood", "nothing"],
)
def test_what_is_no_picture_is_refused_and_the_words_are_kept(app, cast, browser, sent, says):
    browser.sign_in(cast.ana)
    page = brought(browser, sent, alt="What it shows")
    assert page.status == 422
    assert says in page.text
    assert 'value="What it shows"' in page.html
    with site(app):
        assert db.session.query(Picture).count() == 0


def test_what_else_is_in_the_file_is_not_served(app, cast):
    with site(app):
        picture = actions.bring(photograph(kind="PNG") + b"<script>alert(1)</script>", cast.ana)
        assert b"<script>" not in (files.read(picture.key) or b"")


def test_members_bring_them_for_posts_and_silenced_ones_do_not(app, cast, browser):
    sent = {"picture": (io.BytesIO(photograph()), "a.jpg")}
    page = browser.sign_in(cast.carla).get("/pictures/new")
    token = dict(page.form("/pictures/new").fields)["csrf_token"]
    assert (
        browser.post("/pictures/new", {"csrf_token": token, **sent}, Accept="application/json").status == 200
    )
    with site(app):
        db.session.get_one(Person, cast.carla.id).silenced_until = clock.now() + timedelta(days=1)
    sent = {"picture": (io.BytesIO(photograph()), "a.jpg")}
    assert browser.post("/pictures/new", {"csrf_token": token, **sent}).status == 403


def test_a_picture_is_seen_by_whoever_may_read_the_text_that_shows_it(app, cast, browser):
    with site(app):
        where = actions.bring(photograph(), cast.ana).path
    number = factories.article(app, cast, "With a picture", f"Look: ![menu]({where})", published=False)
    guest = browser.client.get
    assert guest(where).status_code == 404, "a draft's picture is the company's"
    browser.sign_in(cast.carla)
    assert guest(where).status_code == 404
    browser.sign_in(cast.mo)
    assert guest(where).status_code == 200
    with site(app):
        knowledge.publish(articles.newest(number, cast.mo), cast.mo)
    browser.sign_out()
    assert guest(where).status_code == 200
    assert "public" in guest(where).headers["Cache-Control"]
    assert guest(where, headers={"If-None-Match": guest(where).headers["ETag"]}).status_code == 304
    with site(app):
        knowledge.archive(articles.article(number, cast.mo), cast.mo, "Old.")
    assert guest(where).status_code == 404
    with site(app):
        knowledge.unarchive(articles.article(number, cast.mo), cast.mo)
    assert guest(where).status_code == 200
    assert guest("/pictures/" + "0" * 32 + ".webp").status_code == 404


def test_pictures_that_no_text_names_are_forgotten_with_their_files(app, cast):
    with site(app):
        unused = actions.bring(photograph(), cast.ana)
        drafted = actions.bring(photograph(), cast.ana)
        young = actions.bring(photograph(), cast.ana)
        long_ago = clock.now() - timedelta(days=policy.UNUSED_DAYS + 1)
        unused.created_at = drafted.created_at = long_ago
        keys = unused.key, drafted.key, young.key
    factories.article(app, cast, "Draft", f"![menu](/pictures/{keys[1]}.webp)", published=False)
    with site(app):
        assert actions.forget_unused() == 1
        assert [files.read(key) is None for key in keys] == [True, False, False]
        assert {p.key for p in db.session.query(Picture)} == set(keys[1:])


def test_a_full_disk_leaves_no_half_picture(app, cast, browser, monkeypatch):
    browser.sign_in(cast.ana)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    app.config["PROPAGATE_ERRORS"] = False
    page = brought(browser, photograph())
    assert page.status == 507
    with site(app):
        assert db.session.query(Picture).count() == 0
        assert not list(app.config["SETTINGS"].instance_dir.glob("uploads/**/*.*"))
