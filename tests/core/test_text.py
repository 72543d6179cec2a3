"""Text that comes in is cleaned before it is stored; addresses keep the letters of every script."""

from __future__ import annotations

import pytest

from forum.core import text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x1bc", "abc"),
        ("line\r\nline\rline", "line\nline\nline"),
        ("evil\u202etxt.exe", "eviltxt.exe"),
        ("e\u0301", "é"),
        ("tab\tstays", "tab\tstays"),
        ("half \ud800 pair", "half  pair"),
    ],
)
def test_cleaning(given: str, kept: str) -> None:
    assert text.clean(given) == kept


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Card declined abroad!", "card-declined-abroad"),
        ("Återställ lösenordet", "aterstall-losenordet"),
        ("Wi-Fi が繋がらない", "wi-fi-が繋がらない"),
        ("无法登录账户？", "无法登录账户"),
        ("???", "-"),
    ],
)
def test_slugs(title: str, slug: str) -> None:
    assert text.slugify(title) == slug


@pytest.mark.parametrize(
    ("given", "code"), [("zh-Hans", "zh"), ("en_GB", "en"), ("", "und"), ("<x>", "und"), ("nds", "nds")]
)
def test_languages(given: str, code: str) -> None:
    assert text.language(given) == code
