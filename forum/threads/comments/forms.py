"""Checking what comes in. Sentences are keys; pages translate them."""

from __future__ import annotations

from forum.core.text import N_
from forum.threads.comments.policy import CHARS_MAX


def check(body: str) -> dict[str, str]:
    """What is wrong with the words of a comment."""
    if not body.strip():
        return {"body": N_("Write something first.")}
    if len(body) > CHARS_MAX:
        return {"body": N_("A comment is at most 600 characters long. Post an answer for more.")}
    return {}
