"""`flask --app wsgi import FILE...` with the formats of section 6, as a shop brings what it has."""

from __future__ import annotations

import gzip
import json
import re
import signal
from pathlib import Path

from tests.contracts.outside import Commands, article, eventually, thread, write


def counts(said: str) -> dict[str, int]:
    """The summary: {"imported": 3, ...}."""
    return {
        name: int(number) for name, number in re.findall(r"(imported|unchanged|updated|skipped) (\d+)", said)
    }


def titles(printed: str) -> list[str]:
    """What `search query` found, in order; no other line that it prints."""
    rows = [line for line in printed.splitlines() if re.match(r"\s*\d+\s+\d+\.\d+ \w+:\d+ ", line)]
    return [row.split(None, 4)[4] for row in rows]


MIXED: list[bytes] = [
    b"\xef\xbb\xbf" + json.dumps({"type": "topic", "id": "privacy", "name": {"en": "Privacy", "fr": "Vie privée"}, "promise_hours": 24}).encode(),
    b"",
    json.dumps(article("kb-fr", "Carte refusée", "Appelez-nous.", lang="fr", translation_of="kb-en")).encode(),
    json.dumps(article("kb-en", "Card declined", "Call us about the hedgehog.")).encode(),
    b"   \t ",
    b"{not json",
    json.dumps({"type": "article", "id": "kb-9", "lang": "en"}).encode(),
    json.dumps({"type": "poem", "id": "p-1"}).encode(),
    json.dumps(article("kb-8", "Wrong", "types", views="many")).encode(),
    json.dumps(thread("t-1", "My parcel is late", "Where is the pangolin?", mood="cross", answers=[
        {"author": "u", "body": "Wait for the **pangolin**.", "created": "2026-01-06", "score": 3, "accepted": True, "colour": 1}])).encode(),
    b'["a", "list"]',
    b"\xff\xfe\x00",
    json.dumps(article("kb-en", "Card declined again", "The same id.")).encode(),
    json.dumps(thread("t-2", "No moment", "x", created="yesterday")).encode(),
    json.dumps({"id": "kb-7", "title": "No type", "lang": "en", "body": "x"}).encode(),
    json.dumps(thread("t-3", "Without answers", "Das ist gut.", lang="de")).encode(),
]  # fmt: skip
GOOD = {1, 3, 4, 10, 16}
BLANK = {2, 5}


def test_a_mixed_file_brings_what_is_good_and_names_what_is_not(commands: Commands, tmp_path: Path) -> None:
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(b"\r\n".join(MIXED))
    first = commands.run("import", str(path))
    assert counts(first.stdout) == {"imported": 5, "unchanged": 0, "updated": 0, "skipped": 9}
    named = {int(n) for n in re.findall(r"^mixed\.jsonl:(\d+): line \1 \S", first.stderr, re.MULTILINE)}
    assert named == set(range(1, len(MIXED) + 1)) - GOOD - BLANK

    status, hedgehog, pangolin, french = commands.together(
        ("search", "status"),
        ("search", "query", "hedgehog"),
        ("search", "query", "pangolin"),
        ("search", "query", "carte refusée", "--lang", "fr", "--explain"),
    )
    assert (status.returncode, status.stdout.splitlines()[-1]) == (0, "in step")
    assert titles(hedgehog.stdout)[0] == "Card declined"
    assert titles(pangolin.stdout)[0] == "My parcel is late [solved]"
    assert "Carte refusée" in french.stdout.splitlines()[0]
    assert "trust" in french.stdout
    assert "boost" in french.stdout

    again = commands.run("import", str(path))
    assert counts(again.stdout) == {"imported": 0, "unchanged": 5, "updated": 0, "skipped": 9}


def test_a_changed_line_changes_what_is_there_in_place(commands: Commands, tmp_path: Path) -> None:
    path = write(
        tmp_path / "kb.jsonl", article("kb-1", "Opening hours", "From nine."), thread("t-1", "Late", "Hm.")
    )
    commands.run("import", str(path))
    write(path, article("kb-1", "Opening times", "From ten, says the walrus."), thread("t-1", "Late", "Hm."))
    packed = tmp_path / "kb.jsonl.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert counts(commands.run("import", str(packed)).stdout) == {
        "imported": 0, "unchanged": 1, "updated": 1, "skipped": 0,
    }  # fmt: skip
    walrus, opening = commands.together(("search", "query", "walrus"), ("search", "query", "opening"))
    assert titles(walrus.stdout)[0] == "Opening times"
    assert "Opening hours" not in titles(opening.stdout)


def test_several_files_and_one_that_is_not_there(commands: Commands, tmp_path: Path) -> None:
    one = write(tmp_path / "one.jsonl", article("kb-1", "One", "First."))
    two = write(tmp_path / "two.jsonl", article("kb-2", "Two", "Second."), article("kb-1", "One", "First."))
    assert counts(commands.run("import", str(one), str(two)).stdout)["imported"] == 2
    missing, nothing = commands.together(("import", str(tmp_path / "no.jsonl")), ("import",))
    assert missing.returncode != 0
    assert "no.jsonl" in missing.stderr
    assert nothing.returncode != 0
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(gzip.compress(one.read_bytes())[:-9])
    assert "cut.jsonl.gz" in commands.run("import", str(cut), status=1).stderr


def test_a_killed_import_is_taken_up_where_it_was(commands: Commands, tmp_path: Path) -> None:
    total = 1_200
    path = tmp_path / "many.jsonl"
    write(path, *(article(f"kb-{n}", f"Article number {n}", f"About the thing {n}.") for n in range(total)))
    commands.run("import", str(write(tmp_path / "none.jsonl")))
    killed = commands.start("import", str(path))
    database = commands.folder / "askwell.db-wal"
    eventually(
        lambda: (database.exists() and database.stat().st_size > 200_000) or killed.poll() is not None, 60
    )
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    rest = counts(commands.run("import", str(path)).stdout)
    assert rest["imported"] + rest["unchanged"] == total
    assert rest["updated"] == rest["skipped"] == 0
    assert rest["unchanged"] % 200 == 0, "whole batches only"
    status = commands.run("search", "status").stdout
    assert f"in the database {total}, in the index {total}" in status
