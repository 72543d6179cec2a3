"""What moderators do to posts: the deeds of `threads.actions`, with a reason that the author is told."""

from __future__ import annotations

from collections.abc import Callable

from forum.core.errors import Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean_line
from forum.moderation import notices, policy
from forum.moderation.discipline import recording
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from forum.threads.queries import kind_of, locked_answer, locked_question

MEASURES = ("hiding", "deletion", "closure")  # told to the author, who may say something to them

_post_deeds: dict[str, Callable[[Question | Answer, Viewer, str], bool | None]] = {
    "hiding": threads.hide,
    "showing": threads.show,
    "deletion": threads.delete,
    "restoration": threads.restore,
}
_question_deeds: dict[str, Callable[[Question, Viewer, str], None]] = {
    "closure": threads.close,
    "reopening": threads.reopen,
}


def moderate(post: Question | Answer, deed: str, by: Viewer, because: str = "", quiet: bool = False) -> bool:
    """Do `deed` (one of `policy.REASON_NEEDED`) and tell the author. False when it was done already.

    `quiet`: whoever does many at once tells of them together.

    Raises `NotAllowed`; `NotFound` for a deed that there is not; `Invalid` without a reason where one is needed.
    """
    if deed not in policy.REASON_NEEDED or (isinstance(post, Answer) and deed in policy.ONLY_QUESTIONS):
        raise NotFound()
    because = clean_line(because)
    if policy.REASON_NEEDED[deed] and not because:
        message = N_("Say why: whoever wrote it reads it.")
        raise Invalid(message, {"because": message})
    if len(because) > policy.BECAUSE_MAX_CHARS:
        message = N_("This is too long: one or two sentences are enough.")
        raise Invalid(message, {"because": message})
    if isinstance(post, Answer):
        question, current = locked_answer(post.id)
        post = current
    else:
        question = post = locked_question(post.id)
    ensure(policy.can_moderate(by, question.topic_id), policy.ANOTHER_TOPIC)
    if deed not in policy.deeds_for(post):
        return False
    if isinstance(post, Question) and deed in _question_deeds:
        _question_deeds[deed](post, by, because)
    else:
        _post_deeds[deed](post, by, because)
    _remember(deed, post, by, because)
    if not quiet:
        notices.moderated(deed, question, post, by, because)
    return True


def _remember(deed: str, post: Question | Answer, by: Viewer, because: str) -> None:
    """For whoever wrote it: what was decided, and when it was undone."""
    target = f"{kind_of(post)}:{post.id}"
    if deed in recording.ENDS:
        recording.ended(recording.ENDS[deed], target, by, because)
    elif deed in MEASURES:
        recording.took(deed, post.author_id, target, by, because)
