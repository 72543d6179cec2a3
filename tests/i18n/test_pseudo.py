"""Whoever works on the pages asks for a language that nobody speaks, and sees what was missed."""

from __future__ import annotations

from pathlib import Path

import pytest
from html5lib import HTMLParser

from forum import Askwell, create_app
from forum.config import Settings
from forum.core import migrate
from forum.core.pseudo import written
from tests.pages import Browser

BARE = {"Askwell", "English", "Svenska", "Français", "简体中文", "日本語", "·", "|"}  # names


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Askwell:
    """A site of somebody who works on it."""
    folder: Path = tmp_path_factory.mktemp("workshop")
    app = create_app(
        Settings(
            instance_dir=folder,
            database_url=f"sqlite:///{folder / 'askwell.db'}",
            search_url=f"whoosh:{folder / 'search'}",
            secret_key="a key for tests only, long enough to be one",
            development=True,
            embedding=False,
        )
    )
    migrate.upgrade(app)
    return app


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/sign-up", "/faq", "/questions", "/no-such-page", "/groups"]
)
def test_no_word_of_a_page_stands_bare(workshop: Askwell, path: str) -> None:
    page = workshop.test_client().get(f"{path}?ui=pseudo").get_data(as_text=True)
    tree = HTMLParser(namespaceHTMLElements=False).parse(page)
    bare = []
    for element in tree.find("body").iter():
        if element.tag in ("script", "style", "title"):
            continue
        for text in (element.text, *(child.tail for child in element)):
            words = (text or "").strip()
            if (
                any(c.isalpha() for c in words)
                and "⟦" not in words
                and "⟧" not in words
                and words not in BARE
            ):
                bare.append(words)
    assert bare == []
    assert page.count("⟦") > 10


def test_what_programs_read_stays_as_it_is() -> None:
    assert written("Helped %(num)d of <b>{n}</b> &amp; more").startswith(
        "⟦Hélpéd %(num)d öf <b>{n}</b> &amp; möré~"
    )
    assert written(" ") == " "


def test_the_style_guide_stands_where_the_site_is_worked_on(workshop: Askwell) -> None:
    page = Browser(workshop).get("/styleguide")
    assert page.status == 200
    assert "Every part of every page" in page.text
    assert "#0d5a63" in page.text
    assert "#80cac6" in page.text


def test_a_public_site_has_neither(app: Askwell) -> None:
    guest = Browser(app)
    assert "⟦" not in guest.get("/?ui=pseudo").html
    assert guest.get("/styleguide").status == 404
