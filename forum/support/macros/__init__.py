"""Macros: named texts that agents put into replies, with placeholders and, where wanted, effects on the case."""

from __future__ import annotations

from importlib import import_module

from forum.core import personal_data as register_of


def set_up() -> None:
    """Its pages and the register entries."""
    found = import_module("forum.support.macros.found")
    found.register()
    register_of.register(*import_module("forum.support.macros.personal_data").ENTRIES)
