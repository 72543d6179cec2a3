"""The pinned files install anywhere: names, versions and hashes, nothing of the machine they were made on."""

from __future__ import annotations

import re

import pytest

from tests.tooling.workshop import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
BENCH = "requirements-bench.txt"


def _pins(name: str) -> dict[str, str]:
    blocks = re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / name).read_text())
    return {block.split("==")[0].lower(): block for block in blocks if "==" in block.split("\n")[0]}


@pytest.mark.parametrize(
    "name", [*FILES, BENCH, "requirements.in", "requirements-dev.in", "requirements-bench.in"]
)
def test_no_address_and_no_path(name: str) -> None:
    for line in (ROOT / name).read_text().splitlines():
        said = line.split("#")[0] if name.endswith(".in") else line
        assert "://" not in said, line
        assert not re.search(r"(?<!\w)/\w", said), line
        assert not re.match(
            r"\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b", said
        ), line


@pytest.mark.parametrize("name", FILES)
def test_everything_is_pinned_with_hashes(name: str) -> None:
    pins = _pins(name)
    assert len(pins) > 20
    for library, block in pins.items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), library


def test_what_benchmarks_add_is_pinned_with_hashes_too() -> None:
    assert not _pins("requirements.txt").keys() & _pins(BENCH).keys()
    for library, block in _pins(BENCH).items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), library
    assert "tantivy" in _pins(BENCH)


def test_compiled_libraries_have_hashes_for_more_than_this_machine() -> None:
    assert _pins("requirements.txt")["numpy"].count("--hash") > 20


def test_what_tests_add_is_apart_and_starts_from_production() -> None:
    assert not _pins("requirements.txt").keys() & _pins("requirements-dev.txt").keys()
    assert "\n-r requirements.txt\n" in (ROOT / "requirements-dev.txt").read_text()
    assert "pytest" not in _pins("requirements.txt")


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_direct_library_has_a_reason_and_a_pin(name: str) -> None:
    pins = _pins(name.replace(".in", ".txt"))
    wanted = [line for line in (ROOT / name).read_text().splitlines() if line[:1].isalpha()]
    assert len(wanted) > 8
    for line in wanted:
        assert re.search(r" # .{10,}", line), f"no reason: {line}"
        library = re.match(r"[\w.-]+", line)
        assert library is not None, line
        assert library[0].lower() in pins, f"run `make lock`: {line}"
