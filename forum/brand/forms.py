"""What the form of the brand holds, and the sentences that name the colour that would do."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from forum.config import LANGUAGES
from forum.core import brand, choices, colours


def in_force() -> dict[str, str]:
    """What the fields hold at first."""
    return {name: choice.sent for name, choice in choices.defined.items() if choice.page == brand.PAGE}


def sent() -> dict[str, str]:
    """What came; the box that isn't ticked as well."""
    found = {name: request.form.get(name, old) for name, old in in_force().items() if name != brand.LOGO.name}
    found[brand.LOGO_ALONE.name] = "1" if request.form.get(brand.LOGO_ALONE.name) else ""
    return found


def sentences(errors: dict[str, str], words: dict[str, str]) -> dict[str, str]:
    """Each error in the reader's language; one of a colour says its contrast and the nearest shade that can be read."""
    found = {name: str(_(sentence)) for name, sentence in errors.items()}
    for theme, choice in brand.ACCENT.items():
        colour = words.get(choice.name, "").strip().lower()
        if choice.name in errors and colours.is_colour(colour):
            dark = brand.THEMES[theme]
            found[choice.name] = _(
                "Words in this colour would be too hard to read: contrast %(found)s to 1, at least 4.5 to 1 is needed. %(near)s would do.",
                found=f"{colours.weakest(colour, dark):.1f}",
                near=colours.nearest(colour, dark),
            )
    return found


def contrasts(words: dict[str, str]) -> dict[str, str]:
    """What stands beside the fields of colours: the lowest contrast of each, where it is a colour."""
    found = {}
    for theme, choice in brand.ACCENT.items():
        colour = words.get(choice.name, "").strip().lower()
        if colours.is_colour(colour):
            found[theme] = f"{colours.weakest(colour, brand.THEMES[theme]):.1f}"
    return found


def fields() -> list[tuple[str, str, dict[str, str]]]:
    """The words of each language: code, own name, and the name of the choice for each part."""
    parts = {"title": brand.TITLE, "lead": brand.LEAD, "footer": brand.FOOTER, "links": brand.LINKS}
    return [
        (code, own, {part: by_language[code].name for part, by_language in parts.items()})
        for code, own in LANGUAGES.items()
    ]
