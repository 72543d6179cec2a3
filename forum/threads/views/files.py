"""Files that come with a post: whoever may read the post may have them."""

from __future__ import annotations

from forum.attachments import places, policy, received
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.pictures import actions as pictures
from forum.threads import actions, queries
from forum.threads.actions import dressing
from forum.threads.models import Answer, Question
from forum.threads.views.received import me

ACCEPT = ",".join(f".{ending}" for ending in sorted({*policy.KINDS, *policy.PICTURES}))


def set_up() -> None:
    """Which forms take files, and who may have what came with them."""
    received.takes_files("threads.post_answer", "threads.save_answer", "threads.save_question")
    places.register("question", _may_see_question)
    places.register("answer", _may_see_answer)
    pictures.keep_named(dressing.named)


def take(post: Question | Answer) -> None:
    """The files of this request come to the post. Raises `Invalid` ("files"): answer with what takes the post back."""
    found = received.take(me(), f"{queries.kind_of(post)}:{post.id}")
    if found:
        actions.came_with(post, len(found))


def _may_see_question(number: int, viewer: Viewer) -> bool:
    try:
        queries.question(number, viewer)
    except NotFound:
        return False
    return True


def _may_see_answer(number: int, viewer: Viewer) -> bool:
    try:
        queries.answer(number, viewer)
    except NotFound:
        return False
    return True
