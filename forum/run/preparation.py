"""All that must be right before the site can open; what is not becomes one sentence that says what to do."""

from __future__ import annotations

import os
import socket
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from forum.config import ROOT, in_words

if TYPE_CHECKING:
    from flask import Flask

HOST = "127.0.0.1"
PORT = 8000


class CannotStart(Exception):
    """The site cannot open; the message is one sentence for the person at the terminal."""


def chosen_port(environment: Mapping[str, str]) -> int:
    """`PORT`, or 8000. Raises CannotStart when it is no port number."""
    given = environment.get("PORT") or str(PORT)
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 65536:
        raise CannotStart(
            f"PORT={given} is not a port number: choose one from 1024 to 65535, as in make run PORT=8001."
        )
    return int(given)


def ensure_free(port: int) -> None:
    """Raise CannotStart when something else listens on this port of the loopback address."""
    other = port + 1 if port < 65535 else PORT
    taken = f"Port {port} is taken by another program: stop that one, or choose another port, as in make run PORT={other}."
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((HOST, port)) == 0:
            raise CannotStart(taken)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise CannotStart(
                f"Port {port} is reserved for root: choose one from 1024 up, as in make run PORT=8000."
            ) from None
        except OSError:
            raise CannotStart(taken) from None


def instance_folder(environment: Mapping[str, str]) -> Path:
    """The folder that holds what the site keeps, made and writable. Raises CannotStart when it is not."""
    folder = Path(environment.get("ASKWELL_INSTANCE_DIR") or ROOT / "instance")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as problem:
        raise CannotStart(
            f"The folder {folder} cannot be written ({problem.strerror}): change its owner, "
            "or name another one, as in make run ASKWELL_INSTANCE_DIR=$HOME/askwell."
        ) from None
    return folder


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what goes wrong inside into CannotStart; the whole story goes to `start-error.log` in `folder`."""
    try:
        yield
    except CannotStart:
        raise
    except Exception as problem:
        raise CannotStart(_sentence(problem, folder)) from problem


def _sentence(problem: Exception, folder: Path) -> str:
    from alembic.util import CommandError
    from pydantic import ValidationError
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

    from forum.core import migrate

    if isinstance(problem, ValidationError):
        return in_words(problem)
    if isinstance(problem, (ArgumentError, NoSuchModuleError)):
        return "ASKWELL_DATABASE_URL is not an address of SQLite or PostgreSQL: correct it and start again."
    if isinstance(problem, OperationalError):
        return migrate.cannot_be_used(problem)
    if isinstance(problem, CommandError) and "locate revision" in str(problem):
        return "The database was made by a newer Askwell: update this copy, or choose another ASKWELL_DATABASE_URL."
    log = folder / "start-error.log"
    log.write_text("".join(traceback.format_exception(problem)))
    return f"Askwell could not start ({type(problem).__name__}): read {log}, or start with an empty instance folder."


def prepared_app() -> Flask:
    """The site with its schema up to date."""
    from forum import create_app
    from forum.core import migrate

    app = create_app()
    migrate.upgrade(app)
    return app


def wants_demo(environment: Mapping[str, str]) -> bool:
    """Everything but DEMO=0 asks for the demo."""
    return environment.get("DEMO", "").strip() != "0"


def ports_and_folder() -> tuple[int, Path]:
    """The free port and the writable folder of this start."""
    port = chosen_port(os.environ)
    ensure_free(port)
    return port, instance_folder(os.environ)


def first_admin(app: Flask) -> str | None:
    """The secret of the link that makes the first admin; None once there is one."""
    with app.app_context():
        from forum.accounts import actions
        from forum.core.db import db

        secret = actions.link_for_first_admin()
        db.session.commit()
        return secret
