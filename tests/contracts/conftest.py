"""One site for all of it, opened once a process: every test brings words of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.outside import PASSWORD, Commands, Site, opened, write

ROLES = {"carla": "customer", "bob": "customer", "ana": "agent", "ada": "agent",
         "mo": "moderator", "root": "admin"}  # fmt: skip
WITH_KEYS = ("carla", "ana", "ada", "mo")
TOPICS = [
    {"type": "topic", "id": "cards", "name": {"en": "Cards", "fr": "Cartes"}, "promise_hours": 24},
    {"type": "topic", "id": "parcels", "name": {"en": "Parcels"}, "promise_hours": 8},
]


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    """The commands of a site that nobody has prepared."""
    return Commands(tmp_path / "instance")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An open site with two topics and a person of each role, who have API tokens."""
    folder = tmp_path_factory.mktemp("site")
    site = Site(folder / "instance")
    site.run("import", str(write(folder / "topics.jsonl", *TOPICS)))
    site.people = {name: f"{name}@example.com" for name in ROLES}
    creations = [
        ("user", "create", "--email", site.people[name], "--role", role, "--password-stdin")
        for name, role in ROLES.items()
    ]
    for name, said in zip(ROLES, site.in_one(*creations, typed=PASSWORD + "\n"), strict=True):
        assert site.people[name] in said
    keys = [
        ("token", "create", site.people[name], "--scope", "read", "--scope", "write") for name in WITH_KEYS
    ]
    site.tokens = {}
    for name, said in zip(WITH_KEYS, site.in_one(*keys), strict=True):
        (site.tokens[name],) = said.splitlines()
    with opened(site):
        yield site
    log = (site.folder / "log.txt").read_text()
    assert "Traceback" not in log, log[-5000:]
