"""Everybody is there before anything is counted."""

from __future__ import annotations

import pytest

from forum import Askwell
from tests.factories import Cast


@pytest.fixture
def cast(app: Askwell) -> Cast:
    """The usual people, made at once: a story names them in the middle of a transaction."""
    made = Cast(app)
    for name in ("carla", "bob", "dan", "ana", "mo", "root"):
        getattr(made, name)
    return made
