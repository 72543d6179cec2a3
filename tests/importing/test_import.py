"""Root brings in what a community wrote elsewhere: each line once, changed lines again, bad lines by name."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from forum import Askwell
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db
from forum.importing import actions
from forum.importing.lines import BadLine, read
from forum.knowledge.models import Article, Revision
from forum.search import signals, stepping
from forum.support.models import Case
from forum.threads.models import Answer, PostEdit, Question
from forum.topics.models import Topic
from tests.factories import Cast, answer, site
from tests.pages import Browser

TOPIC = {"type": "topic", "id": "privacy", "name": {"en": "Privacy", "fr": "Vie privée"}, "promise_hours": 12}
THREAD = {
    "type": "thread", "id": "t-1", "lang": "zh-Hans", "category": "fix-problems", "title": "Kettle whistles",
    "body": "It **whistles** at night.", "author": "user-1", "created": "2024-05-01T10:00:00+02:00",
    "tags": ["Night Noise", "kettle"], "views": 400, "score": 3,
    "answers": [
        {"author": "user-2", "body": "Less water.", "created": "2024-05-01T11:00:00", "score": 2, "accepted": True},
        {"author": "user-1", "body": "Thanks!", "created": "2024-05-02T11:00:00Z", "score": 0, "accepted": False},
    ],
}  # fmt: skip
ARTICLE = {
    "type": "article", "id": "kb-1", "lang": "en", "category": "privacy", "title": "Your data", "summary": "Short.",
    "body": "| a | b |\n|---|---|\n| 1 | 2 |", "phrasings": ["What do you know of me?"], "translation_of": None, "views": 9,
}  # fmt: skip


def write(path: Path, *objects: dict[str, Any] | str) -> Path:
    """A file with one object, or raw text, a line."""
    lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in objects]
    text = "\n".join(lines) + "\n"
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def bring_in(app: Askwell, *paths: Path) -> Result:
    """`flask import`, as typed."""
    return app.test_cli_runner().invoke(args=["import", *map(str, paths)])


def summary(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout.strip().splitlines()[-1]


def test_topics_threads_and_articles_come_in(app: Askwell, tmp_path: Path, browser: Browser) -> None:
    done = bring_in(app, write(tmp_path / "all.jsonl.gz", TOPIC, THREAD, ARTICLE))
    assert summary(done) == "imported 3, unchanged 0, updated 0, skipped 0"
    with app.app_context():
        question = db.session.query(Question).one()
        assert (question.title, question.lang, question.external_id) == ("Kettle whistles", "zh", "t-1")
        assert question.created_at == datetime(2024, 5, 1, 8, tzinfo=UTC)
        assert question.active_at == datetime(2024, 5, 2, 11, tzinfo=UTC)
        assert (question.answer_count, question.score, question.views) == (2, 3, 400)
        assert question.tag_names == ["night-noise", "kettle"]
        assert "<strong>whistles</strong>" in question.body_html
        solution = db.session.get_one(Answer, question.solution_id)
        assert solution.body == "Less water."
        assert solution.score == 2
        author = db.session.get_one(Person, question.author_id)
        assert (author.handle, author.email, author.password_hash) == ("user-1", None, "")
        names = {topic.slug: topic.name for topic in db.session.query(Topic)}
        assert names == {"privacy": TOPIC["name"], "fix-problems": {"zh": "Fix problems"}}
        article = db.session.query(Article).one()
        revision = db.session.get_one(Revision, article.published_revision_id)
        assert revision.state == "published"
        assert "<table>" in revision.body_html
        assert revision.phrasings == ["What do you know of me?"]
        jobs.run_until_empty()
        assert stepping.compare().in_step
    assert "Less water." in browser.get("/questions/1-kettle-whistles").text
    assert browser.get("/articles/1-your-data").status == 200
    assert "Kettle whistles" in browser.get("/search?q=kettle").text


def test_a_second_run_changes_nothing_and_says_so(app: Askwell, tmp_path: Path) -> None:
    path = write(tmp_path / "all.jsonl", TOPIC, THREAD, ARTICLE)
    bring_in(app, path)
    with app.app_context():
        jobs.run_until_empty()
        before = [(q.version, q.active_at) for q in db.session.query(Question)]
    assert summary(bring_in(app, path)) == "imported 0, unchanged 3, updated 0, skipped 0"
    with app.app_context():
        assert [(q.version, q.active_at) for q in db.session.query(Question)] == before
        assert db.session.query(Revision).count() == 1
        assert jobs.waiting() == {}


def test_a_changed_line_updates_and_what_was_written_here_stays(
    app: Askwell, cast: Cast, tmp_path: Path
) -> None:
    path = write(tmp_path / "all.jsonl", THREAD, ARTICLE)
    bring_in(app, path)
    answer(app, 1, cast.bob, "Written here.")
    changed = THREAD | {
        "title": "Kettle sings",
        "score": 5,
        "answers": [
            THREAD["answers"][0] | {"body": "Much less water."},
            {**THREAD["answers"][1], "author": "user-9"},
        ],
    }
    write(path, changed, ARTICLE | {"body": "New text."})
    assert summary(bring_in(app, path)) == "imported 0, unchanged 0, updated 2, skipped 0"
    with app.app_context():
        question = db.session.query(Question).one()
        assert (question.title, question.score) == ("Kettle sings", 5)
        bodies = {a.body for a in db.session.query(Answer)}
        assert bodies == {"Much less water.", "Thanks!", "Written here."}
        assert question.answer_count == 4  # the answer of another author is another answer
        assert {edit.title or edit.body for edit in db.session.query(PostEdit)} == {
            "Kettle whistles",
            "Less water.",
        }
        states = [(r.number, r.state, r.body) for r in db.session.query(Revision).order_by(Revision.number)]
        assert [s[:2] for s in states] == [(1, "superseded"), (2, "published")]
        assert states[1][2] == "New text."
        jobs.run_until_empty()
        assert stepping.compare().in_step


def test_a_bad_line_is_named_and_skipped_and_the_others_come_in(app: Askwell, tmp_path: Path) -> None:
    path = write(
        tmp_path / "some.jsonl",
        "this is not JSON",
        THREAD,
        THREAD | {"id": "t-2", "answers": [{"author": "a", "body": " ", "created": "2024-01-01"}]},
        {"type": "party", "id": "p"},
        "",
        ARTICLE | {"id": "kb-2", "title": ""},
        ARTICLE,
    )
    done = bring_in(app, path)
    assert summary(done) == "imported 2, unchanged 0, updated 0, skipped 4"
    said = done.stderr.splitlines()
    assert [line.partition(" ")[0] for line in said if line.startswith("some.jsonl:")] == [
        *("some.jsonl:1:", "some.jsonl:3:", "some.jsonl:4:", "some.jsonl:6:")
    ]
    assert 'answer 1 has an empty "body"' in done.stderr
    assert "unknown type 'party'" in done.stderr
    with app.app_context():
        assert db.session.query(Answer).count() == 2


def test_an_id_that_comes_twice_counts_once_and_stays(app: Askwell, tmp_path: Path) -> None:
    path = write(tmp_path / "twice.jsonl", ARTICLE, ARTICLE | {"body": "Another text under the same id."})
    assert summary(bring_in(app, path)) == "imported 1, unchanged 0, updated 0, skipped 1"
    again = bring_in(app, path)
    assert summary(again) == "imported 0, unchanged 1, updated 0, skipped 1"
    assert "twice.jsonl:2: line 2 has the id 'kb-1' again" in again.stderr


def test_a_killed_import_goes_on_where_it_was(
    app: Askwell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    path = write(
        tmp_path / "many.jsonl", *(THREAD | {"id": f"t-{n}", "title": f"Kettle {n}"} for n in range(7))
    )
    real = actions.threads.insert
    calls = []

    def killed(*args: Any) -> Any:
        calls.append(1)
        made = real(*args)
        if len(calls) == 3:
            raise KeyboardInterrupt  # after the rows of the third batch, before its commit
        return made

    monkeypatch.setattr(actions.threads, "insert", killed)
    bring_in(app, path)
    with app.app_context():
        assert db.session.query(Question).count() == 4
        assert db.session.query(Answer).count() == 8
    assert summary(bring_in(app, path)) == "imported 3, unchanged 4, updated 0, skipped 0"


def test_a_line_that_the_database_refuses_is_alone(
    app: Askwell, tmp_path: Path, cast: Cast, browser: Browser
) -> None:
    with site(app):
        from tests.factories import topic

        topic(app)
    bring_in(app, write(tmp_path / "first.jsonl", THREAD))
    with site(app):
        from forum.importing.models import ImportedLine

        db.session.query(
            ImportedLine
        ).delete()  # the note was lost, the question (with its unique id) was not
    done = bring_in(app, write(tmp_path / "all.jsonl", ARTICLE, THREAD, THREAD | {"id": "t-5"}))
    assert summary(done) == "imported 2, unchanged 0, updated 0, skipped 1"
    assert "all.jsonl:2: line 2 was refused by the database" in done.stderr


def test_a_byte_order_mark_and_windows_line_ends_are_no_part_of_a_line(app: Askwell, tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf" + json.dumps(THREAD).encode() + b"\r\n\r\n" + json.dumps(ARTICLE).encode()
    )
    done = bring_in(app, path)
    assert summary(done) == "imported 2, unchanged 0, updated 0, skipped 0"
    assert done.stderr == ""


def test_what_came_in_is_found_when_the_command_ends(app: Askwell, tmp_path: Path) -> None:
    bring_in(app, write(tmp_path / "first.jsonl", THREAD))
    bring_in(app, write(tmp_path / "second.jsonl", ARTICLE))
    with app.app_context():
        assert stepping.compare().in_step
        assert stepping.compare().in_index == 2


def test_translations_join_their_original_in_any_order(app: Askwell, tmp_path: Path) -> None:
    french = ARTICLE | {"id": "kb-1-fr", "lang": "fr", "title": "Vos données", "translation_of": "kb-1"}
    other = french | {"id": "kb-1-fr-again"}
    done = bring_in(app, write(tmp_path / "fr.jsonl", french), write(tmp_path / "en.jsonl", ARTICLE, other))
    assert summary(done) == "imported 3, unchanged 0, updated 0, skipped 0"
    assert "en.jsonl:2: line 2 is in, but stands alone" in done.stderr
    with app.app_context():
        families = {a.external_id: a.family_id for a in db.session.query(Article)}
        assert families["kb-1"] == families["kb-1-fr"] != families["kb-1-fr-again"]


def test_views_are_a_modest_head_start(app: Askwell, tmp_path: Path) -> None:
    many = THREAD | {"id": "t-2", "views": 50_000_000}
    path = write(tmp_path / "all.jsonl", THREAD, many)
    bring_in(app, path)
    with app.app_context():
        assert signals.row("question:1").hits == pytest.approx(10.0, rel=0.01)  # root of 400, a half-life old
        assert signals.row("question:2").hits == pytest.approx(50.0, rel=0.01)  # however many
        assert signals.row("question:1").solved
    write(path, THREAD | {"views": 0}, many)
    bring_in(app, path)
    with app.app_context():
        assert signals.row("question:1").hits == pytest.approx(0.0, abs=0.01)


def test_old_questions_do_not_escalate(app: Askwell, tmp_path: Path) -> None:
    bring_in(app, write(tmp_path / "open.jsonl", THREAD | {"answers": []}))
    with site(app):
        from forum.support.actions import escalate_lapsed

        escalate_lapsed()
        assert db.session.query(Case).count() == 0


def test_a_file_cut_short_is_named_and_what_came_before_is_in(
    app: Askwell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 1)
    lines = [THREAD | {"id": f"t-{n}", "body": f"{n} " + "x" * 3000 + str(n * 7919)} for n in range(40)]
    path = write(tmp_path / "cut.jsonl.gz", *lines)
    path.write_bytes(path.read_bytes()[:-20])
    done = bring_in(app, path)
    assert done.exit_code == 1
    assert "cut.jsonl.gz: can't be read to its end" in done.stderr
    with app.app_context():
        assert db.session.query(Question).count() > 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": 7}, '"id" that is not text'),
        ({"title": "x" * 301}, "more than 300"),
        ({"body": "x" * 60_001}, "more than 60000"),
        ({"created": "yesterday"}, "not ISO 8601"),
        ({"created": None}, 'no "created"'),
        ({"views": "many"}, "not a whole number"),
        ({"views": 10**12}, "not a whole number"),
        ({"tags": "kettle"}, '"tags"'),
        ({"answers": {}}, '"answers"'),
        ({"answers": [THREAD["answers"][0]] * 2}, "more than one accepted"),
        ({"lang": ""}, 'no "lang"'),
    ],
)
def test_what_is_wrong_with_a_line_is_said(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadLine, match=reason):
        read(json.dumps(THREAD | change).encode())


@pytest.mark.parametrize("raw", [b"[1]", b"\xff\xfe", b"[" * 5000, b'{"type":"thread"', b'"text"'])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(BadLine):
        read(raw)
