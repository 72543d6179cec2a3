"""Wilhelmina is in every table of the site. She leaves, and nothing of it holds her any more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import audit, clock, freshness, jobs, personal_data, sealing
from forum.core.audit import AuditSeal
from forum.core.db import Base, db
from forum.privacy.erasing import actions as erasing
from forum.privacy.erasing import pointing
from forum.privacy.exporting import actions as exporting
from forum.privacy.models import DataExport
from tests import factories
from tests.backup.stage import made
from tests.factories import Cast, site
from tests.pages import Browser
from tests.privacy import traces
from tests.privacy.leaving import work
from tests.privacy.stage import live_here


def _arrive(app: Askwell, cast: Cast) -> tuple[int, int]:
    """(her number, the number of her question), after she did all that leaves a trace, and others spoke of her."""
    her = cast.make("wilma.quast", handle=traces.HANDLE)
    with site(app):
        person = db.session.get_one(type(her), her.id)
        person.name = traces.NAME
    her.name = traces.NAME
    question = live_here(app, cast, her)
    factories.answer(
        app, question, cast.bob, f"Dear Wilhelmina, @wilhelmina-quastenflosse: {traces.ADDRESS} is yours?"
    )
    with site(app):
        jobs.enqueue(
            "mail",
            {"to": "bob@example.com", "text": f"{traces.NAME} answered", "html": "", "subject": "x"},
            run_at=clock.now() + timedelta(hours=1),
        )
        audit.record(cast.mo, "hid", "question:1", f"{traces.NAME} asked for it", who=traces.ADDRESS)
    return her.id, question


@pytest.mark.parametrize("posts", ["stay", "go"])
def test_nothing_holds_her(app: Askwell, cast: Cast, posts: str, capsys: pytest.CaptureFixture[str]) -> None:
    number, question = _arrive(app, cast)
    folder: Path = app.config["SETTINGS"].instance_dir
    with site(app):
        planted = traces.put_everywhere(number, cast.bob.id)
        sealing.seal()
        (key,) = db.session.scalars(sa.select(DataExport.key))
        exporting.file_of(key).parent.mkdir()
        exporting.file_of(key).write_text(f"All about {traces.NAME}")
    registered = {entry.table for entry in personal_data.everything()}
    missing = {name for name, rows in planted.items() if not rows}
    assert not missing, f"she is not in {sorted(missing)}"
    assert {name.partition(".")[0] for name in planted} | {"person"} | _by_other_means() >= registered
    work(app)
    with site(app):
        before, looked = traces.in_tables(*traces.WORDS)
        seals = db.session.scalar(sa.select(sa.func.count()).select_from(AuditSeal))
        assert traces.in_files(app, "quastenflosse")[0], "the search for traces finds nothing"
    print(f"{len(planted)} columns point at her, {len(before)} of {looked} values hold her")
    assert len(before) > 60
    assert len(planted) > 100

    with site(app):
        erasing.erase(number, posts)
    capsys.readouterr()
    work(app)
    said = capsys.readouterr().out
    assert said.count(f"mail to {traces.ADDRESS}: Your account is erased") == 1
    assert traces.NAME not in said.replace(f"Hello {traces.NAME},", "")
    for _ in ("a new index, after a while", "the old one goes"):
        with site(app):
            db.session.execute(sa.update(jobs.Job).values(run_at=clock.now()))
        work(app)
    made(app, folder / "backups", "--quick")

    with site(app):
        assert traces.in_tables(*traces.WORDS)[0] == []
        assert traces.in_tables(f"person:{number}\n", f"/people/{number}\n", f'"person:{number}"')[0] == []
        assert traces.pointing_at(number) == []
        assert (sealing.check().problems, sealing.check().sealed >= (seals or 0)) == ([], True)
    with app.app_context():
        db.engine.dispose()
    found, looked = traces.in_files(app, *traces.WORDS)
    print(f"{looked} files looked through")
    assert looked > 10
    assert found == [], found
    _reads_on(app, cast, question, posts)


def _by_other_means() -> set[str]:
    """Tables that know her by something else than her number."""
    return {entry.table for entry in personal_data.everything() if entry.mine is not None} | {"verdict"}


def _reads_on(app: Askwell, cast: Cast, question: int, posts: str) -> None:
    freshness.clear()
    page = Browser(app).get(f"/questions/{question}")
    assert page.status == 200
    assert "Look in the aquarium." in page.text
    assert "Dear Former member" in page.text
    assert ("Where do I find the zebrafish?" in page.text) == (posts == "stay")
    assert ("Removed by its author" in page.text) == (posts == "go")
    assert (
        "zebrafish" in Browser(app).get("/search?q=zebrafish").text.replace("q=zebrafish", "")
    ) or posts == "go"


def test_a_table_that_nobody_registered_would_be_seen(app: Askwell, cast: Cast) -> None:
    """The walk sees a new column by itself: it asks the tables, not a list."""
    seen = {f"{column.table.name}.{column.name}" for column in pointing.columns()}
    assert {"question.author_id", "audit_entry.by_id", "erasure.person_id"} <= seen
    tables: dict[str, Any] = {table.name: table for table in Base.metadata.sorted_tables}
    assert all(name.partition(".")[0] in tables for name in seen)
