"""Root keeps a copy of everything, and one day needs it."""

from __future__ import annotations

import shutil
import tarfile
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.backup import making, restoring
from forum.core import jobs, mail, migrate
from forum.core.db import db
from forum.notifications.saying import MAIL_JOB
from forum.privacy.erasing import actions as erasing
from forum.privacy.erasing import remembered
from forum.threads.models import Question
from tests import factories
from tests.backup.stage import elsewhere, made, members, packed, run, tables_there
from tests.factories import Cast, site
from tests.pages import Browser

CALMED = {
    "sign_in_session",
    "mail_link",
    "job",
}  # a restored site signs everybody out and sends nothing twice


def uploads_of(app: Askwell) -> Path:
    return app.config["SETTINGS"].of_database("uploads")  # type: ignore[no-any-return]


def logical(app: Askwell) -> dict[str, list[bytes]]:
    """Every row of every table, as a backup writes it."""
    with app.app_context(), making.snapshot() as connection:
        return {table.name: list(making.rows_of(connection, table)) for table in making.tables()}


def test_what_was_there_when_it_began_is_there_again_though_people_went_on_writing(
    app: Askwell, cast: Cast, tmp_path: Path
) -> None:
    uploads = uploads_of(app)
    (uploads / "pictures/ab").mkdir(parents=True)
    (uploads / "pictures/ab/abc.webp").write_bytes(b"a picture" * 1000)
    known = [factories.question(app, cast.carla, title=f"Kettle number {n} whistles 🫖") for n in range(5)]
    factories.answer(app, known[0], cast.bob, accepted=True)
    cast.dan
    stop, written = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        # With a breath between: SQLite has no queue of writers, and one that never rests may keep all others out.
        while not stop.wait(0.01):
            factories.answer(app, known[1], cast.dan)
            written.release()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        written.acquire()
        file = made(app, tmp_path / "backups")
        written.acquire()
    finally:
        stop.set()
        writer.join()
    there = elsewhere(tmp_path / "there")
    done = run(there, "restore", file)
    assert done.exit_code == 0, done.output
    restored, kept = logical(there), members(file)
    assert restored.keys() == {name[7:-6] for name in kept if name.startswith("tables/")}
    for table, rows in restored.items():
        if table not in CALMED | {"backup_run", "audit_entry"}:
            assert b"".join(rows) == kept[f"tables/{table}.jsonl"], table
    assert len(restored["question"]) == 5
    assert 1 <= len(restored["answer"]) < len(logical(app)["answer"])
    assert restored["sign_in_session"] == []
    assert (uploads_of(there) / "pictures/ab/abc.webp").read_bytes() == b"a picture" * 1000
    assert "Kettle number 3 whistles 🫖" in Browser(there).get("/search?q=kettle+number+3").text
    more = factories.question(there, Cast(there).make("zoe"), title="A later one")
    assert more > max(known)  # what is new takes numbers that nobody has


def test_it_can_be_read_into_the_other_database(app: Askwell, cast: Cast, tmp_path: Path) -> None:
    """A site begins on SQLite and grows onto PostgreSQL; a backup of PostgreSQL is looked at on a laptop."""
    factories.answer(app, factories.question(app, cast.carla), cast.bob, accepted=True)
    file = made(app, tmp_path / "backups")
    laptop = elsewhere(tmp_path / "laptop", url=f"sqlite:///{tmp_path / 'laptop' / 'a.db'}")
    assert run(laptop, "restore", file, "--no-index").exit_code == 0
    again = made(laptop, tmp_path / "again")
    back = elsewhere(tmp_path / "back", "back")
    assert run(back, "restore", again, "--no-index").exit_code == 0
    before, after = logical(app), logical(back)
    for table in before.keys() - CALMED - {"backup_run", "audit_entry", "content_stamp"}:
        assert after[table] == before[table], table


def test_everybody_signs_in_again_and_no_mail_goes_twice(
    app: Askwell, cast: Cast, browser: Browser, tmp_path: Path
) -> None:
    browser.sign_in(cast.carla)
    with site(app):
        mail.send_later("carla@example.com", "erased", "en")
        jobs.enqueue(MAIL_JOB, {})
        jobs.enqueue("index", {})
        assert db.session.query(jobs.Job).filter_by(kind="mail").count() == 1
    there = elsewhere(tmp_path / "there")
    run(there, "restore", made(app, tmp_path / "backups"), "--no-index")
    with there.app_context():
        assert {job.kind for job in db.session.query(jobs.Job)} >= {"index"}
        assert not {job.kind for job in db.session.query(jobs.Job)} & {"mail", MAIL_JOB}
        assert db.session.scalar(sa.text("SELECT count(*) FROM sign_in_session")) == 0


def test_a_place_that_is_not_empty_is_left_alone(app: Askwell, cast: Cast, tmp_path: Path) -> None:
    factories.question(app, cast.carla, title="A kettle of mine")
    file = made(app, tmp_path / "backups")
    refused = run(app, "restore", file)
    assert refused.exit_code == 1
    assert "There is a database here already" in refused.output
    there = elsewhere(tmp_path / "there")
    uploads_of(there).mkdir()
    (uploads_of(there) / "mine.txt").write_text("mine")
    refused = run(there, "restore", file)
    assert "There are files in" in refused.output
    assert tables_there(there) == []


