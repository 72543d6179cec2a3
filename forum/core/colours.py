"""Contrast of colours, and the family of an accent: WCAG 2.2 decides which accent a page can have.

Relative luminance and contrast ratio: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

TEXT_MIN = 4.5  # WCAG 2.2, 1.4.3 (AA): running text on its ground
_HEX = re.compile(r"#[0-9a-f]{6}")
_TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
_STEP = 0.02  # how finely a colour that holds is looked for
Palette = dict[str, str]  # name of the token without its dashes -> "#rrggbb"


def is_colour(text: str) -> bool:
    """`#rrggbb`, in small letters?"""
    return _HEX.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`one` with `share` (0 to 1) of `other` in it, by sRGB channel."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def source() -> str:
    """The sheet that sets every token."""
    return _TOKENS.read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def tokens(dark: bool) -> Palette:
    """Our own colours of a theme, as `static/css/tokens.css` names them."""
    text = source()
    start = text.index(':root[data-theme="dark"]') if dark else text.index(":root {")
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", text[start : text.index("}", start)]))


def family(accent: str, dark: bool) -> Palette:
    """What goes with an accent: its stronger and its softer kin, and what is written on it."""
    ours = tokens(dark)
    deep = ours["ground"] if dark else ours["ink"]
    return {
        "accent": accent,
        "accent-strong": mix(accent, "#ffffff" if dark else "#000000", 0.3),
        "accent-soft": mix(ours["surface"], accent, 0.16 if dark else 0.1),
        "on-accent": max("#ffffff", deep, key=lambda ink: contrast(ink, accent)),
    }


def weakest(accent: str, dark: bool) -> float:
    """The lowest contrast that words would have anywhere with this accent."""
    ours, own = tokens(dark), family(accent, dark)
    pairs = [
        (own[ink], ours[ground])
        for ink in ("accent", "accent-strong")
        for ground in ("ground", "surface", "sunken")
    ]
    pairs += [(own["on-accent"], own[ground]) for ground in ("accent", "accent-strong")]
    pairs += [(ink, own["accent-soft"]) for ink in (accent, ours["ink"], ours["dim"])]
    return min(contrast(ink, ground) for ink, ground in pairs)


def holds(accent: str, dark: bool) -> bool:
    """Can all words be read with this accent (AA)?"""
    return weakest(accent, dark) >= TEXT_MIN


def nearest(accent: str, dark: bool) -> str:
    """The shade of a colour that holds and is nearest to it: darker in the light, lighter in the dark."""
    end = "#ffffff" if dark else "#000000"
    step = 0.0
    while step < 1 and not holds(mix(accent, end, step), dark):
        step += _STEP
    shade = mix(accent, end, min(step, 1.0))
    return shade if holds(shade, dark) else tokens(dark)["accent"]
