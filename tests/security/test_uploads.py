"""A zoo of files: what is no picture is refused, what is one is drawn anew, and whatever is served runs nowhere."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, PngImagePlugin

from forum import Askwell
from forum.accounts.models import Person
from forum.attachments import actions, files
from forum.core.db import db
from forum.core.errors import Invalid
from forum.pictures import actions as pictures
from forum.pictures import drawing
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.pictures.test_bring import flood
from tests.security.tally import Tally

SCRIPT = b"<script>alert(1)</script>"


def _drawn(kind: str, mode: str = "RGB", frames: int = 1, **more: object) -> bytes:
    out = io.BytesIO()
    images = [Image.new(mode, (32, 24), n) for n in range(frames)]
    images[0].save(
        out, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}), **more
    )
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _words_in_png(bomb: bytes = b"") -> bytes:
    """Words beside the picture: a script, and what `bomb` is."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SCRIPT.decode())
    plain = _drawn("PNG", pnginfo=info)
    return plain[:33] + bomb + plain[33:]


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SCRIPT.decode()
    return exif.tobytes()


#: Pictures with something else in them: taken, drawn anew, nothing else stays.
TAKEN: dict[str, Callable[[], bytes]] = {
    "script behind a picture": lambda: _drawn("PNG") + SCRIPT,
    "GIF that is a script as well": lambda: _drawn("GIF") + b"/*" + SCRIPT + b"*/=1;alert(1)",
    "JPEG with a page in its comment": lambda: _drawn("JPEG", comment=SCRIPT),
    "JPEG with a page in its camera data": lambda: _drawn("JPEG", exif=_exif()),
    "PNG with a script in its words": _words_in_png,
    "archive behind a picture": lambda: _drawn("JPEG") + _archive(),
    "picture in the colours of printers": lambda: _drawn("JPEG", "CMYK"),
    "moving GIF": lambda: _drawn("GIF", "P", 5),
    "moving PNG": lambda: _drawn("PNG", "RGB", 5),
    "moving WebP": lambda: _drawn("WEBP", "RGB", 5),
    "one sign deep": lambda: _drawn("PNG", "1"),
    "sixteen signs deep": lambda: _drawn("PNG", "I;16"),
}  # fmt: skip


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("../../escape.txt", b"0" * 5_000_000)
    return out.getvalue()


#: Not pictures, whatever their name says.
REFUSED: dict[str, Callable[[], bytes]] = {
    "pixel flood": flood,
    "SVG": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "SVG behind a byte order mark": lambda: b"\xef\xbb\xbf<?xml version='1.0'?><svg onload='alert(1)'/>",
    "page": lambda: b"<!doctype html>" + SCRIPT,
    "page that begins like a GIF": lambda: b"GIF89a/*" + SCRIPT,
    "page that begins like a JPEG": lambda: b"\xff\xd8\xff\xe0" + SCRIPT,
    "page that begins like a PNG": lambda: b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "PDF": lambda: b"%PDF-1.7\n" + SCRIPT,
    "archive": _archive,
    "words that unpack to 50 MB": lambda: _words_in_png(
        _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 50_000_000))
    ),
    "broken in the middle": lambda: _drawn("PNG")[:50],
    "Photoshop": lambda: b"8BPS" + bytes(100),
    "bitmap": lambda: _drawn("BMP"),
    "TIFF": lambda: _drawn("TIFF"),
    "icon": lambda: _drawn("ICO"),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "vector command": lambda: b"push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 'https://x.example/'\n",
}  # fmt: skip


def test_pictures_are_drawn_anew_whatever_else_is_in_them(tally: Tally) -> None:
    for name, made in TAKEN.items():
        drawn = drawing.draw(made())
        assert drawn.data.startswith(b"RIFF"), name
        assert drawn.data[8:12] == b"WEBP", name
        assert not [
            word for word in (b"script", b"alert", b"escape", b"EXIF", b"ANIM") if word in drawn.data
        ], name
        assert drawn.width * drawn.height == 32 * 24, name
    tally("pictures with more in them", len(TAKEN))


def test_what_is_no_picture_is_refused_by_what_it_holds(tally: Tally) -> None:
    for name, made in REFUSED.items():
        with pytest.raises(Invalid):
            drawing.draw(made())
            pytest.fail(name)
    tally("files that are no pictures", len(REFUSED))


#: Name, what is sent, how the kept one is called (None: refused).
FILES: list[tuple[str, bytes, str | None]] = [
    ("page.html", SCRIPT, None), ("page.html.png", SCRIPT, None), ("photo.png.html", _drawn("PNG"), None),
    ("photo.php.png", b"<?php system(1);", None), ("x.svg", b"<svg/>", None), ("x.xhtml", SCRIPT, None),
    ("x.pdf", SCRIPT, None), ("x.pdf", b"%PDF-1.7\n" + SCRIPT, "x.pdf"), ("x.js", b"alert(1)", None),
    ("x.txt", SCRIPT, "x.txt"), ("x.csv", b"=1+1\n" + SCRIPT, "x.csv"), ("x.json", SCRIPT, "x.json"),
    ("x.zip", _archive(), "x.zip"), ("x.docx", b"PK" + SCRIPT, "x.docx"), ("x.txt\0.html", SCRIPT, None),
    ("../../../x.txt", b"words", "x.txt"), ("..\\x.txt", b"words", "x.txt"), ("x.txt::$DATA", b"words", None),
    ("x.txt\r\nX-Planted: 1", b"words", None), ('x"; y="z.txt', b"words", "x y=z.txt"),
    ("\u202etxt.x.txt", b"words", "txt.x.txt"), (".htaccess", b"words", None), ("web.config", b"words", None),
    ("x.txt ", b"words", "x.txt"), ("X.TXT", b"words", "X.TXT"), ("x.p\u200bng.txt", b"words", "x.png.txt"),
]  # fmt: skip


def test_files_are_kept_under_harmless_names_and_served_where_nothing_runs(
    app: Askwell, cast: Cast, tally: Tally
) -> None:
    question, served = factories.question(app, cast.carla), 0
    for name, data, kept_as in FILES:
        with site(app):
            carla = db.session.get_one(Person, cast.carla.id)
            try:
                kept = actions.bring(data, name, carla, f"question:{question}")
            except Invalid:
                assert kept_as is None, name
                continue
            assert kept.name == kept_as, name
            path, key = kept.path, kept.key
            assert files.file_of(key).parent.parent == files.folder()
        answer = Browser(app).client.get(path)
        assert answer.status_code == 200, name
        _runs_nowhere(answer, name)
        assert answer.headers["Content-Disposition"].startswith("attachment; "), name
        assert "html" not in answer.mimetype and "svg" not in answer.mimetype, name  # noqa: PT018
        served += 1
    assert served > 10
    tally("files of the zoo", len(FILES))


def test_a_picture_is_served_as_the_picture_it_is(app: Askwell, cast: Cast) -> None:
    with site(app):
        where = pictures.bring(
            TAKEN["GIF that is a script as well"](), db.session.get_one(Person, cast.ana.id)
        ).path
    factories.question(app, cast.ana, "With a picture", f"![x]({where})")
    answer = Browser(app).client.get(where)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _runs_nowhere(answer: object, name: str) -> None:
    headers = answer.headers  # type: ignore[attr-defined]
    policy = headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff", name
    assert "X-Planted" not in headers, name
    assert policy.startswith("sandbox;"), name
    assert "default-src 'none'" in policy, name
    assert "allow" not in policy, name
