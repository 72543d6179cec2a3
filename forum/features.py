"""The features, lowest tier first. A feature may call the ones above its line here, never below."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

FEATURES = (
    "search",
    "accounts",
    "notifications",
    "votes",
    "flags",
    "reviews",
    "spam",
    "pictures",
    "attachments",
    "hours",
    "groups",
    "topics",
    "threads",
    "knowledge",
    "quotes",
    "reputation",
    "profiles",
    "routing",
    "welcome",
    "support",
    "moderation",
    "privacy",
    "insights",
    "feeds",
    "home",
    "weekly",
    "team",
    "widget",
    "brand",
    "administration",
    "api",
    "importing",
    "backup",
    "demo",
)


def import_models() -> None:
    """Load every table, so that metadata is whole (migrations, tests)."""
    for module in (
        "audit",
        "choices",
        "consents",
        "drafts",
        "forms",
        "freshness",
        "jobs",
        "rate_limits",
        "timetable",
    ):
        import_module(f"forum.core.{module}")
    for feature in FEATURES:
        if find_spec(f"forum.{feature}.models") is not None:
            import_module(f"forum.{feature}.models")


def set_up(app: Flask) -> None:
    """Let each feature register its views, jobs, commands, targets and personal data."""
    import_models()
    for feature in FEATURES:
        import_module(f"forum.{feature}").set_up(app)
