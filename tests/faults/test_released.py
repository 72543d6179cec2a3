"""A site of an earlier release gets today's program: nothing of it is lost, its schema is today's, and it works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from forum import Askwell
from forum.accounts.models import Person
from forum.core import jobs, migrate, sealing
from forum.core.db import Base, db
from forum.core.jobs import Job
from tests.backup.stage import elsewhere, run
from tests.faults import released_stage as stage
from tests.faults.released_stage import Released
from tests.pages import Browser
from tests.security.tally import Tally

NOT_A_PAGE = {"/offline"}  # a template that a script fills


@pytest.fixture(scope="module", params=stage.VERSIONS)
def released(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _empty_database: str
) -> Iterator[Released]:
    """A database of that release, brought up to date once for the whole file: tests leave it as it is."""
    found = stage.laid_out(request.param, tmp_path_factory.mktemp("released"))
    done = run(found.app, "db-upgrade")
    assert done.exit_code == 0, done.output
    yield found
    with found.app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_nothing_of_it_is_lost(released: Released, tally: Tally) -> None:
    assert migrate.in_step(released.app)
    assert stage.kept(released.rows, stage.rows(released.app)) == {}
    assert {name for name, rows in released.rows.items() if not rows} <= {"audit_seal"}
    tally("rows of released versions", sum(map(len, released.rows.values())))
    with released.app.app_context():
        assert sealing.check().problems == []


def test_its_schema_is_that_of_a_new_site(released: Released, app: Askwell, tally: Tally) -> None:
    new, upgraded = stage.described(app), stage.described(released.app)
    assert sorted(new) == sorted(upgraded)
    assert {name for name in new if new[name] != upgraded[name]} == set()
    with released.app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    tally("tables compared with a released version", len(Base.metadata.tables))


def test_a_backup_of_it_can_be_restored(released: Released, tmp_path_factory: pytest.TempPathFactory) -> None:
    app = elsewhere(tmp_path_factory.mktemp("restored") / "site", "of_released")
    done = run(app, "restore", "--no-index", released.backup)
    assert done.exit_code == 0, done.output
    assert migrate.in_step(app)
    calmed = {"sign_in_session", "mail_link", "job", "backup_run", "audit_seal"}
    lost = stage.kept(released.rows, stage.rows(app))
    assert set(lost) <= calmed
    with app.app_context():
        db.engine.dispose()


def test_the_site_works_and_does_the_jobs_that_waited(released: Released, tally: Tally) -> None:
    app = released.app
    assert run(app, "search", "rebuild").exit_code == 0
    with app.app_context():
        while jobs.run_until_empty():
            pass
        failed = db.session.scalars(
            sa.select(Job.kind).where(Job.failed_at.is_not(None)).order_by(Job.id)
        ).all()
        people = {
            name: db.session.scalars(sa.select(Person).where(Person.email_key == f"{name}@example.com")).one()
            for name in ("carla", "ana", "mo", "root")
        }
        db.session.expunge_all()
    assert failed == []
    found = Browser(app).get("/search?q=card+declined")
    assert any("?s=" in link for link, _ in found.reader.links)
    seen = 0
    for name, person in people.items():
        browser = Browser(app).sign_in(person)
        for rule in app.url_map.iter_rules() if name == "root" else ():  # who may see the most
            if rule.arguments or "GET" not in (rule.methods or ()) or rule.rule in NOT_A_PAGE:
                continue
            page = browser.get(rule.rule)
            assert page.status < 500, (name, rule.rule)
            seen += page.status == 200
        for kind in ("question", "article", "case"):
            seen += _each(browser, app, kind)
    tally("pages of released versions", seen)


def _each(browser: Browser, app: Askwell, kind: str) -> int:
    """A few things of a kind, with the pages that show them."""
    place = {"question": "/questions/{}-x", "article": "/articles/{}-x", "case": "/desk/cases/{}"}[kind]
    table = Base.metadata.tables["support_case" if kind == "case" else kind]
    with app.app_context():
        numbers = db.session.scalars(sa.select(table.c.id).order_by(table.c.id.desc()).limit(4)).all()
    pages = [browser.get(place.format(number)) for number in numbers]
    assert all(page.status < 500 for page in pages)
    return sum(page.status in (200, 301) for page in pages)
