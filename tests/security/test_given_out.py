"""What a command writes into a file holds what its readers may read, and no more: articles in a folder, the log of deeds."""

from __future__ import annotations

from pathlib import Path

from tests.security.scene import CANARIES, Scene
from tests.security.tally import Tally
from tests.security.test_canaries import canaries_in


def test_files_hold_what_their_readers_may_read(scene: Scene, tmp_path: Path, tally: Tally) -> None:
    folder = tmp_path / "articles"
    done = scene.app.test_cli_runner().invoke(args=["knowledge", "export", str(folder)])
    assert done.exit_code == 0, done.output
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    written = "".join(
        f"{path.relative_to(folder)}\n{path.read_bytes().decode(errors='replace')}" for path in files
    )
    found = canaries_in(written)
    # People of the company edit them elsewhere, drafts too. Waiting and replaced texts, flags and notes stay on the site.
    assert found == {"zordraftarticle", "zorarchived"}
    for kind in ("csv", "jsonl"):
        file = tmp_path / f"log.{kind}"
        done = scene.app.test_cli_runner().invoke(args=["audit", "export", str(file)])
        assert done.exit_code == 0, done.output
        log = file.read_text(encoding="utf-8")
        assert "exported the log" in log
        assert {each for each in canaries_in(log) if "root" not in CANARIES[each]} == set(), kind
    tally("files given out", len(files) + 2)
