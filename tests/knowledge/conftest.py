"""Everybody is there from the start: making a person inside an open transaction would wait for it."""

from __future__ import annotations

import pytest

from tests.factories import Cast


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The cast, all made."""
    for name in ("carla", "bob", "dan", "ana", "ada", "mo", "root"):
        getattr(cast, name)
    return cast
