"""The slow half of bootstrap.py: create `.venv` and install the pinned files into it. Standard library only."""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import NoReturn

Stop = Callable[[str], NoReturn]

UNFINISHED = "askwell-unfinished"  # there while an environment is being made or filled
NO_VENV = (
    "This Python cannot make environments: install its venv module "
    "(on Debian and Ubuntu: apt install python3-venv) and run this again."
)
# What pip writes -> what to do. The first that fits is said; signs of a missing network come after the certain ones,
# for pip warns about a slow network even when it then fails for another reason.
PIP_TROUBLE = (
    (
        ("No space left on device",),
        "The disk is full: make some room (about 500 MB) and run the same command again.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "A downloaded file is not the one that was pinned: empty pip's cache (python3 -m pip cache purge), "
        "run the same command again, and if it stays so, install nothing and tell us.",
    ),
    (
        ("Permission denied", "Read-only file system"),
        "The folder {root} cannot be written: copy Askwell to one you own, or change its owner.",
    ),
    (
        (
            "Connection",
            "NameResolutionError",
            "Timeout",
            "ProxyError",
            "SSLError",
            "Max retries",
            "name resolution",
        ),
        "The libraries could not be downloaded: connect this machine to the internet (the first start needs it, "
        "later ones do not) and run the same command again.",
    ),
    (
        ("Failed building wheel", "error: command", "No matching distribution found for"),
        "A library could not be installed on this Python or machine: read {log}, the last lines say which.",
    ),
)


def build(
    root: str, wanted: Mapping[str, str], have: Mapping[str, str], pinned: Mapping[str, str], stop: Stop
) -> None:
    """Bring `.venv` to `wanted` (see bootstrap.wanted_stamp); `have` is the stamp of the last time.

    `stop(sentence)` ends the program; it is called for every failure.
    """
    environment = os.path.join(root, ".venv")
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        stop(NO_VENV)
    try:
        if not usable(environment) or have.get("place", root) != root:
            create(environment, stop)
        # An old stamp must not vouch for an installation that is interrupted now, nor may half of one be built upon.
        remove(environment, "askwell-stamp")
        write(environment, UNFINISHED, "")
        kind = "dev" if "dev" in wanted else "run"
        install(root, environment, pinned[kind], stop)
        write(environment, "askwell-stamp", "".join(f"{name} {value}\n" for name, value in wanted.items()))
        remove(environment, UNFINISHED)
    except OSError as problem:
        stop(
            f"The folder {root} cannot be written ({problem.strerror}): copy Askwell to one you own, or change its owner."
        )


def usable(environment: str) -> bool:
    """Whether Python and pip are there: an environment left half-made, or whose Python went away, is not."""
    if os.path.exists(os.path.join(environment, UNFINISHED)):
        return False
    if not os.path.exists(os.path.join(environment, "bin", "python")):
        return False
    asked = [
        os.path.join(environment, "bin", "python"),
        "-c",
        "import sys; from pip._internal.commands import install; sys.exit(sys.version_info < (3, 11))",
    ]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def create(environment: str, stop: Stop) -> None:
    """A new environment with nothing but pip."""
    os.makedirs(environment, exist_ok=True)
    write(environment, UNFINISHED, "")
    python = os.path.join(environment, "bin", "python")
    for command in (
        [sys.executable, "-m", "venv", "--clear", "--without-pip", environment],
        [python, "-m", "ensurepip", "--default-pip"],
    ):
        made = subprocess.run(command, capture_output=True, text=True, check=False)
        if made.returncode:
            if "ensurepip" in made.stderr:
                stop(NO_VENV)
            stop("Python could not make the environment .venv: " + last_words(made.stdout + made.stderr))
        write(environment, UNFINISHED, "")  # --clear removed it


def write(environment: str, name: str, text: str) -> None:
    """Write one of our own files in the environment."""
    with open(os.path.join(environment, name), "w", encoding="utf-8") as file:
        file.write(text)


def remove(environment: str, name: str) -> None:
    """Remove one of our own files, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.remove(os.path.join(environment, name))


def install(root: str, environment: str, pinned_file: str, stop: Stop) -> None:
    """Install one pinned file, hashes checked; pip's own words go to a log."""
    print(f"Installing the libraries that {pinned_file} names; this takes a minute or so, once.", flush=True)
    command = [
        os.path.join(environment, "bin", "python"),
        *("-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2"),
        *("--require-hashes", "-r", os.path.join(root, pinned_file)),
    ]
    log = os.path.join(environment, "install.log")
    with open(log, "w", encoding="utf-8") as file:
        status = subprocess.run(
            command, cwd=root, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, check=False
        ).returncode
    if status:
        if status > 0:  # pip said why and changed nothing; a killed one may leave half a library
            remove(environment, UNFINISHED)
        with open(log, encoding="utf-8", errors="replace") as file:
            stop(trouble(file.read()).format(root=root, log=log))
    keep_our_commands(environment)


def keep_our_commands(environment: str) -> None:
    """flask-dramatiq, which the OpenID provider of the tests brings along, names a command `flask worker`; Flask prefers
    commands of libraries to ours of that name. It is used as a library only: its commands are taken out."""
    place = os.path.join(environment, "lib", "python*", "site-packages", "flask_dramatiq-*.dist-info")
    for named in glob.glob(os.path.join(place, "entry_points.txt")):
        os.remove(named)


def trouble(said: str) -> str:
    """What to do about a pip that failed saying `said`."""
    for words, sentence in PIP_TROUBLE:
        if any(word in said for word in words):
            return sentence
    return "pip could not install the libraries: read {log}, the last lines say why."


def last_words(said: str) -> str:
    """The last line of what a program said."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given."
