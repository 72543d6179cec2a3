"""A site gets a new program: its database follows as a whole, or stays as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import migrate
from forum.core.db import db
from tests import factories
from tests.backup.stage import elsewhere
from tests.conftest import POSTGRES
from tests.factories import Cast

MADE_ANEW = """
    with op.batch_alter_table("question") as batch:
        batch.add_column(sa.Column("mood", sa.Text(), server_default="calm"))
        batch.alter_column("excerpt", nullable=True)
"""


@pytest.fixture
def app(app: Askwell, tmp_path: Path) -> Askwell:
    """A site with a database of its own: the next test is not to meet what became of it."""
    own = elsewhere(tmp_path / "own", "upgraded")
    migrate.upgrade(own)
    return own


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Askwell) -> Path:
    """The folder of migrations of a newer program: ours, and what a test adds."""
    shutil.copytree(
        migrate.ROOT / "migrations",
        tmp_path / "newer/migrations",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    monkeypatch.setattr(migrate, "ROOT", tmp_path / "newer")
    return tmp_path / "newer/migrations/versions"


def add(folder: Path, revision: str, after: str, deeds: str) -> None:
    (folder / f"{revision}.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\nrevision = {revision!r}\ndown_revision = {after!r}\n"
        f"def upgrade():\n{deeds}\n"
    )


def head(app: Askwell) -> str:
    with app.app_context(), db.engine.connect() as connection:
        return migrate.revision_of(connection)


def columns(app: Askwell, table: str) -> set[str]:
    with app.app_context(), db.engine.connect() as connection:
        return {column["name"] for column in sa.inspect(connection).get_columns(table)}


def count(app: Askwell, table: str) -> int:
    with app.app_context(), db.engine.connect() as connection:
        return connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0


def test_a_table_made_anew_takes_nothing_along_that_points_at_it(
    app: Askwell, cast: Cast, newer: Path
) -> None:
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    before = {table: count(app, table) for table in ("answer", "follower", "question")}
    assert all(before.values())
    start = head(app)
    add(newer, "anew", start, MADE_ANEW)
    done = app.test_cli_runner().invoke(args=["db-upgrade"])
    assert done.exit_code == 0, done.output
    assert head(app) == "anew"
    assert "mood" in columns(app, "question")
    assert {table: count(app, table) for table in before} == before
    if not POSTGRES:
        folder = app.config["SETTINGS"].instance_dir
        assert [file.name for file in folder.glob("*.before-*")] == [f"askwell.db.before-{start}"]


def test_an_upgrade_that_fails_leaves_everything_as_it_was(app: Askwell, cast: Cast, newer: Path) -> None:
    factories.question(app, cast.carla)
    start = head(app)
    add(newer, "good", start, MADE_ANEW)
    add(newer, "bad", "good", "    op.execute('UPDATE question SET title = NULL')")
    done = app.test_cli_runner().invoke(args=["db-upgrade"])
    assert done.exit_code == 1
    assert "The upgrade failed" in done.output
    assert "The database is as it was before." in done.output
    assert (head(app), "mood" in columns(app, "question"), count(app, "question")) == (start, False, 1)


@pytest.mark.skipif(bool(POSTGRES), reason="a copy is made of a SQLite file only")
def test_a_migration_that_commits_by_itself_is_undone_from_the_copy(
    app: Askwell, cast: Cast, newer: Path
) -> None:
    factories.question(app, cast.carla)
    start = head(app)
    add(newer, "good", start, "    op.add_column('question', sa.Column('mood', sa.Text()))")
    rude = (
        "    op.get_bind().connection.driver_connection.execute('COMMIT')\n    op.execute('SELECT nonsense')"
    )
    add(newer, "rude", "good", rude)
    done = app.test_cli_runner().invoke(args=["db-upgrade"])
    assert "the copy made beforehand was put back" in done.output
    assert (head(app), "mood" in columns(app, "question"), count(app, "question")) == (start, False, 1)


def test_rows_that_would_point_at_nothing_stop_it(app: Askwell, cast: Cast, newer: Path) -> None:
    factories.question(app, cast.carla)
    add(newer, "loses", head(app), "    op.execute('DELETE FROM topic')")
    done = app.test_cli_runner().invoke(args=["db-upgrade"])
    assert done.exit_code == 1
    assert count(app, "topic") == 1