def test_a_newer_one_is_refused_and_an_older_one_is_brought_up_to_date(
    app: Askwell, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.question(app, cast.carla, title="From the old days")
    old = made(app, tmp_path / "old")
    later = tmp_path / "program"
    shutil.copytree(
        migrate.ROOT / "migrations", later / "migrations", ignore=shutil.ignore_patterns("__pycache__")
    )
    (later / "migrations/versions/9999_mood.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\nrevision = 'later'\n"
        f"down_revision = {_head(app)!r}\n"
        "def upgrade():\n    op.add_column('question', sa.Column('mood', sa.Text(), server_default='calm'))\n"
    )
    with monkeypatch.context() as newer:
        newer.setattr(migrate, "ROOT", later)
        there = elsewhere(tmp_path / "there")
        assert run(there, "restore", old, "--no-index").exit_code == 0
        with there.app_context():
            assert db.session.execute(sa.text("SELECT title, mood FROM question")).all() == [
                ("From the old days", "calm")
            ]
        new = made(there, tmp_path / "new")
    older = elsewhere(tmp_path / "older", "older")
    refused = run(older, "restore", new)
    assert (refused.exit_code, "has schema later, which this Askwell does not know" in refused.output) == (
        1,
        True,
    )
    assert tables_there(older) == []


def _head(app: Askwell) -> str:
    with app.app_context(), db.engine.connect() as connection:
        return migrate.revision_of(connection)


def _way_out(tar: tarfile.TarFile) -> None:
    link = tarfile.TarInfo("uploads/pictures")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    tar.addfile(link)


def test_a_damaged_or_forged_one_restores_nothing(app: Askwell, cast: Cast, tmp_path: Path) -> None:
    factories.question(app, cast.carla)
    file = made(app, tmp_path / "backups")
    whole, kept = file.read_bytes(), members(file)
    wrong = tmp_path / "wrong.tar.gz"
    there = elsewhere(tmp_path / "there")

    def said() -> str:
        done = run(there, "restore", wrong)
        assert done.exit_code == 1
        assert run(there, "backup", "verify", wrong).exit_code == 1
        assert tables_there(there) == []
        assert not uploads_of(there).exists()
        return done.output

    wrong.write_bytes(whole[: len(whole) // 2])
    assert "damaged" in said()
    wrong.write_bytes(whole[:-200] + bytes(8) + whole[-192:])
    assert "damaged" in said()
    wrong.write_bytes(b"no backup at all")
    assert "no backup of Askwell" in said()
    forged = kept | {"tables/person.jsonl": kept["tables/person.jsonl"].replace(b"customer", b"admin")}
    packed(wrong, forged)
    assert "tables/person.jsonl is not what was written" in said()
    packed(wrong, {name: data for name, data in kept.items() if name != "tables/question.jsonl"})
    assert "tables/question.jsonl is missing" in said()
    packed(wrong, {name: data for name, data in kept.items() if name != "manifest.json"})
    assert "was not finished" in said()
    for name in ("uploads/../../evil", "/etc/evil", "uploads/.hidden", "evil"):
        packed(wrong, {name: b"!"} | kept)
        assert "which no backup of Askwell does" in said()
    packed(wrong, kept, _way_out)
    assert "no plain file" in said()
    assert not (tmp_path / "evil").exists()


def test_a_backup_from_before_she_left_does_not_bring_her_back(
    app: Askwell, cast: Cast, tmp_path: Path
) -> None:
    number, bob = cast.carla.id, cast.bob.id
    question = factories.question(app, cast.carla, "Where is the zebrafish?")
    file = made(app, tmp_path / "backups", "--quick")
    with site(app):
        erasing.erase(number, "go")
    made(app, tmp_path / "backups", "--quick")  # the next night's lays the list beside all of them
    there = elsewhere(tmp_path / "there")
    done = run(there, "restore", file, "--no-index")
    assert "erased again, as they were after this backup was made: 1" in done.output
    with there.app_context():
        assert db.session.get(Person, number) is None
        assert db.session.get_one(Person, bob).email == "bob@example.com"
        assert db.session.get_one(Question, question).title == ""
        assert not remembered.unsettled()
    said = (tmp_path / "backups" / remembered.NAME).read_text()
    assert "carla" not in said.lower()
    assert len(said.splitlines()) == 1


def test_a_restore_that_was_killed_before_that_is_finished_by_the_worker(
    app: Askwell, cast: Cast, tmp_path: Path
) -> None:
    number = cast.carla.id
    file = made(app, tmp_path / "backups", "--quick")
    with site(app):
        erasing.erase(number, "stay")
    shutil.copy(app.config["SETTINGS"].instance_dir / remembered.NAME, file.parent)
    there = elsewhere(tmp_path / "there")
    with there.app_context():
        restoring.restore(file)
    with site(there):
        assert db.session.get(Person, number) is not None
        erasing.erase_due()
        assert db.session.get(Person, number) is None
