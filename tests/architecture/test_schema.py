"""The migrations make exactly the tables that the models describe, and each is all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from forum import Askwell
from forum.core import migrate
from forum.core.db import Base, db


def test_models_and_migrations_agree(app: Askwell) -> None:
    with app.app_context(), db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []
    assert migrate.in_step(app)


def test_there_is_one_newest_migration() -> None:
    assert len(list((migrate.ROOT / "migrations" / "versions").glob("*.py"))) >= 1


def test_a_migration_that_fails_half_way_leaves_nothing_behind(app: Askwell) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"transactional_ddl": True, "transaction_per_migration": True}
        )
        with pytest.raises(sa.exc.DatabaseError), context.begin_transaction(), Operations.context(context):
            op.create_table("half_done", sa.Column("id", sa.Integer, primary_key=True))
            op.execute("SELECT no_such_function_at_all(1, 2)")
    with app.app_context():
        assert "half_done" not in sa.inspect(db.engine).get_table_names()


def test_migrations_stand_beside_the_program() -> None:
    assert (Path(migrate.ROOT) / "migrations" / "env.py").is_file()
