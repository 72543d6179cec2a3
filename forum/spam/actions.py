"""Judge a post, learn from what people decide, forget."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events, jobs, targets
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.core.text import N_
from forum.reviews import actions as reviews
from forum.spam import classifier, policy, queries, reading
from forum.spam.models import SpamJudgement, SpamModel

LEARN = "spam.learn"
LEARN_AFTER = timedelta(seconds=2)  # several decisions in a row are learned at once
FINE_MAX = 500  # posts that nobody doubted, so that a site's own words are known to be no spam
FINE_DAYS = 7  # nobody reported them for so long
FINE_WEIGHT = 0.2  # of a lesson that somebody decided


def judge(
    target: Target, author: Person, title: str, text: str, form: Sequence[str] = (), new: bool = True
) -> SpamJudgement | None:
    """Look at what `author` wrote, and bring it into the review queue if it looks like spam. None: it isn't looked at.

    `form`: what was strange about how the form was filled in. In the transaction that writes the post; it is hidden when this
    returns, if it is held.
    """
    if not policy.is_judged(author):
        return None
    read, model = reading.read(title, text), queries.model()
    odds, digest = model.log_odds(read.marks), _digest(read)
    signs = [sign for sign in form if sign in policy.SIGNS] + _signs_of(author, read, digest)
    whole = odds + sum(policy.SIGNS[sign][0] for sign in signs)
    whole += policy.KNOWN_MEMBER if author.trust > 0 else 0.0
    kept = queries.judgement_of(target)
    verdict = policy.verdict(odds, whole)
    if kept is not None and kept.spam is False and kept.digest == digest:
        verdict = policy.FINE  # a person decided about these very words
    made = kept or SpamJudgement(target_kind=target.kind, target_id=target.number)
    if made.digest != digest:
        made.spam = made.taught_at = made.taught_by_id = None
    made.author_id, made.at, made.log_odds, made.verdict = author.id, clock.now(), whole, verdict
    made.words = model.reasons(read) if verdict != policy.FINE else []
    made.untold = made.untold or (new and verdict == policy.HOLD_IT)
    made.signs, made.marks, made.digest = signs, reading.pack(read.marks), digest
    db.session.add(made)
    db.session.flush()
    if verdict != policy.FINE:
        _bring(target, verdict)
    return made


def decided(
    target: Target, decision: str, sources: Sequence[str], reasons: Sequence[str], by_id: int | None
) -> None:
    """A moderator decided about a post: learn from it what it says about spam, and nothing from the rest."""
    about_spam = "spam" in reasons or ("spam" in sources and not reasons)
    if not about_spam and not (decision == "kept" and "spam" in sources):
        return
    judgement = queries.judgement_of(target) or _unjudged(target)
    if judgement is not None:
        _teach(judgement, decision == "removed", by_id)


def correct(judgement: SpamJudgement, spam: bool, by: Viewer) -> None:
    """Say what a post is: it is hidden or shown accordingly, its author and the log are told, and the filter learns it.

    Raises `NotAllowed`, `NotFound` for a post that `by` may not see.
    """
    ensure(policy.can_teach(by))
    target = judgement.target
    targets.show(target, by)
    because = N_("It is spam.") if spam else N_("It is no spam.")
    if spam or judgement.verdict != policy.FINE:
        item = reviews.submit(target, "spam", because, policy.DOUBT_WEIGHT)
        if not spam and judgement.spam:  # it was taken away as spam before: bring it back
            item.hidden_at = item.hidden_at or clock.now()
        reviews.decide(item, "removed" if spam else "kept", by, because)
    _teach(judgement, spam, by.id)
    audit.record(by, "taught the spam filter", str(target), because, spam=spam)


def learn() -> int:
    """Fit the weights to this site's decisions; returns how many there were. Run by the worker after each."""
    j, now = SpamJudgement, clock.now()
    rows = db.session.execute(
        sa.select(j.marks, j.spam)
        .where(j.spam.is_not(None), j.taught_at > now - timedelta(days=policy.LESSON_DAYS))
        .order_by(j.taught_at.desc(), j.id.desc())
        .limit(policy.LESSONS_MAX)
    ).all()
    fine = db.session.execute(
        sa.select(j.marks)
        .where(j.spam.is_(None), j.verdict == policy.FINE, j.at < now - timedelta(days=FINE_DAYS))
        .order_by(j.id.desc())
        .limit(FINE_MAX)
    ).all()
    lessons = [(reading.unpack(row.marks), bool(row.spam)) for row in rows]
    weights = [1.0] * len(lessons)
    if lessons:
        lessons += [(reading.unpack(row.marks), False) for row in fine]
        weights += [FINE_WEIGHT] * len(fine)
    start = classifier.prior()
    marks, added, bias = classifier.added(classifier.fit(lessons, start, weights_of=weights), start)
    row = {
        "made_at": now,
        "lessons": len(rows),
        "marks": reading.pack(marks),
        "weights": added.astype("<f4").tobytes(),
        "bias": bias,
    }
    statement = upsert(SpamModel.__table__).values(id=1, **row)
    db.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
    return len(rows)


