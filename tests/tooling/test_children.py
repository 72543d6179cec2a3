"""One terminal, one Ctrl-C: children are kept running, and none outlives the supervisor."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forum.run.children import GRACE_SECONDS
from tests.patience import PATIENCE_SECONDS
from tests.patience import until as until_true
from tests.tooling.workshop import ROOT

#: Writes its process id, says so, and waits.
CALM = (
    "import os, sys, signal; open(sys.argv[1], 'w').write(str(os.getpid())); print('ready'); signal.pause()"
)
#: Tells of an interrupt, and takes its time over a polite request.
AT_WORK = (
    "import os, sys, signal, time; signal.signal(signal.SIGINT, lambda *_: print('interrupted', flush=True));"
    "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), print('finished', flush=True), os._exit(0)));"
    "open(sys.argv[1], 'w').write(str(os.getpid()))\n"
    "while True: time.sleep(60)"
)
#: Hears polite requests and stays, with a child of its own.
STUBBORN = (
    "import os, sys, signal, time; signal.signal(signal.SIGTERM, lambda *_: print('asked', flush=True)); child = os.fork();"
    "name = sys.argv[1] + ('' if child else '-child'); open(name, 'w').write(str(os.getpid()));\n"
    "while True: time.sleep(60)"
)
FAULTY = "import sys; sys.exit('I lack something')"
#: What must happen may be slow where everything runs at once; what must not is never waited for.
PATIENCE = PATIENCE_SECONDS

Keep = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Keep]:
    """Start a supervisor of these children; it is gone after the test."""
    started = []

    def keep(*sources: str, opens: float = PATIENCE, grace: float = PATIENCE) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.tooling.keeper"]
        command += [str(tmp_path), str(opens), str(grace), *sources]
        started.append(
            subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,  # a foreground group of its own, as in a terminal
            )
        )
        return started[-1]

    yield keep
    for process in started:
        while (
            process.poll() is None
        ):  # asked again, it ends its children's children at once; killed, it could not
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)


def until(process: subprocess.Popen[str], line: str) -> list[str]:
    """Read what the supervisor prints up to and with this line."""
    seen = []
    for said in process.stdout or ():
        seen.append(said.rstrip())
        if seen[-1] == line:
            return seen
    raise AssertionError(f"it never said {line!r}: {seen}")


def gone(pid: int) -> bool:
    """Wait until the process has ended (a zombie has ended)."""

    def ended() -> bool:
        try:
            os.kill(pid, 0)
            return ") Z " in Path(f"/proc/{pid}/stat").read_text()
        except (ProcessLookupError, FileNotFoundError):
            return True

    return until_true(ended, f"the end of process {pid}")


def pid(path: Path) -> int:
    """The process id that a child left, as soon as it is there."""
    return int(until_true(lambda: path.exists() and path.read_text(), f"writing {path}"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_all(keep: Keep, tmp_path: Path, number: int) -> None:
    supervisor = keep(CALM, CALM)
    seen = until(supervisor, "open")
    assert {"child0 | ready", "child1 | ready"} >= {line for line in seen if "|" in line}
    supervisor.send_signal(number)
    assert until(supervisor, "closed")
    assert supervisor.wait(PATIENCE) == 0
    assert gone(pid(tmp_path / "0"))
    assert gone(pid(tmp_path / "1"))


def test_what_is_not_needed_for_the_first_answer_starts_after_it(keep: Keep, tmp_path: Path) -> None:
    slow = "import time; time.sleep(0.5)\n" + CALM
    supervisor = keep(slow, "# later\n" + CALM)
    until(supervisor, "open")
    assert pid(tmp_path / "1")
    assert (tmp_path / "0").stat().st_mtime_ns < (tmp_path / "1").stat().st_mtime_ns


def test_ctrl_c_of_the_terminal_reaches_the_children_only_as_a_polite_request(
    keep: Keep, tmp_path: Path
) -> None:
    """A terminal interrupts the whole foreground group; a worker in the midst of a job must not be torn out of it."""
    supervisor = keep(AT_WORK)
    until(supervisor, "open")
    os.killpg(supervisor.pid, signal.SIGINT)
    assert [line for line in until(supervisor, "closed") if "|" in line] == ["child0 | finished"]
    assert supervisor.wait(PATIENCE) == 0


def test_stubborn_child_and_its_children_end_within_five_seconds(keep: Keep, tmp_path: Path) -> None:
    assert GRACE_SECONDS <= 4, "the rest of the five is for ending what is deaf"
    supervisor = keep(CALM, STUBBORN, grace=0.5)
    until(supervisor, "open")
    grandchild = pid(tmp_path / "1-child")
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(PATIENCE) == 0
    assert gone(pid(tmp_path / "1"))
    assert gone(grandchild)


def test_second_ctrl_c_waits_no_longer(keep: Keep, tmp_path: Path) -> None:
    supervisor = keep(STUBBORN, grace=10 * PATIENCE)
    until(supervisor, "open")
    pid(tmp_path / "0-child")
    supervisor.send_signal(signal.SIGINT)
    until(supervisor, "child0 | asked")  # two signals at the same moment would be one
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(PATIENCE) == 0


def test_killed_child_is_started_again_and_what_it_left_is_ended(keep: Keep, tmp_path: Path) -> None:
    supervisor = keep(CALM, STUBBORN)
    until(supervisor, "open")
    first, grandchild = pid(tmp_path / "1"), pid(tmp_path / "1-child")
    (tmp_path / "1").unlink()
    os.kill(first, signal.SIGKILL)
    until(supervisor, "child1 | ended (killed by SIGKILL), starting it again")
    assert pid(tmp_path / "1") != first
    assert gone(grandchild), "it would still hold the port"


def test_child_that_cannot_start_ends_all_with_one_sentence(keep: Keep, tmp_path: Path) -> None:
    supervisor = keep(CALM, FAULTY)
    said, _ = supervisor.communicate(timeout=PATIENCE)
    lines = said.splitlines()
    assert supervisor.returncode == 1
    assert lines.count("child1 | I lack something") >= 3  # more where the machine stood still meanwhile
    assert any(line.startswith("The child1 process ended 3 times right after its start") for line in lines)
    assert "Traceback" not in said
    assert gone(pid(tmp_path / "0"))


def test_site_that_never_answers_is_given_up(keep: Keep) -> None:
    supervisor = keep("import signal; signal.pause()", opens=0.5)
    said, _ = supervisor.communicate(timeout=PATIENCE)
    assert supervisor.returncode == 1
    assert "did not answer" in said


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parent")
def test_killed_supervisor_leaves_nobody_behind(keep: Keep, tmp_path: Path) -> None:
    supervisor = keep(CALM)
    until(supervisor, "open")
    supervisor.kill()
    assert gone(pid(tmp_path / "0"))
