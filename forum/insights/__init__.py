"""Insights: what the product is worth to its readers, measured."""

from __future__ import annotations

from flask import Flask


def set_up(app: Flask) -> None:
    """Nothing to register yet but the tables."""
