"""Root gives the site its face in a page; nobody can make it hard to read, and no page forks."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from forum import Askwell
from forum.core import brand, colours
from tests import mails
from tests.factories import Cast, site
from tests.pages import Browser, Page

GOOD, PALE = "#a33c0c", "#ff7f50"
HEX = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.fixture
def root(app: Askwell, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.root)


def picture(width: int = 900, height: int = 240) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 60, 10, 255)).save(file, "PNG")
    return file.getvalue()


def choose(root: Browser, **sent: str | tuple[io.BytesIO, str]) -> Page:
    """Save the page of the brand with these fields changed; `__` stands for the dot of a name."""
    page = root.get("/admin/brand")
    fields = {name.replace("__", "."): value for name, value in sent.items()}
    form = page.form("/admin/brand")
    return root.post(form.action, dict(form.fields) | fields)


def test_name_words_and_links_are_on_the_next_page_in_the_readers_language(
    app: Askwell, root: Browser
) -> None:
    choose(
        root,
        brand__name="Lumen Help",
        brand__title_en="How can we brighten your day?",
        brand__footer_sv="Vi svarar alltid.",
        brand__links_en="Imprint = https://example.com/imprint\nTerms = /articles/4",
    )
    guest = Browser(app)
    page = guest.get("/?ui=en")
    assert "Lumen Help" in page.text
    assert "How can we brighten your day?" in page.text
    assert 'href="https://example.com/imprint"' in page.html
    assert "Each answer given" in page.text
    swedish = guest.get("/?ui=sv")
    assert "Vi svarar alltid." in swedish.text
    assert "How can we brighten" not in swedish.text
    assert '<li lang="en"><a href="https://example.com/imprint"' in swedish.html  # better than no imprint
    assert "Lumen Help" in guest.get("/no-such-page").text


def test_mails_carry_the_chosen_name(app: Askwell, cast: Cast, root: Browser) -> None:
    choose(root, brand__name="Lumen Help")
    carla = Browser(app)
    carla.submit(carla.get("/reset"), "Send the link", email=cast.carla.email)
    assert any("Lumen Help" in mail["text"] for mail in mails.waiting(app))


def test_colours_that_hold_are_in_force_and_ours_come_back(app: Askwell, root: Browser) -> None:
    assert "/brand.css" not in Browser(app).get("/").html
    choose(root, brand__accent_light=GOOD)
    page = Browser(app).get("/")
    address = next(link for link in page.html.split('"') if link.startswith("/brand.css?v="))
    sheet = Browser(app).get(address)
    assert f"--accent: {GOOD};" in sheet.html
    answer = Browser(app).client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.content_type == "text/css; charset=utf-8"
    dark = sheet.html.partition('[data-theme="dark"] {')[2]
    shade = dark.partition("--accent: ")[2][:7]
    assert colours.holds(shade, dark=True)  # nobody chose one for the dark: it is made from the other
    choose(root, brand__accent_light="")
    assert "/brand.css" not in Browser(app).get("/").html


@pytest.mark.parametrize(("theme", "colour"), [("light", PALE), ("dark", "#123456"), ("light", "tomato")])
def test_a_colour_that_is_hard_to_read_is_refused_and_a_nearer_one_named(
    app: Askwell, root: Browser, theme: str, colour: str
) -> None:
    page = choose(root, **{"brand__name": "Lumen", f"brand__accent_{theme}": colour})
    assert page.status == 422
    assert colour in page.html  # what was typed is still there
    if colours.is_colour(colour):
        near = colours.nearest(colour, brand.THEMES[theme])
        assert f"{near} would do" in page.text
    with site(app):
        assert brand.name() == "Askwell"  # all or nothing
    through = root.get("/admin/settings").form("/admin/settings")  # nor by the door of the other settings
    assert (
        root.post("/admin/settings", dict(through.fields) | {f"brand.accent_{theme}": colour}).status == 422
    )


def test_how_it_would_look_is_shown_and_nothing_is_saved(app: Askwell, root: Browser) -> None:
    page = choose(root, brand__accent_light=GOOD, look="1")
    assert "This is how it would look" in page.text
    address = next(link for link in page.html.split('"') if link.startswith("/admin/brand/look.css"))
    assert f"--accent: {GOOD};" in root.get(address.replace("&amp;", "&")).html
    assert "/brand.css" not in Browser(app).get("/").html


def test_a_logo_is_drawn_anew_and_taken_away_again(app: Askwell, root: Browser) -> None:
    choose(root, picture=(io.BytesIO(picture()), "logo.png"), brand__logo_alone="1")
    page = Browser(app).get("/")
    address = next(link for link in page.html.split('"') if link.startswith("/brand/logo-"))
    assert address.endswith("-480x128.webp")
    assert 'alt="Askwell" width="480" height="128"' in page.html
    kept = Browser(app).client.get(address)
    assert kept.content_type == "image/webp"
    assert "immutable" in kept.headers["Cache-Control"]
    choose(root, without_logo="1")
    assert "/brand/logo-" not in Browser(app).get("/").html
    assert Browser(app).get(address).status == 404


def test_what_is_no_picture_is_refused_with_the_words_kept(root: Browser) -> None:
    page = choose(root, brand__name="Lumen", picture=(io.BytesIO(b"<svg onload=alert(1)>"), "logo.svg"))
    assert page.status == 422
    assert "no picture that we can read" in page.text
    assert 'value="Lumen"' in page.html


@pytest.mark.parametrize(
    "line",
    [
        "javascript:alert(1)",
        "Imprint = javascript:alert(1)",
        "Imprint = //evil.example",
        "Imprint = http:/x",
        "= /a",
        "\n".join(f"L{n} = /a" for n in range(7)),
    ],
)
def test_links_go_to_pages_only(root: Browser, line: str) -> None:
    assert choose(root, brand__links_en=line).status == 422


@given(colour=HEX)
def test_the_nearest_shade_can_always_be_read(colour: str) -> None:
    for dark in (False, True):
        near = colours.nearest(colour, dark)
        assert colours.holds(near, dark)
        assert near == colour or not colours.holds(colour, dark)


def test_the_button_on_other_sites_and_in_mails_has_the_colour_too(
    app: Askwell, cast: Cast, root: Browser
) -> None:
    assert "--accent: #0d5a63" in app.test_client().get("/widget.js").get_data(as_text=True)
    choose(root, brand__accent_light=GOOD, brand__accent_dark="")
    script = app.test_client().get("/widget.js").get_data(as_text=True)
    with site(app):
        light, dark = brand.palette("light"), brand.palette("dark")
    carla = Browser(app)
    carla.submit(carla.get("/reset"), "Send the link", email=cast.carla.email)
    mail = mails.waiting(app, cast.carla.email)[-1]["html"]
    assert f"--accent: {GOOD}; --strong: {light['accent-strong']}; --on: {light['on-accent']};" in script
    assert script.count(f"--accent: {dark['accent']};") == 2  # what the system wishes, and what the page says
    assert "#0d5a63" not in script
    assert "#80cac6" not in script
    assert f"background: {GOOD};" in mail
