"""A copy of the checkout's tooling in a folder of its own, to break without harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Outcome:
    """How a command ended and what it said."""

    status: int
    said: str

    def sentence(self) -> str:
        """The one line that was said; fails when it was more or less than one sentence, or a traceback."""
        lines = [line for line in self.said.splitlines() if line.strip() and not line.startswith("make")]
        assert len(lines) == 1, self.said
        assert lines[0].endswith("."), lines[0]
        return lines[0]


#: What `make test` sets for itself, and a command under test must not inherit.
OURS = (
    "MAKEFLAGS",
    "MAKELEVEL",
    "MFLAGS",
    "MAKEOVERRIDES",
    "PORT",
    "DEMO",
    "FAST",
    "ARGS",
    "CI",
    "ASKWELL_DATABASE_URL",
)


def environment_of_a_person() -> dict[str, str]:
    """The environment as in a fresh terminal."""
    return {name: value for name, value in os.environ.items() if name not in OURS}


def run(
    command: list[str], *, cwd: Path = ROOT, seconds: float = 2 * PATIENCE_SECONDS, **environment: str
) -> Outcome:
    """Run a command without input, with these variables on top of the environment."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**environment_of_a_person(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    return Outcome(done.returncode, done.stdout + done.stderr)


def fresh_copy(folder: Path) -> Path:
    """A checkout with the tooling only and no environment yet."""
    shutil.copytree(ROOT / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def with_environment(folder: Path) -> Path:
    """Give the copy an environment that looks installed: this test's own Python behind a matching stamp."""
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)
    ask = "import sys; sys.path.insert(0, 'scripts'); import bootstrap; print(bootstrap.wanted_stamp(['run', 'dev']))"
    stamp = eval(run([sys.executable, "-c", ask], cwd=folder).said)  # our own dict, printed by our own script
    (folder / ".venv" / "askwell-stamp").write_text(
        "".join(f"{name} {value}\n" for name, value in stamp.items())
    )
    return folder
