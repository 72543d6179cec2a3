"""What is only counted does not wait for the disk; what people wrote does."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import afterwards
from forum.core import db as database
from forum.core.db import db, may_write


def _waits_for_the_disk() -> bool:
    """`PRAGMA synchronous` of the transaction that is open: 2 is FULL."""
    return bool(db.session.execute(sa.text("PRAGMA synchronous")).scalar_one() == 2)


def test_counting_does_not_wait_for_the_disk_and_the_next_post_does(
    app: Askwell, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = may_write.set(True)
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL has settings of its own for this")
        monkeypatch.setattr(database, "sqlite_synchronous", "FULL")
        db.engine.dispose()
        seen: list[bool] = []
        monkeypatch.setitem(afterwards._writers, "probe", lambda _batch: seen.append(_waits_for_the_disk()))
        assert _waits_for_the_disk()
        db.session.rollback()
        afterwards.later("probe", None)
        afterwards.flush()
        assert seen == [False]
        assert _waits_for_the_disk()
    may_write.reset(token)
