"""The site's own name, words, colours and links, as an admin chose them; what nobody chose is ours.

Themes are values, not templates: every page reads them here, so that an upgrade never has to be merged with a brand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app
from flask_babel import lazy_gettext
from sqlalchemy.exc import SQLAlchemyError

from forum.config import LANGUAGES
from forum.core import choices, colours, freshness
from forum.core.errors import Invalid
from forum.core.text import N_

PAGE = "brand"  # these choices have a page of their own
NAME_MAX, LINE_MAX, LEAD_MAX, LINKS_MAX = 40, 120, 300, 6
THEMES = {"light": False, "dark": True}  # theme -> is it dark?
LOGO_RULES = "@layer components { .brand-logo { width: auto; height: 2rem; max-width: 12rem; object-fit: contain; } @media (max-width: 30rem) { .brand-logo { max-width: 5rem; } } }\n"
Link = tuple[str, str]  # words, address


@dataclass(frozen=True)
class Brand:
    """What every page and mail shows of it, in one language. Empty words: ours."""

    name: str
    title: str = ""  # the heading of the first page
    lead: str = ""
    footer: str = ""
    links: tuple[Link, ...] = ()
    links_lang: str = ""  # the language of the links, where it isn't the page's
    logo: str = ""  # version of the picture ("<hash>-480x120"); empty: our mark
    logo_alone: bool = False  # the picture holds the name already
    sheet: str = ""  # version of its style sheet; empty: there is none

    @property
    def languages(self) -> list[tuple[str, str]]:
        """What the site speaks: code and own name."""
        return list(LANGUAGES.items())

    @property
    def logo_size(self) -> list[str]:
        """Width and height of the logo in pixels, so that nothing jumps when it comes."""
        return self.logo.rpartition("-")[2].split("x")


def read_links(text: str) -> tuple[Link, ...]:
    """Links of the footer, one a line: `Imprint = https://example.com/imprint` or `Terms = /articles/4`. Raises `Invalid`."""
    links = []
    for line in filter(None, map(str.strip, text.splitlines())):
        words, equals, address = (part.strip() for part in line.partition("="))
        if not (words and equals and _is_address(address)) or len(words) > NAME_MAX:
            raise Invalid(
                N_("Each line is a name, “=” and an address that begins with https:// or /, up to six lines.")
            )
        links.append((words, address))
    if len(links) > LINKS_MAX:
        raise Invalid(
            N_("Each line is a name, “=” and an address that begins with https:// or /, up to six lines.")
        )
    return tuple(links)


def _is_address(address: str) -> bool:
    if any(c.isspace() or c in '\\"<>' or not c.isprintable() for c in address):
        return False
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("https", "mailto") and bool(parts.netloc or parts.scheme == "mailto")


def _links_hold(sent: str) -> str:
    read_links(sent)
    return sent


def _accent(theme: str) -> choices.Choice[str]:
    def holds(sent: str) -> str:
        sent = sent.lower()
        if sent and not colours.is_colour(sent):
            raise Invalid(N_("A colour is # and six of 0 to 9 and a to f: #0d5a63."))
        if sent and not colours.holds(sent, THEMES[theme]):
            raise Invalid(N_("Words in this colour would be too hard to read."))
        return sent

    return choices.text(f"brand.accent_{theme}", "", "", most=7, fits=holds, page=PAGE)


def _words(name: str, most: int, lines: bool = False) -> dict[str, choices.Choice[str]]:
    fits = _links_hold if name == "links" else str
    return {
        lang: choices.text(f"brand.{name}_{lang}", "", "", most=most, lines=lines, fits=fits, page=PAGE)
        for lang in LANGUAGES
    }


NAME = choices.text("brand.name", "", lazy_gettext("Name of the site"), most=NAME_MAX, page=PAGE)
ACCENT = {theme: _accent(theme) for theme in THEMES}
LOGO = choices.text("brand.logo", "", "", most=64, page=PAGE)  # set with the file, not typed
LOGO_ALONE = choices.text("brand.logo_alone", "", "", most=1, page=PAGE)
TITLE = _words("title", LINE_MAX)
LEAD = _words("lead", LEAD_MAX)
FOOTER = _words("footer", LEAD_MAX)
LINKS = _words("links", 2000, lines=True)


def of_site(lang: str) -> Brand:
    """What is in force, for pages in that language; without a database what was last seen of it."""
    seen: dict[str, Brand] = current_app.extensions["brand"]
    try:
        seen[lang] = freshness.kept(f"brand {lang}", lambda: _read(lang))
    except SQLAlchemyError:
        return last_seen(lang)
    return seen[lang]


def last_seen(lang: str) -> Brand:
    """What was in force when somebody last asked: for pages that must do without a database."""
    found: Brand | None = current_app.extensions["brand"].get(lang)
    return found or Brand(current_app.config["SETTINGS"].site_name)


def name() -> str:
    """The site's name, as mails and programs show it."""
    return of_site(current_app.config["SETTINGS"].default_language).name


