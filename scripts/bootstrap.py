"""Make the environment `.venv` as the pinned files say, then become the wanted program in it.

    python3 scripts/bootstrap.py [--dev] [MODULE_OR_FILE ARG...]

Plain Python, standard library only: it runs before anything is installed, and must still be readable by a
Python as old as 3.6 so that it can say so. pip is called only when a pinned file changed since the last time (the
stamp in `.venv` tells), so a second start needs no network. `-m MODULE` or a script file may follow; it takes
over this process, so that one Ctrl-C and one exit status are enough.

Every failure is one sentence that says what to do, and exit status 1.
"""

import hashlib
import os
import shutil
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
PINNED = {"run": "requirements.txt", "dev": "requirements-dev.txt"}


def stop(sentence: str) -> NoReturn:
    """Say what to do, and end."""
    sys.stdout.flush()
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)


def need_python() -> None:
    """Go on under Python 3.11 or newer: this one, else a newer one on the PATH, else say so."""
    if sys.version_info >= OLDEST:
        return
    for name in NEWER:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])  # noqa: S606
    found = ".".join(str(part) for part in sys.version_info[:2])
    stop(
        f"Askwell needs Python 3.11 or newer and found only {found}: install a newer Python 3 and run this again."
    )


def bin_folder() -> str:
    """Where the environment keeps its programs."""
    return os.path.join(ROOT, ".venv", "bin")


def wanted_stamp(kinds: list) -> dict:
    """What the stamp must contain for these kinds: the place (environments cannot be moved) and checksums."""
    stamp = {"place": ROOT}
    for kind in kinds:
        try:
            with open(os.path.join(ROOT, PINNED[kind]), "rb") as file:
                stamp[kind] = hashlib.sha256(file.read()).hexdigest()
        except FileNotFoundError:
            stop(f"{PINNED[kind]} is missing: get a whole checkout of Askwell and run this again.")
    return stamp


def read_stamp() -> dict:
    """The stamp of the last finished installation; empty when there is none."""
    try:
        with open(os.path.join(ROOT, ".venv", "askwell-stamp"), encoding="utf-8") as file:
            return dict(line.rstrip("\n").split(" ", 1) for line in file if " " in line)
    except OSError:
        return {}


def up_to_date(wanted: dict) -> bool:
    """Whether the environment is there, in its place, with everything that `wanted` names."""
    have = read_stamp()
    return all(have.get(name) == value for name, value in wanted.items()) and os.path.exists(
        os.path.join(bin_folder(), "python")
    )


def make(wanted: dict) -> None:
    """Create what is missing and install what changed; at most one process at a time does it."""
    import fcntl

    import setup_environment

    try:
        guard = os.open(ROOT, os.O_RDONLY)
        fcntl.flock(guard, fcntl.LOCK_EX)
    except OSError as problem:
        stop(f"The folder {ROOT} cannot be used ({problem.strerror}): copy Askwell to one you own.")
    try:
        if not up_to_date(wanted):  # another process may have done it while this one waited
            setup_environment.build(ROOT, wanted, read_stamp(), PINNED, stop)
    finally:
        os.close(guard)


def become(arguments: list) -> NoReturn:
    """Replace this process by Python of the environment with these arguments."""
    folder = bin_folder()
    os.environ["PATH"] = folder + os.pathsep + os.environ.get("PATH", os.defpath)
    os.environ["VIRTUAL_ENV"] = os.path.dirname(folder)
    os.environ.pop("PYTHONHOME", None)
    os.chdir(ROOT)
    python = os.path.join(folder, "python")
    os.execv(python, [python, *arguments])  # noqa: S606


def main() -> None:
    """See the module."""
    need_python()
    arguments = sys.argv[1:]
    kinds = ["run"]
    if arguments[:1] == ["--dev"]:
        arguments = arguments[1:]
        kinds.append("dev")
    wanted = wanted_stamp(kinds)
    if not up_to_date(wanted):
        make(wanted)
    if arguments:
        become(arguments)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("Stopped; the same command goes on from here.")
