"""Guides: resolution scripts made by leads, walked by agents beside a case; what was found stays on the case."""

from __future__ import annotations

from importlib import import_module

from forum.core import personal_data as register_of


def set_up() -> None:
    """Its pages and the register entries."""
    register_of.register(*import_module("forum.support.guides.personal_data").ENTRIES)
