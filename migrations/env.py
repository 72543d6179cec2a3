"""Alembic's way into our database: the application's engine and metadata, one transaction a migration."""

from alembic import context

import forum.features
from forum.core.db import Base, db, may_write

forum.features.import_models()


def run() -> None:
    given = context.config.attributes.get("connection")  # inside the transaction of whoever restores a backup
    if given is not None:
        run_on(given)
        return
    may_write.set(True)  # BEGIN IMMEDIATE: on SQLite the DDL of a failing migration rolls back as a whole
    with db.engine.connect() as connection:
        run_on(connection)


def run_on(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        transaction_per_migration=True,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
