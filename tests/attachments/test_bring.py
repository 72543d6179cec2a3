"""A file comes in, is what it says, and goes out only to those who may read what it was sent with."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from PIL import Image

from forum import Askwell
from forum.attachments import actions, checking, files, limits, names
from forum.attachments.models import Attachment
from forum.core import clock, jobs
from forum.core.db import db
from forum.core.errors import Invalid, NotAllowed
from forum.core.rate_limits import Limit
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.stage import question_of


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    made = Image.new("RGB", (40, 30), "teal")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Dan"
    made.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\bill.pdf", "bill.pdf"),
        ("bill\r\nSet-Cookie: a=1.pdf", "bill Set-Cookie a=1.pdf"),
        ("\u202egnp.exe", "gnp.exe"),
        ("..", "file"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
        ('say "hi"; rm.txt', "say hi rm.txt"),
        ("請求書.pdf", "請求書.pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert names.clean(given) == kept


def test_a_name_can_neither_break_nor_add_a_header() -> None:
    value = names.disposition(names.clean('x"\r\nX-Evil: 1;filename=a.html.txt'), shown=False)
    assert value.startswith("attachment; ")
    assert "\r" not in value
    assert "\n" not in value
    assert value.count('"') == 2
    assert names.disposition("Größe €.txt", shown=False).isascii()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("run.exe", b"MZ"),
        ("no-ending", b"text"),
        ("bill.pdf", b"<html><script>"),
        ("words.txt", b"a\0b"),
        ("photo.png", b"<svg/>"),
        ("empty.txt", b""),
        ("packed.zip", b"not a zip"),
    ],
)
def test_what_is_not_what_it_says_or_would_run_is_refused(app: Askwell, name: str, data: bytes) -> None:
    with site(app), pytest.raises(Invalid) as refused:
        checking.check(data, name)
    assert set(refused.value.errors) == {"files"}


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote(app: Askwell, cast: Cast) -> None:
    dan = cast.dan
    with site(app):
        kept = actions.bring(picture("JPEG"), "my screen.JPG", dan)
        assert (kept.name, kept.kind) == ("my screen.webp", "webp")
        data = files.read(kept.key) or b""
        assert data.startswith(b"RIFF")
        assert b"Camera of Dan" not in data
        assert oct(files.file_of(kept.key).stat().st_mode)[-3:] == "600"


def test_a_waiting_file_is_served_to_nobody_and_taken_by_its_bringer_alone(app: Askwell, cast: Cast) -> None:
    dan, bob = cast.dan, cast.bob
    question = question_of(app, bob)
    with site(app):
        kept = actions.bring(b"words", "note.txt", dan)
        path, number = kept.path, kept.id
        with pytest.raises(NotAllowed):
            actions.put(kept, f"private:{question}", bob)
    for person in (cast.dan, cast.root):
        assert Browser(app).sign_in(person).get(path).status == 404
    with site(app):
        assert db.session.get_one(Attachment, number).place == "waiting"


def test_files_are_forgotten_when_their_words_never_came(app: Askwell, cast: Cast) -> None:
    dan = cast.dan
    question = question_of(app, dan)
    with site(app):
        waiting = actions.bring(b"words", "note.txt", dan).key
        stays = actions.bring(b"words", "bill.txt", dan, f"private:{question}").key
        files.write("ab" * 16, b"of a transaction that was taken back")
    with clock.moved(timedelta(hours=49)):
        with site(app):
            assert actions.forget_unused() == 2
        with app.app_context():
            jobs.run_until_empty()
    with app.app_context():
        assert files.read(waiting) is None
        assert files.read("ab" * 16) is None
        assert files.read(stays) == b"words"


def test_no_path_leaves_the_folder(app: Askwell) -> None:
    with app.app_context():
        for key in ("../../secret", "ab/../../../etc/passwd", "AB" * 16, ""):
            with pytest.raises(ValueError, match="not a key"):
                files.file_of(key)


def test_a_full_disk_is_said_beside_the_form(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    dan = cast.dan

    def full(_key: str, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    with site(app), pytest.raises(Invalid) as refused:
        actions.bring(b"words", "note.txt", dan)
    assert "could not save" in refused.value.errors["files"]


def test_too_many_files_of_a_guest_are_refused_and_her_words_kept(
    app: Askwell, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BRING_AS_GUEST", Limit("bring file as guest", 1, 3600))
    for n in range(3):
        page = browser.submit(
            browser.get("/ask"),
            "Post",
            title="",
            topic="",
            email="",
            body=f"Words {n}",
            files=[(io.BytesIO(b"x"), "a.txt")],
        )
    assert page.status == 429
    assert "Words 2" in page.html
