"""The log only grows: the database refuses changes, and the chain shows those made past it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from forum import Askwell
from forum.core import audit, sealing
from forum.core.audit import AuditEntry, AuditSeal
from forum.core.db import db
from tests.factories import Cast, site


def _write(app: Askwell, cast: Cast) -> None:
    with site(app):
        for number in range(4):
            audit.record(cast.mo, "hid", f"question:{number}", "Spam.", weight=number / 3)
    with site(app):
        assert sealing.seal() == 4


def _past_the_guard(statement: str) -> None:
    """What somebody with the database's own tools could do."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    else:
        for name in (
            "audit_entry_stays",
            "audit_entry_unchanged",
            "audit_seal_stays",
            "audit_seal_unchanged",
        ):
            db.session.execute(sa.text(f"DROP TRIGGER IF EXISTS {name}"))
    db.session.execute(sa.text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET because = 'A better reason'",
        "UPDATE audit_entry SET by_id = NULL",
        "DELETE FROM audit_entry",
        "UPDATE audit_seal SET seal = content",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_the_log(app: Askwell, cast: Cast, statement: str) -> None:
    _write(app, cast)
    with app.app_context(), pytest.raises(DatabaseError, match="only grows"):
        db.session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("UPDATE audit_entry SET because = 'Ham.' WHERE id = 2", "the words of entry 2 were changed"),
        ("UPDATE audit_entry SET target = 'answer:9' WHERE id = 3", "entry 3 was changed"),
        ("DELETE FROM audit_entry WHERE id = 1", "entry 1 was taken out"),
        ("DELETE FROM audit_seal WHERE number = 2", "seals 2 to 2 are missing"),
    ],
)
def test_the_chain_shows_what_was_changed_past_the_guard(
    app: Askwell, cast: Cast, statement: str, problem: str
) -> None:
    _write(app, cast)
    with site(app):
        assert sealing.check().problems == []
        _past_the_guard(statement)
    with site(app):
        assert problem in sealing.check().problems[0]


def test_a_seal_that_was_noted_shows_a_chain_cut_or_made_anew(app: Askwell, cast: Cast) -> None:
    _write(app, cast)
    with site(app):
        head = sealing.check().head
        assert head.startswith("4:")
        _past_the_guard("DELETE FROM audit_seal WHERE number > 2")
        db.session.execute(sa.text("DELETE FROM audit_entry WHERE id > 2"))
    with site(app):
        assert sealing.check().problems == []
        assert "cut off" in sealing.check(head).problems[0]
    with site(app):
        for number in range(2):
            audit.record(cast.root, "showed", f"question:{number}")
    with site(app):
        sealing.seal()
        assert "made anew" in sealing.check(head).problems[0]


def test_words_are_taken_out_for_whoever_is_erased_and_the_chain_holds(app: Askwell, cast: Cast) -> None:
    _write(app, cast)
    with site(app):
        audit.redact(AuditEntry.target == "question:2")
    with site(app):
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.target == "question:2")).one()
        assert (entry.because, entry.detail) == ("", {})
        salt = sa.select(AuditSeal.salt).where(AuditSeal.entry_id == entry.id)
        assert db.session.scalar(salt) == ""
        found = sealing.check()
        assert (found.problems, found.redacted, found.sealed) == ([], 1, 4)


def test_who_is_forgotten_goes_from_old_seals_and_new_and_the_chain_holds(app: Askwell, cast: Cast) -> None:
    _write(app, cast)
    with site(app):
        mo, nobody = cast.mo.id, cast.dan.id
        audit.record(cast.root, "suspended", f"person:{mo}", "Rude.")
        audit.record(cast.mo, "hid", "question:9", "Spam.")
        audit.record(cast.root, "hid", "question:77", "Spam too.")
    with site(app):
        sealing.seal()
        _as_0_1_0_sealed(last=2)
        assert sealing.check().problems == []
        audit.forget_who(mo, nobody)
    with site(app):
        assert sealing.check().problems == []
        assert db.session.query(AuditEntry).filter_by(by_id=mo).count() == 0
        named = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.did == "suspended")).one()
        assert (named.target, named.because) == (f"person:{nobody}", "")
        hidden = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.target == "question:9")).one()
        assert (hidden.by_id, hidden.because) == (nobody, "")
        # What was not forgotten is still held to who did it.
        others = db.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.target == "question:77"))
        audit.redact(AuditEntry.id == others)
        db.session.execute(sa.update(AuditEntry).where(AuditEntry.id == others).values(by_id=nobody))
    with site(app):
        assert f"entry {others} was changed" in sealing.check().problems[0]


def _as_0_1_0_sealed(last: int) -> None:
    """The whole chain as if its first links had been made by 0.1.0."""
    _past_the_guard("UPDATE audit_seal SET salt = salt")
    before = sealing.FIRST
    for link in db.session.scalars(sa.select(AuditSeal).order_by(AuditSeal.number)).all():
        entry = db.session.get_one(AuditEntry, link.entry_id)
        if link.number <= last:
            link.who = link.who_salt = None
        before = link.seal = sealing._seal(before, entry, link)
    db.session.flush()
