"""`make run`, up to the point where the site itself begins: what is said when it cannot open."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.run import preparation
from forum.run.preparation import CannotStart
from tests.ports import free_port
from tests.tooling.workshop import Outcome, run


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def start(folder: Path, **environment: str) -> Outcome:
    """`python -m forum.run` for a site in `folder`."""
    return run([sys.executable, "-m", "forum.run"], ASKWELL_INSTANCE_DIR=str(folder), **environment)


def test_taken_port_is_one_sentence_that_names_another(tmp_path: Path, taken_port: int) -> None:
    outcome = start(tmp_path, PORT=str(taken_port))
    assert outcome.status == 1
    assert f"Port {taken_port} is taken" in outcome.sentence()
    assert f"PORT={taken_port + 1}" in outcome.sentence()
    assert list(tmp_path.iterdir()) == [], "nothing may be begun"


def test_nonsense_port_is_one_sentence(tmp_path: Path) -> None:
    outcome = start(tmp_path, PORT="eight")
    assert outcome.status == 1
    assert "PORT=eight is not a port number" in outcome.sentence()


@pytest.mark.parametrize("given", ["0", "70000", "-1", "80 80", "٨٠"])
def test_no_nonsense_is_a_port(given: str) -> None:
    with pytest.raises(CannotStart, match="is not a port number"):
        preparation.chosen_port({"PORT": given})


def test_unwritable_instance_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "instance").write_text("a file where the folder should be")
    outcome = start(tmp_path / "instance", PORT=str(free_port()))
    assert outcome.status == 1
    assert "cannot be written" in outcome.sentence()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ASKWELL_BASE_URL", "forum.example.com"),
        ("ASKWELL_MAIL_URL", "pigeon://post"),
        ("ASKWELL_DEFAULT_LANGUAGE", "xx"),
    ],
)
def test_wrong_setting_is_named_in_one_sentence(tmp_path: Path, setting: str, value: str) -> None:
    outcome = start(tmp_path, PORT=str(free_port()), **{setting: value})
    assert outcome.status == 1
    assert setting in outcome.sentence()


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("nonsense", "not an address"),
        ("oracle+nothing://x", "not an address"),
        ("postgresql+psycopg://nobody@127.0.0.1:9/none", "cannot be used"),
        ("sqlite:////no/such/folder/askwell.db", "cannot be used"),
    ],
)
def test_database_that_is_not_there_is_one_sentence(tmp_path: Path, address: str, word: str) -> None:
    outcome = start(tmp_path, PORT=str(free_port()), ASKWELL_DATABASE_URL=address)
    assert outcome.status == 1
    assert word in outcome.sentence()
    assert "ASKWELL_DATABASE_URL" in outcome.sentence()


def test_unforeseen_failure_is_one_sentence_and_the_story_is_kept(tmp_path: Path) -> None:
    with pytest.raises(CannotStart) as said, preparation.explained(tmp_path):
        raise ZeroDivisionError("by surprise")
    assert str(tmp_path / "start-error.log") in str(said.value)
    assert "by surprise" in (tmp_path / "start-error.log").read_text()


def test_demo_is_wanted_unless_refused() -> None:
    assert preparation.wants_demo({})
    assert preparation.wants_demo({"DEMO": "1"})
    assert not preparation.wants_demo({"DEMO": "0"})


def test_make_passes_port_and_demo_on() -> None:
    shown = run(["make", "--eval", "show: ; @echo $$PORT $$DEMO", "show", "PORT=8123", "DEMO=0"])
    assert shown.said == "8123 0\n"
