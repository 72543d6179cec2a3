"""Checking what comes in: for pages, the API and imports alike. Sentences are keys; pages translate them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from forum.core.text import N_, clean_line

TITLE_MIN_CHARS = 5  # less says nothing
TITLE_MIN_CHARS_CJK = 2  # two Chinese characters can be a question
TITLE_MAX_CHARS = 200
BODY_MAX_CHARS = 30_000
TAGS_MAX = 5
TAG_MAX_CHARS = 30

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_BETWEEN_TAGS = re.compile(r"[,;，、；\n]+")


def check_question(title: str, body: str, tags: Iterable[str], topic_known: bool) -> dict[str, str]:
    """What is wrong with a question: field -> sentence."""
    errors: dict[str, str] = {}
    shortest = TITLE_MIN_CHARS_CJK if _CJK.search(title) else TITLE_MIN_CHARS
    if len(title) < shortest:
        errors["title"] = N_("Say in a few words what your question is.")
    elif len(title) > TITLE_MAX_CHARS:
        errors["title"] = N_("This title is too long: at most 200 characters. Put the rest into the details.")
    errors |= check_body(body)
    if not topic_known:
        errors["topic"] = N_("Choose a topic.")
    return errors | check_tags(list(tags))


def check_body(body: str) -> dict[str, str]:
    """What is wrong with the text of a post."""
    if not body.strip():
        return {"body": N_("Write something first.")}
    if len(body) > BODY_MAX_CHARS:
        return {"body": N_("This text is too long: at most 30,000 characters.")}
    return {}


def check_tags(tags: list[str]) -> dict[str, str]:
    """What is wrong with tags."""
    if len(tags) > TAGS_MAX:
        return {"tags": N_("Use at most five tags.")}
    if any(len(tag) > TAG_MAX_CHARS for tag in tags):
        return {"tags": N_("A tag is at most 30 characters long.")}
    return {}


def read_tags(text: str) -> list[str]:
    """Tags of one line: "Card, Abroad" is ["card", "abroad"]; doubled ones once."""
    return clean_tags(_BETWEEN_TAGS.split(text))


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Each tag as it is stored: lower case, words joined by hyphens; empty and doubled ones dropped."""
    cleaned = (re.sub(r"[\s#]+", "-", clean_line(tag).casefold()).strip("-") for tag in tags)
    return list(dict.fromkeys(tag for tag in cleaned if tag))
