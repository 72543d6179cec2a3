"""`python -m forum.run`: prepare, serve, do the jobs, until Ctrl-C. `--seed` only prepares and loads the demo."""

from __future__ import annotations

import http.client
import os
import sys
from pathlib import Path

from forum.config import ROOT
from forum.run import preparation
from forum.run.children import Child, Supervisor, say
from forum.run.preparation import HOST, CannotStart

WEB_PROCESSES = 2
WEB_THREADS = 4


def main(arguments: list[str]) -> int:
    """The exit status: 0 after Ctrl-C, 1 when the site could not open (one sentence on stderr)."""
    os.chdir(ROOT)
    try:
        return _seed() if "--seed" in arguments else _serve()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _seed() -> int:
    folder = preparation.instance_folder(os.environ)
    with preparation.explained(folder):
        from forum.demo.load import load_demo

        loaded = load_demo(preparation.prepared_app())
    say(
        "The demo is loaded."
        if loaded
        else "The demo goes only into an empty site, and this one is not: nothing was changed."
    )
    return 0


def _serve() -> int:
    port, folder = preparation.ports_and_folder()
    with preparation.explained(folder):
        from forum.demo.load import demo_people, load_demo

        app = preparation.prepared_app()
        if preparation.wants_demo(os.environ):
            load_demo(app)
        people = demo_people(app)
        first_admin = preparation.first_admin(app)
    supervisor = Supervisor([_web(port), _worker()])
    supervisor.run(lambda: _answers(port), lambda: _welcome(port, people, first_admin))
    say("Askwell is closed.")
    return 0


def _web(port: int) -> Child:
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}"]
    command += ["--workers", str(WEB_PROCESSES), "--threads", str(WEB_THREADS), "--worker-class", "gthread"]
    # The application is loaded once and forked: it opens no connection, file or thread before the first request
    # (tests/tooling/test_whole_start.py), and a killed process is back at once.
    command += ["--preload", "--graceful-timeout", "2", "--no-control-socket", "--log-level", "warning"]
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat: on a slow disk it would kill healthy processes
    command += ["--worker-tmp-dir", str(memory)] if memory.is_dir() else []
    return Child("web", [*command, "wsgi:app"])


def _worker() -> Child:
    return Child("worker", [sys.executable, "-m", "flask", "--app", "wsgi", "worker"], after_opening=True)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _welcome(port: int, people: list[tuple[str, str]], first_admin: str | None) -> None:
    lines = ["", f"Askwell is open at http://{HOST}:{port}  (Ctrl-C closes it)"]
    if people:
        from forum.demo.load import PASSWORD

        width = max(len(email) for email, _ in people)
        lines += ["", f"Sign in as one of the demo people, password {PASSWORD}:"]
        lines += [f"    {email:{width}}  {role}" for email, role in people]
        lines += [
            "WARNING: everybody knows this password. These people exist only in the demo: never open it to others;"
        ]
        lines += ["for a real site start with an empty database and DEMO=0."]
    elif first_admin:
        lines += ["", "Make yourself its admin, with this link (once, within a day):"]
        lines += [f"    http://{HOST}:{port}/first-admin/{first_admin}"]
    say("\n".join([*lines, ""]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