def forget_old() -> int:
    """Forget judgements that nobody made a lesson of, and lessons that are too old. Returns how many."""
    j, now = SpamJudgement, clock.now()
    gone: Any = db.session.execute(
        sa.delete(j).where(
            sa.or_(
                sa.and_(j.spam.is_(None), j.at < now - timedelta(days=policy.JUDGED_DAYS)),
                j.taught_at < now - timedelta(days=policy.LESSON_DAYS),
            )
        )
    )
    return int(gone.rowcount)


def _bring(target: Target, verdict: str) -> None:
    if not targets.kind_of(target).reportable:
        return
    held = verdict == policy.HOLD_IT
    weight = policy.HELD_WEIGHT if held else policy.DOUBT_WEIGHT
    reviews.submit(target, "spam", N_("It looks like spam."), weight, hold=held)


def _signs_of(author: Person, read: reading.Read, digest: str) -> list[str]:
    signs = []
    if clock.now() - author.created_at < timedelta(days=policy.NEW_ACCOUNT_DAYS) and author.trust == 0:
        signs.append("first post")
    if len(read.marks) >= policy.SAME_TEXT_MARKS and queries.written_by_others(digest, author.id):
        signs.append("same text")
    return signs


def _unjudged(target: Target) -> SpamJudgement | None:
    """A lesson of a post that the filter never looked at: of somebody trusted, or from before there was one."""
    kind = targets.kind_of(target)
    if kind.text_of is None or kind.author_of is None:
        return None
    read = reading.read("", kind.text_of(target.number))
    made = SpamJudgement(
        target_kind=target.kind,
        target_id=target.number,
        author_id=kind.author_of(target.number),
        at=clock.now(),
        log_odds=queries.model().log_odds(read.marks),
        verdict=policy.FINE,
        marks=reading.pack(read.marks),
        digest=_digest(read),
    )
    db.session.add(made)
    return made


def _teach(judgement: SpamJudgement, spam: bool, by_id: int | None) -> None:
    if judgement.untold and not spam and judgement.author_id is not None:
        judgement.untold = False
        events.emit("post.released", target=judgement.target, author_id=judgement.author_id)
    if judgement.spam is spam:
        return
    judgement.spam, judgement.taught_at, judgement.taught_by_id = spam, clock.now(), by_id
    waiting = sa.select(jobs.Job.id).where(jobs.Job.kind == LEARN, jobs.Job.leased_until.is_(None))
    if db.session.scalar(waiting.limit(1)) is None:
        jobs.enqueue(LEARN, {}, run_at=clock.now() + LEARN_AFTER)


def _digest(read: reading.Read) -> str:
    return hashlib.blake2b(reading.pack(read.marks), digest_size=16).hexdigest()
