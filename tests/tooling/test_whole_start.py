"""`make run` as a newcomer meets it: the demo is open, survives a killed server, and one Ctrl-C ends all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port
from tests.tooling.workshop import ROOT, environment_of_a_person

CLOSE_SECONDS = PATIENCE_SECONDS


@pytest.fixture
def port() -> int:
    """A free port."""
    return free_port()


@contextmanager
def started(folder: Path, port: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The site of `folder`, open when it is given, surely ended afterwards."""
    ours = {"ASKWELL_INSTANCE_DIR": str(folder), "PORT": str(port)}
    env = {**environment_of_a_person(), **ours, **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "forum.run"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_until_open(process, port)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(CLOSE_SECONDS)


def wait_until_open(process: subprocess.Popen[str], port: int) -> None:
    """Until /healthz answers 200."""

    def open_now() -> bool:
        assert process.poll() is None, process.communicate()[0]
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE_SECONDS) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    until(open_now, "opening the site")


def page(port: int, path: str) -> str:
    """The text of a page that must answer 200."""
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE_SECONDS) as answer:
        return str(answer.read().decode())


@pytest.mark.slow
def test_newcomer_starts_stops_and_starts_again(tmp_path: Path, port: int) -> None:
    with started(tmp_path, port) as first:
        assert "<h1" in page(port, "/")
        questions = len(re.findall(r'href="/questions/\d+', page(port, "/questions")))
        assert questions > 0, "the demo is there"
        first.send_signal(signal.SIGINT)
        said, _ = first.communicate(timeout=CLOSE_SECONDS)
    assert first.returncode == 0
    assert f"http://127.0.0.1:{port}" in said
    for email in (
        "carla@example.com",
        "ana@example.com",
        "mo@example.com",
        "root@example.com",
        "askwell-demo",
    ):
        assert email in said
    assert "WARNING" in said
    assert said.rstrip().endswith("Askwell is closed.")
    assert "Traceback" not in said

    with started(tmp_path, port) as second:
        again = len(re.findall(r'href="/questions/\d+', page(port, "/questions")))
        assert again == questions, "the demo is loaded once"
        second.send_signal(signal.SIGTERM)
        assert second.wait(CLOSE_SECONDS) == 0


@pytest.mark.slow
def test_killed_web_server_is_back(tmp_path: Path, port: int) -> None:
    with started(tmp_path, port, DEMO="0") as site:
        assert site.stdout is not None
        os.kill(_web_server(site.pid), signal.SIGKILL)
        for line in site.stdout:
            if line.startswith("web    | ended (killed by SIGKILL)"):
                break
        wait_until_open(site, port)
        site.send_signal(signal.SIGINT)
        rest, _ = site.communicate(timeout=CLOSE_SECONDS)
        assert "askwell-demo" not in rest
        assert "Address already in use" not in rest


def _web_server(supervisor: int) -> int:
    shown = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    found = [row.split(None, 2) for row in shown.splitlines()]
    return next(int(pid) for pid, parent, args in found if int(parent) == supervisor and "gunicorn" in args)


def test_application_holds_nothing_that_a_fork_would_share(tmp_path: Path) -> None:
    """The web server loads the application once and forks: that is safe only while nothing is open."""
    ask = (
        "import os, threading; before = set(os.listdir('/dev/fd'));"
        "from forum import create_app; app = create_app();"
        "print(threading.active_count(), len(set(os.listdir('/dev/fd')) - before))"
    )
    env = {**os.environ, "ASKWELL_INSTANCE_DIR": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    ).stdout
    assert said == "1 0\n"
