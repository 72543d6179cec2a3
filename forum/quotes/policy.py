"""Who may see who quotes an article, and say what follows."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least

LINKS_MAX = 20  # articles of one post that are remembered: more is a list of links, not a quotation
TOLD_AT_ONCE = 200  # posts whose readers one press tells
PEOPLE_TOLD_MAX = 200  # of one post, as of one answer (`forum.threads.policy`)


def can_see_quotes(viewer: Viewer) -> bool:
    """The list of all posts that quote an article is for the people who change it."""
    return at_least(viewer, "agent")


def can_check(viewer: Viewer) -> bool:
    """Say that a post is right although the article changed."""
    return at_least(viewer, "agent")


def can_tell(viewer: Viewer) -> bool:
    """Tell those who were told the old text."""
    return at_least(viewer, "agent")
