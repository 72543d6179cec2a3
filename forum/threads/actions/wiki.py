"""Open an answer, so that trusted members keep it up to date, and close it again."""

from __future__ import annotations

from forum.core import audit, clock
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.threads import policy
from forum.threads.models import Answer
from forum.threads.queries import locked_answer


def open_wiki(answer: Answer, by: Viewer) -> None:
    """Trusted members may change it from now on, after it was accepted too; its author stays its author. Twice is once.

    Raises `NotAllowed`.
    """
    question, answer = locked_answer(answer.id)
    ensure(policy.can_open_wiki(by, answer, question))
    if answer.wiki_at is None:
        answer.wiki_at, answer.wiki_by_id = clock.now(), by.id
        audit.record(by, "opened to members", f"answer:{answer.id}")


def close_wiki(answer: Answer, by: Viewer, because: str = "") -> None:
    """Only its author and moderators change it from now on, as it stands now. Raises `NotAllowed`."""
    question, answer = locked_answer(answer.id)
    ensure(policy.can_close_wiki(by, answer, question))
    if answer.wiki_at is not None:
        answer.wiki_at = answer.wiki_by_id = None
        audit.record(by, "closed to members", f"answer:{answer.id}", because)
