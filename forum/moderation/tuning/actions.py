"""Try weights, save them, take them back; say which document answers a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from forum.config import LANGUAGES
from forum.core import audit, clock, jobs
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.roles import GUEST, Viewer
from forum.core.text import N_, clean_line
from forum.flags import standing
from forum.moderation.tuning import forms, policy, queries
from forum.moderation.tuning.models import ExpectedSearch, WeightChange, WeightTrial
from forum.search import documents, signals
from forum.search.recording import without_names
from forum.search.wording import normal
from search_index import tuning
from search_index.tuning import InForce

TRIAL_JOB = "weight trial"


def attempt(
    weights: Mapping[str, float], against: Sequence[str], by: Viewer, judged: Sequence[Any] = ()
) -> WeightTrial:
    """Let a worker try these weights. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_try(by))
    if not against:
        message = N_("Choose at least one list of searches.")
        raise Invalid(message, {"against": message})
    if len(against) > policy.SETS_MAX:
        message = N_("These are too many for one trial.")
        raise Invalid(message, {"against": message})
    if queries.trials_ahead() >= policy.TRIALS_WAITING_MAX:
        message = N_("Other trials are waiting. Wait until they are done.")
        raise Invalid(message, {"against": message})
    made = WeightTrial(
        at=clock.now(), by_id=by.id, weights=tuning.of(weights).changed(), version=queries.in_force().version,
        against=list(against), judged=list(judged),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    jobs.enqueue(TRIAL_JOB, {"trial": made.id})
    return made


def put_in_force(trial: WeightTrial, by: Viewer, because: str) -> WeightChange:
    """The tried weights hold from the commit on. Raises `NotAllowed`, `Invalid`, `Conflict` when others hold by now."""
    ensure(policy.can_change_weights(by))
    if trial.state not in ("done", "failed"):
        raise Invalid(N_("The trial is not over yet."))
    return _change(trial.weights, trial.version, by, _reason(because), trial_id=trial.id)


def undo(change: WeightChange, by: Viewer) -> WeightChange:
    """What held before the last change holds again. Raises `NotAllowed`, `Conflict` when it is not the last any more."""
    ensure(policy.can_change_weights(by))
    return _change(change.before, change.id, by, "", undoes_id=change.id)


def _change(weights: Mapping[str, Any], version: int, by: Viewer, because: str, **more: int) -> WeightChange:
    wanted = tuning.of(weights)
    before = queries.in_force()
    if before.version != version:
        raise Conflict(N_("Somebody changed the weights meanwhile. Look at them and try again."))
    if before.tuning == wanted:
        message = N_("These weights are in force already.")
        raise Invalid(message, {"because": message})
    # The next number, not the database's choice: of two at once the second fails.
    made = WeightChange(
        id=version + 1, at=clock.now(), by_id=by.id, because=because, weights=wanted.changed(),
        before=before.tuning.changed(), **more,
    )  # fmt: skip
    db.session.add(made)
    try:
        with db.session.begin_nested():
            db.session.flush()
    except sa.exc.IntegrityError:
        raise Conflict(N_("Somebody changed the weights meanwhile. Look at them and try again.")) from None
    lines = queries.differences(made.before, made.weights)
    did = "took back weights" if more.get("undoes_id") else "changed weights"
    audit.record(by, did, f"weights:{made.id}", because, changes=[list(line) for line in lines])
    signals.weigh(InForce(wanted, made.id))
    if any(name in tuning.FLAGS for name, _, _ in lines):
        for document in standing.flagged():
            signals.changed(document)
    return made


def expect(words: str, lang: str, document: str, by: Viewer) -> ExpectedSearch:
    """This document answers these words. Written by hand, so it is confirmed. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    if queries.expected_count() >= policy.EXPECTED_MAX:
        message = N_("There are enough of them. Remove some that say little.")
        raise Invalid(message, {"words": message})
    kept, form, name = _checked(words, lang, document)
    now = clock.now()
    row = _same(form, lang, name)
    if row is None:
        row = ExpectedSearch(words=kept, normal=form, lang=lang, document=name, source="", at=now)
        db.session.add(row)
    elif row.removed_at is None:
        raise _twice()
    row.words, row.removed_at, row.changed_at, row.confirmed_at, row.by_id = kept, None, now, now, by.id
    db.session.flush()
    audit.record(by, "added the expected search", f"expected:{row.id}", row.words, document=row.document)
    return row


def correct(row: ExpectedSearch, words: str, lang: str, document: str, by: Viewer) -> None:
    """Other words or another document; that confirms it. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    kept, form, name = _checked(words, lang, document)
    other = _same(form, lang, name)
    if other is not None and other.id != row.id:
        if other.removed_at is None:
            raise _twice()
        db.session.delete(other)
        db.session.flush()
    before = [row.words, row.lang, row.document]
    row.words, row.normal, row.lang, row.document = kept, form, lang, name
    row.confirmed_at = row.changed_at = clock.now()
    row.by_id = by.id
    audit.record(
        by, "changed the expected search", f"expected:{row.id}", row.words, document=name, before=before
    )


def confirm(row: ExpectedSearch, by: Viewer) -> None:
    """Somebody looked at it: it stays, whatever becomes of the question it came from."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    if row.confirmed_at is None:
        row.confirmed_at = row.changed_at = clock.now()
        row.by_id = by.id
        audit.record(by, "confirmed the expected search", f"expected:{row.id}", row.words)


def remove(row: ExpectedSearch, by: Viewer) -> None:
    """It is asked no more, and not found again by itself."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    row.removed_at = row.changed_at = clock.now()
    row.by_id = by.id
    audit.record(by, "removed the expected search", f"expected:{row.id}", row.words)


def _checked(words: str, lang: str, document: str) -> tuple[str, str, str]:
    """(words as they are kept, their normal form, document). Raises `Invalid`, a sentence for each field."""
    errors = {}
    kept = without_names(clean_line(words))
    form = normal(kept)
    if not form:
        errors["words"] = N_("Write what people search with.")
    elif len(kept) > policy.WORDS_MAX_CHARS:
        errors["words"] = N_("This is too long: people search with a few words.")
    if lang not in LANGUAGES:
        errors["lang"] = N_("Choose a language.")
    name = forms.document(document)
    if not name:
        errors["document"] = N_("Paste the address of an article or a question of this site.")
    elif name not in documents.show([name], GUEST):
        errors["document"] = N_("There is no such article or question that everybody may read.")
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    return kept, form, name


def _same(form: str, lang: str, document: str) -> ExpectedSearch | None:
    chosen = sa.select(ExpectedSearch).where(
        ExpectedSearch.normal == form, ExpectedSearch.lang == lang, ExpectedSearch.document == document
    )
    return db.session.scalars(chosen).first()


def _twice() -> Invalid:
    message = N_("This search with this document is there already.")
    return Invalid(message, {"words": message})


def _reason(because: str) -> str:
    because = clean_line(because)
    message = ""
    if not because:
        message = N_("Say why: whoever looks at results next year reads it.")
    elif len(because) > policy.BECAUSE_MAX_CHARS:
        message = N_("This is too long: one or two sentences are enough.")
    if message:
        raise Invalid(message, {"because": message})
    return because
