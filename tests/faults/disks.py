"""Disks that fail: only readable, or full. With mounts where that is allowed, else with what anybody may do."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in this folder can be changed."""
    if os.geteuid() != 0:  # permissions hold nobody back who is root
        kept = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
        for path in kept:
            path.chmod(0o500 if path.is_dir() else 0o400)
        try:
            yield
        finally:
            for path, mode in kept.items():
                path.chmod(mode)
        return
    _mount("--bind", str(folder), str(folder))
    try:
        _mount("-o", "remount,ro,bind", str(folder))
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def small(folder: Path, kilobytes: int) -> Iterator[None]:
    """This (empty) folder is a disk of so many kB. Skips the test where mounting is not allowed."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _mount(*arguments: str) -> None:
    if subprocess.run(["mount", *arguments], capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
