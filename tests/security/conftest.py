"""One scene for each test of this folder."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import rate_limits
from tests.factories import Cast
from tests.security import scene as stage
from tests.security.scene import Scene


@pytest.fixture
def scene(app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Everything that somebody may not see, on one site that never says "too often"."""
    made = stage.make(app, cast)
    for name in ("spend", "spend_later"):
        monkeypatch.setattr(rate_limits, name, lambda *_args: None)
    return made
