"""A site with something worth keeping, and empty places to restore into."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from click.testing import Result
from sqlalchemy.engine import make_url

from forum import Askwell, create_app
from forum.config import Settings
from forum.core.db import db
from tests.conftest import POSTGRES


def run(app: Askwell, *arguments: str | Path) -> Result:
    """A command, as typed."""
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def made(app: Askwell, folder: Path, *options: str) -> Path:
    """The file that `flask backup` wrote."""
    before = set(folder.glob("*.tar.gz"))
    done = run(app, "backup", "--to", folder, *options)
    assert done.exit_code == 0, (done.output, done.exception)
    (file,) = set(folder.glob("*.tar.gz")) - before
    return file


def elsewhere(folder: Path, name: str = "restored", url: str = "") -> Askwell:
    """A site without a database yet: on PostgreSQL when the tests run there, unless `url` says where."""
    folder.mkdir()
    if not url and POSTGRES:
        database = f"askwell_{name}_{os.getpid()}"
        server = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'))
            connection.execute(sa.text(f'CREATE DATABASE "{database}"'))
        server.dispose()
        url = make_url(POSTGRES).set(database=database).render_as_string(hide_password=False)
    settings = Settings(
        instance_dir=folder,
        database_url=url or f"sqlite:///{folder / 'askwell.db'}",
        search_url=f"whoosh:{folder / 'search'}",
        secret_key="another key, long enough to be one of them",
        sqlite_synchronous="OFF",
    )
    return create_app(settings, TESTING=True, AFTERWARDS_INLINE=True, CHEAP_PASSWORDS=True)


def members(file: Path) -> dict[str, bytes]:
    """What lies in a backup."""
    with tarfile.open(file) as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def packed(
    file: Path, contents: dict[str, bytes], also: Callable[[tarfile.TarFile], object] | None = None
) -> Path:
    """A backup with these members, in this order."""
    with gzip.open(file, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar:
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
            if also is not None:
                also(tar)
                also = None
    return file


def tables_there(app: Askwell) -> list[str]:
    """The tables of a site's database."""
    with app.app_context(), db.engine.connect() as connection:
        return sa.inspect(connection).get_table_names()
