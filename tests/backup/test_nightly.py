"""A backup each night, and a doctor who knows."""

from __future__ import annotations

import os
import resource
from datetime import timedelta
from pathlib import Path

from forum import Askwell
from forum.backup import actions
from forum.core import clock, jobs
from tests.backup.stage import made, run
from tests.factories import Cast, site


def night(app: Askwell) -> None:
    with site(app):
        actions.due()
    with app.app_context():
        jobs.run_until_empty()


def test_the_worker_makes_one_each_night_and_keeps_so_many_days(
    app: Askwell, cast: Cast, tmp_path: Path
) -> None:
    folder = tmp_path / "nightly"
    night(app)
    assert not folder.exists()  # nobody said where to
    app.config["SETTINGS"].backup_dir = str(folder)
    night(app)
    (first,) = folder.glob("*")
    assert first.stat().st_mode & 0o777 == 0o600
    os.utime(first, (0, 0))
    with site(app):
        assert actions.forget_old(folder, 14) == 0  # the newest stays, however old
    with clock.moved(timedelta(days=1)):
        night(app)
    (second,) = folder.glob("*")
    assert second != first


def test_the_doctor_knows_when_the_last_good_one_was_made(app: Askwell, cast: Cast, tmp_path: Path) -> None:
    said = run(app, "doctor").output
    assert "No backup was made yet" in said
    assert "ok    backup" in said
    file = made(app, tmp_path / "backups")
    said = run(app, "doctor").output
    assert f"The last good backup is {file.name}" in said
    app.config["SETTINGS"].backup_dir = str(tmp_path / "backups")
    assert "ok    backup" in run(app, "doctor").output
    with clock.moved(timedelta(days=3)):
        late = run(app, "doctor")
        assert late.exit_code == 1
        assert "TO DO backup: Backups are due every night and the last good one is of" in late.output
    (tmp_path / "a file").write_text("in the way")
    failed = run(app, "backup", "--to", tmp_path / "a file" / "folder")
    assert failed.exit_code == 1
    assert "Not a directory" in failed.output
    said = run(app, "doctor").output
    assert "TO DO backup: The last backup, " in said
    assert f"The last good backup is {file.name}" in said


def test_nothing_half_written_has_the_name_of_a_backup(app: Askwell, cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    made(app, folder, "--quick")
    (kept,) = folder.glob("*")
    sums = kept.read_bytes()
    uploads = app.config["SETTINGS"].of_database("uploads")
    (uploads / "lost+found").mkdir(parents=True)
    (uploads / "lost+found/file").write_text("nobody of ours wrote this")
    assert run(app, "backup", "--to", tmp_path / "other", "--quick").exit_code == 0
    (uploads / "pictures").mkdir()
    (uploads / "pictures/large").write_bytes(os.urandom(12_000_000))
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000_000, usual[1]))  # as if the disk were full
    try:
        failed = run(app, "backup", "--to", folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    assert failed.exit_code == 1
    assert "File too large" in failed.output
    assert [file.name for file in folder.glob("*")] == [kept.name]
    assert kept.read_bytes() == sums
