"""The pages of questions and answers."""

from forum.threads.views import (
    answering,
    asking,
    editing,
    files,
    history,
    judging,
    lists,
    reading,
    solving,
    suggesting,
)
from forum.threads.views.blueprint import bp

__all__ = [
    "answering",
    "asking",
    "bp",
    "editing",
    "files",
    "history",
    "judging",
    "lists",
    "reading",
    "solving",
    "suggesting",
]
