"""Pictures lie beside the files of the articles that show them."""

from __future__ import annotations

import io

from PIL import Image

from forum.core.db import db
from forum.knowledge.models import Article
from forum.pictures import actions as pictures
from forum.pictures.models import Picture
from tests import factories
from tests.factories import site
from tests.knowledge.folders import WHOLE, counts, empty, export, run


def png(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(out, "PNG")
    return out.getvalue()


def test_pictures_lie_beside_and_come_back(app, cast, browser, tmp_path):
    with site(app):
        picture = pictures.bring(png(), cast.ana)
        key, address = picture.key, picture.path
    number = factories.article(app, cast, body=f"Look:\n\n![A red bar]({address})")
    before = export(app, tmp_path)
    assert f"orders/{key}.webp" in before
    assert f"![A red bar]({key}.webp)" in next(t.decode() for n, t in before.items() if n.endswith(".md"))

    assert counts(run(app, "import", tmp_path)) == "new 0, changed 0, the same 1"
    empty(app)
    assert counts(run(app, "import", tmp_path)) == "new 1, changed 0, the same 0"

    with app.app_context():
        number = db.session.query(Article).one().id
    assert f'src="{address}"' in browser.get(f"/articles/{number}").html
    assert browser.client.get(address).status_code == 200
    assert {n: t for n, t in export(app, tmp_path).items() if n.endswith(".md")} == {
        n: t for n, t in before.items() if n.endswith(".md")
    }


def test_a_picture_of_ones_own_comes_in_once(app, cast, browser, tmp_path):
    assert cast.root
    (tmp_path / "bar.png").write_bytes(png("blue"))
    (tmp_path / "one.md").write_text(WHOLE + "\n![A blue bar](bar.png)\n")

    assert counts(run(app, "import", tmp_path)) == "new 1, changed 0, the same 0"
    assert counts(run(app, "import", tmp_path)) == "new 0, changed 0, the same 1"

    with app.app_context():
        assert db.session.query(Picture).count() == 1


def test_a_picture_that_is_none_brings_nothing_in(app, cast, tmp_path):
    assert cast.root
    (tmp_path / "x.png").write_bytes(b"no picture at all")
    (tmp_path / "one.md").write_text(WHOLE + "\n![Shown](x.png)\n")

    done = run(app, "import", tmp_path)

    assert done.exit_code == 1
    assert "x.png" in done.output
    with app.app_context():
        assert db.session.query(Article).count() == 0
        assert db.session.query(Picture).count() == 0
