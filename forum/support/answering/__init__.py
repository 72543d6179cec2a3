"""Answering a case: public or private, with what fits beside the reply; what is used is counted."""

from __future__ import annotations

from importlib import import_module

from forum.core import personal_data as register_of


def set_up() -> None:
    """Its pages and the register entries."""
    import_module("forum.support.answering.panel")
    register_of.register(*import_module("forum.support.answering.personal_data").ENTRIES)
