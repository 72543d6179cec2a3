"""Everybody is there from the start: people can't be made amid somebody's deed."""

from __future__ import annotations

import pytest

from tests.factories import Cast


@pytest.fixture(autouse=True)
def _everybody(cast: Cast) -> None:
    for name in ("ana", "ada", "mo", "root", "dan", "bob"):
        getattr(cast, name)
