"""What people do with macros: write, change, retire; and what counts as use."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, markdown
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.targets import Target
from forum.core.text import N_
from forum.quotes import actions as quotes
from forum.support.macros import placeholders, policy
from forum.support.macros.models import Macro
from forum.support.macros.policy import Text
from forum.support.models import PRIORITIES


def write(by: Person, text: Text) -> Macro:
    """A new macro. Raises `Invalid` with a sentence per field; of unknown placeholders `details["unknown"]` tells."""
    ensure(policy.can_write(by))
    _check(text)
    macro = Macro(author_id=by.id, changed_at=clock.now(), **_values(text, by))
    db.session.add(macro)
    db.session.flush()
    _remember(macro)
    audit.record(by, "wrote the macro", f"macro:{macro.id}", title=macro.title)
    return macro


def change(macro: Macro, by: Person, text: Text, version: int) -> None:
    """Say it differently; `version` is the one that the form was filled from, else `Conflict`."""
    ensure(policy.can_change(by, macro))
    _check(text)
    if macro.version != version:
        raise Conflict(N_("Somebody changed this meanwhile."))
    for name, value in _values(text, by).items():
        setattr(macro, name, value)
    macro.changed_at = clock.now()
    db.session.flush()
    _remember(macro)
    audit.record(by, "changed the macro", f"macro:{macro.id}", title=macro.title)


def retire(macro: Macro, by: Person) -> None:
    """It is offered no more; `bring_back` undoes it."""
    ensure(policy.can_change(by, macro))
    macro.retired_at = macro.retired_at or clock.now()
    audit.record(by, "retired the macro", f"macro:{macro.id}")


def bring_back(macro: Macro, by: Person) -> None:
    """It is offered again."""
    ensure(policy.can_change(by, macro))
    macro.retired_at = None
    audit.record(by, "brought back the macro", f"macro:{macro.id}")


def used(numbers: Collection[int]) -> None:
    """A reply was sent with these."""
    change = sa.update(Macro).where(Macro.id.in_(list(numbers)))
    counted = change.values(uses=Macro.uses + 1, used_at=clock.now())
    db.session.execute(counted.execution_options(synchronize_session=False))


def _values(text: Text, by: Person) -> dict[str, object]:
    return {
        "title": text.title,
        "body": text.body,
        "lang": text.lang,
        "topic_id": text.topic_id,
        "owner_id": by.id if text.own else None,
        "priority": text.priority,
        "tags": list(text.tags),
        "state": text.state,
    }


def _check(text: Text) -> None:
    errors: dict[str, str] = {}
    unknown = placeholders.unknown(text.body)
    if not 1 <= len(text.title) <= policy.TITLE_MAX_CHARS:
        errors["title"] = N_("Give it a name of at most %(max)s characters.")
    if not text.body or len(text.body) > policy.BODY_MAX_CHARS:
        errors["body"] = N_("Write a text of at most 10,000 characters.")
    elif unknown:
        errors["body"] = N_("This can't be filled in: %(unknown)s. What can: %(known)s.")
    if text.priority and text.priority not in PRIORITIES:
        errors["priority"] = N_("Choose one of these.")
    if text.state and text.state not in policy.STATES:
        errors["state"] = N_("Choose one of these.")
    if len(text.tags) > policy.TAGS_MAX:
        errors["tags"] = N_("At most five tags.")
    if errors:
        error = Invalid(N_("Some of it can't be saved yet."), errors)
        error.details = {
            "max": policy.TITLE_MAX_CHARS,
            "unknown": " ".join(f"{{{{{name}}}}}" for name in unknown),
            "known": " ".join(f"{{{{{name}}}}}" for name in placeholders.NAMES),
        }
        raise error


def _remember(macro: Macro) -> None:
    """What it links of our articles, with the text they have now: once one changes, the macro says so."""
    quotes.remember(Target("macro", macro.id), f"macro:{macro.id}", markdown.render_post(macro.body))
