"""The first and the second start of somebody who has only Python and make."""

from __future__ import annotations

import ast
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import until
from tests.tooling.workshop import ROOT, Outcome, fresh_copy, run, with_environment

PYTHON = sys.executable
NOBODY_ANSWERS = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_FIND_LINKS": "",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh clone, as far as the tooling goes."""
    return fresh_copy(tmp_path)


def test_bare_make_prints_every_target() -> None:
    said = run(["make"]).said
    for target in ("run", "test", "check", "lint", "bench", "seed", "lock", "test-postgres"):
        assert f"make {target} " in said


def test_make_without_python_says_what_to_install(checkout: Path) -> None:
    outcome = run(["make", "run", "PYTHON=no-such-python"], cwd=checkout)
    assert outcome.status != 0
    assert "needs Python 3.11" in outcome.sentence()


def test_old_python_is_told_in_one_sentence(checkout: Path) -> None:
    old = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['scripts/bootstrap.py'];"
        "runpy.run_path('scripts/bootstrap.py', run_name='__main__')"
    )
    outcome = run([PYTHON, "-c", old], cwd=checkout, PATH=str(checkout))
    assert outcome.status == 1
    assert "found only 3.9" in outcome.sentence()
    assert not (checkout / ".venv").exists()


def test_old_python_hands_over_to_a_newer_one(checkout: Path) -> None:
    newer = checkout / "python3.12"
    newer.write_text('#!/bin/sh\necho "taken over by $0 with $1"\n')
    newer.chmod(0o755)
    old = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0); sys.argv = ['scripts/bootstrap.py'];"
        "runpy.run_path('scripts/bootstrap.py', run_name='__main__')"
    )
    outcome = run([PYTHON, "-c", old], cwd=checkout, PATH=str(checkout))
    assert outcome.said == f"taken over by {newer} with scripts/bootstrap.py\n"


def test_bootstrap_can_be_read_by_an_old_python() -> None:
    ast.parse((ROOT / "scripts" / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_python_without_venv_is_told_what_to_install(checkout: Path) -> None:
    (checkout / "scripts" / "ensurepip.py").write_text("")  # found first, and then hidden:
    hide = (
        "import sys, importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda name, *a: None if name == 'ensurepip' else find(name, *a);"
        "sys.path.insert(0, 'scripts'); import bootstrap; bootstrap.main()"
    )
    outcome = run([PYTHON, "-c", hide], cwd=checkout)
    assert outcome.status == 1
    assert "python3-venv" in outcome.sentence()


def test_second_start_needs_no_network_and_no_time(
    checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No pip is called, nor anything else: only the start script itself and what was asked for."""
    with_environment(checkout)
    watched = tmp_path_factory.mktemp("watched")
    note = f"import sys; open({str(watched / 'started')!r}, 'a').write(' '.join(sys.orig_argv[1:]) + '\\n')"
    (watched / "sitecustomize.py").write_text(note)
    outcome = run(
        [PYTHON, "scripts/bootstrap.py", "--dev", "-c", "print('started')"],
        cwd=checkout, PYTHONPATH=str(watched), **NOBODY_ANSWERS,
    )  # fmt: skip
    assert (outcome.status, outcome.said) == (0, "started\n")
    programs = (watched / "started").read_text().splitlines()
    assert programs == ["scripts/bootstrap.py --dev -c print('started')", "-c print('started')"]


def test_changed_pins_are_noticed_and_no_network_is_one_sentence(checkout: Path) -> None:
    with_environment(checkout)
    before = (checkout / "requirements.txt").read_text()
    # The environment is this test's own Python, which must not change: pip fails before it writes anything.
    (checkout / "requirements.txt").write_text("askwell-no-such-library==1 --hash=sha256:" + "0" * 64 + "\n")
    outcome = run([PYTHON, "scripts/bootstrap.py"], cwd=checkout, **NOBODY_ANSWERS)
    assert outcome.status == 1
    first, last = outcome.said.splitlines()
    assert first.startswith("Installing the libraries")
    assert last.startswith("The libraries could not be downloaded")
    assert last.endswith(".")
    # Going back to the old pins must not trust what the broken installation left.
    (checkout / "requirements.txt").write_text(before)
    assert _up_to_date(checkout) is False


@pytest.mark.slow
@pytest.mark.parametrize("progress", ["pyvenv.cfg", "bin/python", "lib*/python*/site-packages/pip"])
def test_interrupted_first_start_does_not_spoil_the_next(checkout: Path, progress: str) -> None:
    """Somebody presses Ctrl-C, or the power goes, while the environment is being made."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (checkout / name).write_text("")  # nothing to download
    first = subprocess.Popen([PYTHON, "scripts/bootstrap.py"], cwd=checkout, start_new_session=True)
    until(lambda: list((checkout / ".venv").glob(progress)), progress)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    (checkout / "requirements.txt").write_text("# changed, so that pip is called\n")
    outcome = run(
        [PYTHON, "scripts/bootstrap.py", "-c", "import pip._internal.cli.main as m; m.main(['check'])"],
        cwd=checkout,
    )
    assert outcome.status == 0, outcome.said
    assert outcome.said.splitlines()[-1] == "No broken requirements found."
    assert not (checkout / ".venv" / "askwell-unfinished").exists()


def test_half_filled_environment_is_not_built_upon(checkout: Path) -> None:
    """A killed pip may leave half a library that looks installed."""
    with_environment(checkout)
    ask = "import sys; sys.path.insert(0, 'scripts'); import setup_environment as s; print(s.usable('.venv'))"
    assert run([PYTHON, "-c", ask], cwd=checkout).said == "True\n"
    (checkout / ".venv" / "askwell-unfinished").touch()
    assert run([PYTHON, "-c", ask], cwd=checkout).said == "False\n"


def test_moved_checkout_is_noticed(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with_environment(checkout)
    moved = tmp_path_factory.mktemp("elsewhere") / "askwell"
    checkout.rename(moved)
    ask = "import sys; sys.path.insert(0, 'scripts'); import bootstrap as b; print(b.up_to_date(b.wanted_stamp(['run'])))"
    assert run([PYTHON, "-c", ask], cwd=moved).said == "False\n"


def test_unwritable_folder_is_one_sentence(checkout: Path) -> None:
    outcome = _in_read_only(checkout, [PYTHON, "scripts/bootstrap.py", "-c", "pass"])
    assert outcome.status == 1
    assert "cannot be written" in outcome.sentence()


def _up_to_date(folder: Path) -> bool:
    ask = "import sys; sys.path.insert(0, 'scripts'); import bootstrap as b; print(b.up_to_date(b.wanted_stamp(['run'])))"
    return {"True\n": True, "False\n": False}[run([PYTHON, "-c", ask], cwd=folder).said]


def _in_read_only(folder: Path, command: list[str]) -> Outcome:
    if os.geteuid() != 0:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            return run(command, cwd=folder, PYTHONDONTWRITEBYTECODE="1")
        finally:
            folder.chmod(0o755)
    # Permissions don't stop root; a read-only mount in a namespace of its own does.
    mount = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$1" && shift && exec "$@"'
    if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
        (folder / ".venv").write_text("a file where the folder should be")
        return run(command, cwd=folder)
    return run(["unshare", "-m", "sh", "-c", mount, "sh", str(folder), *command], cwd=folder)
