"""Tell people, take it back, read what one was told, and choose how."""

from __future__ import annotations

from forum.notifications.actions.choosing import change_times, choose, end, resume
from forum.notifications.actions.reading import forget_old, read, read_all, read_of
from forum.notifications.actions.telling import take_back, tell, tell_followers, tell_many

__all__ = [
    "change_times",
    "choose",
    "end",
    "forget_old",
    "read",
    "read_all",
    "read_of",
    "resume",
    "take_back",
    "tell",
    "tell_followers",
    "tell_many",
]
