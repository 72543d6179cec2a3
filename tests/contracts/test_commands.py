"""The other commands of section 5: evaluate, user and token, worker, doctor. Exit status and what stands on stdout."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.outside import Commands, Site, article, free_port, write

KEYS = {"ndcg@10", "mrr@10", "recall@10", "success@1", "p50_ms", "p95_ms", "p99_ms", "queries", "documents"}

DOCS = [
    {"id": "walrus", "lang": "en", "title": "Walrus permit", "body": "How to get a walrus permit.", "kind": "article"},
    {"id": "permit", "lang": "en", "title": "Office hours", "body": "The permit office is open.", "kind": "article"},
    {"id": "kettle", "lang": "en", "title": "Kettle descaling", "body": "Use vinegar.", "kind": "thread"},
    {"id": "bouilloire", "lang": "fr", "title": "Détartrer la bouilloire", "body": "Du vinaigre.", "kind": "article"},
    {"id": "empty", "lang": "en", "title": "", "body": "Quixotic zeppelin timetable", "kind": "article"},
]  # fmt: skip
QUERIES = [
    {"id": "q1", "lang": "en", "text": "walrus permit"},
    {"id": "q2", "lang": "en", "text": "kettle descaling vinegar"},
    {"id": "q3", "lang": "fr", "text": "bouilloire"},
    {"id": "q4", "lang": "en", "text": "zeppelin timetable", "body": "walrus permit"},
    {"id": "unjudged", "lang": "en", "text": "office"},
]
QRELS = [("q1", "permit", 2), ("q1", "walrus", 1), ("q2", "kettle", 2), ("q2", "bouilloire", 1), ("q3", "bouilloire", 1),
         ("q4", "empty", 2), ("q4", "gone", 1)]  # fmt: skip
RANKED = {
    "q1": ["walrus", "permit"],
    "q2": ["kettle"],
    "q3": ["bouilloire"],
    "q4": ["empty"],
}  # within one language


def judged(folder: Path, prefix: str = "shared.", meta: dict[str, Any] | None = None) -> Path:
    """A judged set as section 6 writes it."""
    folder.mkdir()
    write(folder / "docs.jsonl", *DOCS)
    write(folder / f"{prefix}queries.jsonl", *QUERIES)
    rows = ["query_id\tdoc_id\tgrade", *("\t".join(map(str, row)) for row in QRELS)]
    (folder / f"{prefix}qrels.tsv").write_text("\n".join(rows) + "\n")
    (folder / "meta.json").write_text(json.dumps(meta or {}))
    return folder


def expected() -> dict[str, float]:
    """The measures by their definitions, of the rankings that these words can only have."""
    sums = dict.fromkeys(("ndcg@10", "mrr@10", "recall@10", "success@1"), 0.0)
    for query, ranking in RANKED.items():
        grades = {document: grade for q, document, grade in QRELS if q == query}
        gain = [2 ** grades.get(document, 0) - 1 for document in ranking]
        best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)
        discounted = [sum(g / math.log2(rank + 2) for rank, g in enumerate(row[:10])) for row in (gain, best)]
        sums["ndcg@10"] += discounted[0] / discounted[1]
        sums["mrr@10"] += next((1 / (rank + 1) for rank, g in enumerate(gain) if g), 0.0)
        sums["recall@10"] += sum(1 for g in gain if g) / min(10, len(grades))
        sums["success@1"] += bool(gain[0])
    return {name: value / len(RANKED) for name, value in sums.items()}


def figures(commands: Commands, *arguments: str) -> list[dict[str, float]]:
    """What `--json` prints: one object a set and nothing else."""
    printed = commands.run("search", "evaluate", *arguments, "--json").stdout
    return [json.loads(line) for line in printed.splitlines()]


def test_a_judged_set_is_measured_by_the_book(commands: Commands, tmp_path: Path) -> None:
    same = judged(tmp_path / "same", meta={"restrict": "same_lang"})
    other = judged(tmp_path / "other", meta={"restrict": "other_lang"})
    plain = judged(tmp_path / "plain", prefix="")
    one, crossed, whole = figures(commands, str(same), str(other), str(plain))
    assert set(one) == KEYS
    assert (one["queries"], one["documents"]) == (4, 5)
    for name, value in expected().items():
        assert one[name] == pytest.approx(value, abs=5e-4), name
    assert 0 < one["p50_ms"] <= one["p95_ms"] <= one["p99_ms"]
    # In another language only the French text can answer q2, and nothing can answer the other three.
    assert crossed["success@1"] <= 0.25
    assert crossed["recall@10"] <= 0.125
    assert whole["queries"] == 4
    assert not (commands.folder / "search").exists(), "the site's own index is not touched"


def test_history_teaches_and_is_not_tested(commands: Commands, tmp_path: Path) -> None:
    folder = judged(tmp_path / "set")
    past = [{"id": "p1", "lang": "en", "text": "grumpy flibberty gadget"}]
    write(folder / "past.queries.jsonl", *past)
    (folder / "past.qrels.tsv").write_text("p1\tkettle\t2\n")
    write(folder / "next.queries.jsonl", {"id": "n1", "lang": "en", "text": "flibberty gadget"})
    (folder / "next.qrels.tsv").write_text("n1\tkettle\t2\n")
    assert figures(commands, str(folder), "--split", "next")[0]["success@1"] == 0.0
    assert figures(commands, str(folder), "--split", "next", "--history", "past")[0]["success@1"] == 1.0
    (half,) = figures(commands, str(folder), "--history", "0.5")
    assert 0 < half["queries"] < 4


def test_ask_reads_the_text_of_the_question_too(commands: Commands, tmp_path: Path) -> None:
    folder = judged(tmp_path / "set")
    write(
        folder / "ask.queries.jsonl",
        {"id": "a", "lang": "en", "text": "Help me", "body": "with a walrus permit"},
    )
    (folder / "ask.qrels.tsv").write_text("a\twalrus\t1\n")
    assert figures(commands, str(folder), "--split", "ask", "--ask")[0]["success@1"] == 1.0
    said = commands.run("search", "evaluate", str(folder), "--split", "ask").stdout
    assert all(name in said for name in KEYS)


def test_what_can_not_be_measured_is_a_sentence(commands: Commands, tmp_path: Path) -> None:
    empty, none = commands.together(("search", "evaluate", str(tmp_path)), ("search", "evaluate"))
    assert (empty.returncode, none.returncode) == (1, 2)
    assert empty.stderr.startswith("Error: ")


def test_people_of_every_role_come_in_where_their_role_may(live: Site) -> None:
    doors = {
        "/my/questions": "carla ana mo root",
        "/desk": "ana mo root",
        "/moderation": "ana mo root",  # an agent reads the flags there; only moderators settle them
        "/moderation/reviews": "mo root",
        "/admin/people": "root",
    }
    for name in ("carla", "ana", "mo", "root"):
        browser = live.signed_in(name)
        for path, may in doors.items():
            assert browser.get(path).status == (200 if name in may.split() else 403), (name, path)


def test_a_person_is_made_once_and_wrong_words_are_refused(commands: Commands) -> None:
    made = commands.run("user", "create", "--email", "eva@example.com", "--role", "agent").stdout
    assert "eva@example.com" in made
    assert "/reset/" in made, "a link to choose a password"
    again, nonsense, emperor, nobody, flying, printed = commands.together(
        ("user", "create", "--email", "Eva@Example.com"),
        ("user", "create", "--email", "nonsense"),
        ("user", "create", "--email", "x@example.com", "--role", "emperor"),
        ("token", "create", "nobody@example.com", "--scope", "read"),
        ("token", "create", "eva@example.com", "--scope", "fly"),
        ("token", "create", "eva@example.com", "--scope", "read", "--scope", "write"),
    )
    assert [done.returncode for done in (again, nonsense, emperor, nobody, flying)] == [1, 1, 2, 1, 2]
    assert "account" in again.stderr
    assert printed.returncode == 0
    assert len(printed.stdout.splitlines()) == 1
    assert len(printed.stdout.strip()) >= 32
    assert " " not in printed.stdout.strip()


def test_doctor_says_what_to_do_and_the_worker_does_what_is_due(commands: Commands, tmp_path: Path) -> None:
    ill = commands.run("doctor", status=1).stdout
    assert "db-upgrade" in ill
    assert "search rebuild" in ill
    commands.run("import", str(write(tmp_path / "kb.jsonl", article("kb-1", "Opening hours", "From nine."))))
    assert "jobs done" in commands.run("worker", "--once").stdout
    doctor, status = commands.together(("doctor",), ("search", "status"))
    assert (doctor.returncode, status.returncode) == (0, 0)
    well = doctor.stdout
    for name in ("database", "search", "mail", "schema"):
        assert f"ok    {name}" in well

    commands.environment["ASKWELL_MAIL_URL"] = f"smtp://127.0.0.1:{free_port()}"
    assert "ASKWELL_MAIL_URL" in commands.run("doctor", status=1).stdout
    commands.environment["ASKWELL_MAIL_URL"] = "pigeon:post"
    assert "ASKWELL_MAIL_URL" in commands.run("doctor", status=1).stderr
    commands.environment = {"ASKWELL_DATABASE_URL": "sqlite:////no/such/folder/x.db"}
    doctor, imported = commands.together(("doctor",), ("import", str(tmp_path / "kb.jsonl")))
    assert (doctor.returncode, imported.returncode) == (1, 1)
    assert "ASKWELL_DATABASE_URL" in doctor.stdout
    assert "ASKWELL_DATABASE_URL" in imported.stderr


def test_a_lost_index_is_built_anew(commands: Commands, tmp_path: Path) -> None:
    commands.run("import", str(write(tmp_path / "kb.jsonl", article("kb-1", "Opening hours", "From nine."))))
    shutil.rmtree(commands.folder / "search")
    status, query = commands.together(("search", "status"), ("search", "query", "opening"))
    assert (status.returncode, query.returncode) == (1, 1)
    assert "out of step" in status.stdout
    assert query.stderr
    assert "1 documents" in commands.run("search", "rebuild").stdout
    assert "Opening hours" in commands.run("search", "query", "opening hours").stdout
