"""A PostgreSQL of its own that can be killed and comes back: with fsync, as a real one."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts import with_postgres as postgres
from tests.patience import until


class Cluster:
    """Files of a server in `home`, and the server while it runs. `url`: its database "postgres" (SQLAlchemy, psycopg)."""

    def __init__(self, home: Path) -> None:
        folder, user = postgres.programs(), postgres.unprivileged()
        assert folder is not None
        self.folder, self.home = folder, home
        self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        if user:
            os.chown(home, user.pw_uid, user.pw_gid)
        self.port = postgres.free_port()
        made = [
            *(str(folder / "initdb"), "-D", str(home / "data"), "-U", "askwell", "--no-sync", "--auth=trust"),
            *("--encoding=UTF8", f"--locale={postgres.locale()}"),
        ]
        subprocess.run(made, **self.owner, cwd=home, capture_output=True, check=True)  # type: ignore[call-overload]
        self.url = f"postgresql+psycopg://askwell@127.0.0.1:{self.port}/postgres"
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers; tried again while the last one's memory is not yet given back."""
        until(self._started, "PostgreSQL coming back")

    def _started(self) -> bool:
        options = postgres.options(fsync=True)
        with (self.home / "log").open("a") as log:
            self.server = subprocess.Popen(
                [
                    *(str(self.folder / "postgres"), "-D", str(self.home / "data"), "-p", str(self.port)),
                    *("-k", str(self.home), *options),
                ],
                **self.owner,  # type: ignore[call-overload]
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return postgres.ready(self.folder, self.server, self.port)

    def kill(self) -> None:
        """-9 for the postmaster and all that it started."""
        children = [
            int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if self._is_child(path)
        ]
        for number in (self.server.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.server.wait()

    def _is_child(self, stat: Path) -> bool:
        try:
            return int(stat.read_text().rpartition(")")[2].split()[1]) == self.server.pid
        except OSError:  # it ended meanwhile
            return False


@contextmanager
def cluster(home: Path) -> Iterator[Cluster]:
    """One that is there within the block; the folder above `home` is ours alone."""
    home.mkdir()
    home.parent.chmod(0o711)  # PostgreSQL runs as somebody else
    found = Cluster(home)
    try:
        yield found
    finally:
        found.server.send_signal(signal.SIGQUIT)
        found.server.wait()
