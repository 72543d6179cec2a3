"""Every table that points at a person says how it is exported and erased."""

from __future__ import annotations

from forum import Askwell
from forum.core import personal_data
from forum.core.db import Base


def test_every_table_that_points_at_a_person_is_in_the_register(app: Askwell) -> None:
    pointing = {
        table.name
        for table in Base.metadata.tables.values()
        if table.name == "person" or any(key.column.table.name == "person" for key in table.foreign_keys)
    }
    assert len(pointing) > 10
    registered = {entry.table for entry in personal_data.everything()}
    assert not pointing - registered, f"register personal data of: {sorted(pointing - registered)}"


def test_every_entry_can_be_exported_and_says_what_and_why(app: Askwell) -> None:
    with app.app_context():
        for entry in personal_data.everything():
            assert entry.what.endswith("."), entry.table
            assert entry.why.endswith("."), entry.table
            assert entry.export(0) == []