def sheet(chosen: dict[str, str] | None = None) -> str:
    """The style sheet of the chosen colours (theme -> colour or nothing) and of a logo; empty where neither is."""
    if chosen is None:
        chosen = {theme: choice.value for theme, choice in ACCENT.items()}
    text = LOGO_RULES if LOGO.value else ""
    if not any(chosen.values()):
        return text
    light, dark = (
        _declared(colours.family(_accent_of(chosen, theme), THEMES[theme])) for theme in ("light", "dark")
    )
    return text + (
        f"@layer tokens {{\n:root {{ {light} }}\n"
        f'@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {dark} }} }}\n'
        f':root[data-theme="dark"] {{ {dark} }}\n}}\n'
    )


def both(chosen: dict[str, str]) -> str:
    """Rules for a page that shows the two themes beside each other, in `.look.light` and `.look.dark`."""
    rules = []
    for theme, dark in THEMES.items():
        shade = _accent_of(chosen, theme) if any(chosen.values()) else colours.tokens(dark)["accent"]
        rules.append(f".look.{theme} {{ {_declared(colours.tokens(dark) | colours.family(shade, dark))} }}\n")
    return "@layer components {\n" + "".join(rules) + "}\n"


def version() -> str:
    """Of the sheet in force; empty where there is none."""
    text = sheet()
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def accent(theme: str) -> str:
    """The accent in force in a theme."""
    chosen = {each: choice.value for each, choice in ACCENT.items()}
    return _accent_of(chosen, theme) if any(chosen.values()) else colours.tokens(THEMES[theme])["accent"]


def palette(theme: str) -> colours.Palette:
    """The accent in force with its kin, for what has no style sheet of ours: mails, and the widget's button."""
    try:
        shade = accent(theme)
    except SQLAlchemyError:  # the button stands on other sites while ours is being mended
        shade = colours.tokens(THEMES[theme])["accent"]
    return colours.family(shade, THEMES[theme])


def _accent_of(chosen: dict[str, str], theme: str) -> str:
    """The chosen one, else the shade of the other theme's that can be read here."""
    other = next(each for each in THEMES if each != theme)
    return chosen[theme] or colours.nearest(chosen[other], THEMES[theme])


def _declared(palette: colours.Palette) -> str:
    return " ".join(f"--{token}: {colour};" for token, colour in palette.items())


def _read(lang: str) -> Brand:
    default = current_app.config["SETTINGS"].default_language
    links = LINKS[lang].value or LINKS[default].value  # an imprint in another language is better than none
    return Brand(
        name=NAME.value or current_app.config["SETTINGS"].site_name,
        title=TITLE[lang].value,
        lead=LEAD[lang].value,
        footer=FOOTER[lang].value,
        links=read_links(links),
        links_lang="" if LINKS[lang].value else default,
        logo=LOGO.value,
        logo_alone=LOGO_ALONE.value == "1",
        sheet=version(),
    )


def set_up(app: Flask) -> None:
    """A place to remember what was last in force."""
    app.extensions["brand"] = {}
