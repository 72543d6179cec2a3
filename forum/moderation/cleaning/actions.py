"""Take many posts of one account away, by a job; and give back exactly those."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, jobs, targets
from forum.core.db import db
from forum.core.errors import AskwellError, Conflict, Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.moderation import actions as posts
from forum.moderation.arranging.actions import reason
from forum.moderation.discipline import policy, recording
from forum.moderation.discipline.models import CleanUp
from forum.notifications.actions import tell
from forum.threads.comments import actions as comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question

JOB = "clean up"
POSTS_MAX = 500  # of one deed: what one can look over
DEEDS = {"hiding": "showing", "deletion": "restoration"}
WHERE = "/my/decisions"
MODELS: dict[str, type[Question] | type[Answer] | type[Comment]] = {
    "question": Question,
    "answer": Answer,
    "comment": Comment,
}


def clean_up(person: Person, chosen: Sequence[str], deed: str, by: Viewer, because: str) -> CleanUp:
    """Hide or delete these posts of hers soon, in one job; she is told once. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_discipline(by, person, "silence"))
    because = reason(because)
    wanted = [str(target) for target in map(targets.parse, dict.fromkeys(chosen)) if target.kind in MODELS]
    if not wanted or deed not in DEEDS:
        message = N_("Choose the posts.")
        raise Invalid(message, {"posts": message})
    made = CleanUp(
        person_id=person.id,
        by_id=by.id,
        deed=deed,
        because=because,
        at=clock.now(),
        targets=wanted[:POSTS_MAX],
    )
    db.session.add(made)
    db.session.flush()
    audit.record(by, "cleaned up after", f"person:{person.id}", because, posts=len(made.targets), deed=deed)
    jobs.enqueue(JOB, {"clean_up": made.id})
    return made


def undo(clean: CleanUp, by: Viewer) -> None:
    """Give back what this deed took, in one job. Twice is once. Raises `NotAllowed`, `Conflict` while it isn't finished."""
    clean = _locked(clean.id)
    ensure(policy.can_discipline(by, db.session.get_one(Person, clean.person_id), "silence"))
    if clean.finished_at is None:
        raise Conflict(N_("It is still being done. Try again in a moment."))
    if clean.undo_at is None:
        clean.undo_at, clean.undone_by_id = clock.now(), by.id
        audit.record(by, "gave back the posts of", f"person:{clean.person_id}", posts=len(clean.done))
        jobs.enqueue(JOB, {"clean_up": clean.id})


@jobs.handles(JOB)
def work(claimed: Sequence[jobs.Claimed]) -> None:
    """Do what is to be done; what was done before, by an attempt that died, is done once."""
    for job in claimed:
        clean = _locked(int(job.payload["clean_up"]))
        if clean.finished_at is None:
            _take(clean)
        elif clean.undo_at is not None and clean.undone_at is None:
            _give_back(clean)


def _take(clean: CleanUp) -> None:
    by = db.session.get_one(Person, clean.by_id)
    done = []
    for name in clean.targets:
        post = _post(name)
        # Only hers, and only what stands: what somebody hid before stays as it was when this is undone.
        if post is None or post.author_id != clean.person_id or not post.public:
            continue
        if _did(post, clean.deed, by, clean.because):
            done.append(name)
    clean.done, clean.finished_at = done, clock.now()
    if done:
        tell(clean.person_id, "cleaned_up", WHERE, must_know=True, because=clean.because)


def _give_back(clean: CleanUp) -> None:
    by = db.session.get_one(Person, clean.undone_by_id)
    deed = DEEDS[clean.deed]
    for name in clean.done:
        post = _post(name)
        if post is not None:
            _did(post, deed, by, "")
            recording.ended((clean.deed,), name, by)
    clean.undone_at = clock.now()
    tell(clean.person_id, "cleaned_back", WHERE, must_know=True)


def _did(post: Question | Answer | Comment, deed: str, by: Viewer, because: str) -> bool:
    try:
        if isinstance(post, Comment):
            return _did_comment(post, deed, by, because)
        return posts.moderate(post, deed, by, because, quiet=True)
    except AskwellError:  # a topic that others look after since, a post that was purged
        return False


def _did_comment(comment: Comment, deed: str, by: Viewer, because: str) -> bool:
    before = comment.hidden_at, comment.deleted_at
    {
        "hiding": comments.hide,
        "showing": comments.show,
        "deletion": comments.delete,
        "restoration": comments.restore,
    }[deed](comment, by, because)
    return (comment.hidden_at, comment.deleted_at) != before


def _post(name: str) -> Any:
    target = targets.parse(name)
    return db.session.get(MODELS[target.kind], target.number)


def _locked(number: int) -> CleanUp:
    found = db.session.scalars(
        sa.select(CleanUp)
        .where(CleanUp.id == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found
