"""Run a command with a throw-away PostgreSQL: with_postgres.py [--fsync] COMMAND...

Makes a cluster in a temporary folder, listening on a free loopback port with a random password, tells its address in
ASKWELL_TEST_DATABASE_URL, runs COMMAND and removes everything. PostgreSQL refuses to run as root: then it runs as
`postgres` or `nobody`. Without --fsync nothing is synced to disk: fast, and right for data that is thrown away.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 300
STARTS_MAX = 3  # another program may take the free port between our look and the start
NOT_FOUND = "PostgreSQL was not found: install its server (on Debian and Ubuntu: apt install postgresql) and run this again."


def programs() -> Path | None:
    """The folder with initdb and postgres, or None."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(told.stdout.strip()))
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    candidates += sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    return next((folder for folder in candidates if _complete(folder)), None)


def _complete(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "postgres", "pg_isready"))


def install() -> None:
    """Install Debian's package where this is root; elsewhere do nothing."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's postgresql, once ...", file=sys.stderr, flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "postgresql"]):
            subprocess.run(["apt-get", *command], env=env, capture_output=True, check=False)


def unprivileged() -> pwd.struct_passwd | None:
    """The user to become: None when we are not root already."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    sys.exit(
        "PostgreSQL cannot run as root and there is no user postgres or nobody: run this as another user."
    )


@contextmanager
def cluster(folder: Path, *, fsync: bool) -> Iterator[str]:
    """A running server; gives its address (SQLAlchemy, psycopg). It is stopped and removed at the end."""
    user = unprivileged()
    owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    with tempfile.TemporaryDirectory(prefix="askwell-postgres-") as home:
        data, password, secret = Path(home, "data"), secrets.token_urlsafe(24), Path(home, "password")
        secret.write_text(password)
        if user:
            for path in (home, secret):
                os.chown(path, user.pw_uid, user.pw_gid)
        made = subprocess.run(
            [
                *(str(folder / "initdb"), "-D", str(data), "-U", "askwell", "--no-sync"),
                *("--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", f"--locale={locale()}"),
            ],
            **owner,
            cwd=home,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            sys.exit(f"PostgreSQL could not make its files: {(made.stderr or made.stdout).strip()}")
        for _ in range(STARTS_MAX):
            port = free_port()
            with Path(home, "log").open("w") as log:
                server = subprocess.Popen(
                    [
                        str(folder / "postgres"),
                        "-D",
                        str(data),
                        "-p",
                        str(port),
                        "-k",
                        home,
                        *options(fsync=fsync),
                    ],
                    **owner,
                    cwd=home,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C ends the command first, then us, then the server
                )
            try:
                if ready(folder, server, port):
                    yield f"postgresql+psycopg://askwell:{password}@127.0.0.1:{port}/postgres"
                    return
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: what it holds is thrown away
                server.wait()
        sys.exit(f"PostgreSQL did not start: {Path(home, 'log').read_text().strip()[-500:]}")


def options(*, fsync: bool) -> list[str]:
    """Settings of the server: loopback only; two test processes open many connections."""
    settings = ["listen_addresses=127.0.0.1", "max_connections=200", "shared_buffers=128MB"]
    if not fsync:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    return [word for setting in settings for word in ("-c", setting)]


def locale() -> str:
    """C.UTF-8 where the system has it (Linux), so that letters beyond ASCII have an upper case; else C."""
    return "C.UTF-8" if sys.platform.startswith("linux") else "C"


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(folder: Path, server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server accepts connections; False when it ended or took too long."""
    until = time.monotonic() + START_SECONDS
    ask = [str(folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while time.monotonic() < until and server.poll() is None:
        if subprocess.run(ask, check=False).returncode == 0:
            return True
        time.sleep(0.05)
    return False


def main(arguments: list[str]) -> int:
    """The exit status of the command."""
    fsync = arguments[:1] == ["--fsync"]
    command = arguments[1:] if fsync else arguments
    if not command:
        sys.exit("Name a command to run: with_postgres.py [--fsync] COMMAND...")
    if programs() is None:
        install()
    folder = programs()
    if folder is None:
        sys.exit(NOT_FOUND)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster(folder, fsync=fsync) as url:
        try:
            return subprocess.run(
                command, env={**os.environ, "ASKWELL_TEST_DATABASE_URL": url}, check=False
            ).returncode
        except FileNotFoundError:
            sys.exit(f"There is no command {command[0]}.")
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
