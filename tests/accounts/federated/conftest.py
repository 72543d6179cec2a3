"""A provider for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.accounts.federated.elsewhere import Elsewhere, serving


@pytest.fixture
def there() -> Iterator[Elsewhere]:
    with serving(Elsewhere()) as made:
        yield made
