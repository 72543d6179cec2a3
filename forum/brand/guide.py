"""What the style guide shows of the tokens: each with its value, read from where it is set."""

from __future__ import annotations

import re

from forum.core import colours

GROUPS = ("size", "gap", "radius")
_LENGTH = re.compile(r"--([a-z]+(?:-[a-z0-9]+)*):\s*([^;#]+?);", re.DOTALL)


def swatches() -> list[tuple[str, str, str]]:
    """Name of a colour, its value in the light theme, its value in the dark one."""
    dark = colours.tokens(dark=True)
    return [(name, value, dark[name]) for name, value in colours.tokens(dark=False).items()]


def measures() -> dict[str, list[tuple[str, str]]]:
    """Group (size, gap, radius, rest) to names and values, in the order of the sheet."""
    text = colours.source()
    start = text.index(":root {")
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in (*GROUPS, "rest")}
    for name, value in _LENGTH.findall(text[start : text.index("}", start)]):
        group = name.partition("-")[0]
        found[group if group in GROUPS else "rest"].append((name, " ".join(value.split())))
    return found
