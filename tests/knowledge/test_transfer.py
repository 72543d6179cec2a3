"""Articles leave as Markdown files and come back, whole or not at all."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from forum.moderation.curating import queries as curating
from tests import factories
from tests.factories import site
from tests.knowledge.folders import WHOLE, counts, empty, export, revisions, run
from tests.knowledge.stage import changed, translation


def test_a_site_leaves_comes_back_and_leaves_again_without_a_difference(app, cast, tmp_path):
    first = factories.article(app, cast, "Wi-Fi: 'no' \"connection\" — why?", "# One\n\n---\n\n| a | b |\n|--|--|\n",
                              summary="Off: on.", phrasings=["no", "1.0", "- dash", "2026-01-01"])  # fmt: skip
    translation(app, cast, first, "ja", "つながらない")
    factories.article(app, cast, "Only a draft", published=False)
    gone = factories.article(app, cast, "Archived", topic_slug="cards")
    with site(app):
        actions.archive(queries.article(gone, cast.mo), cast.mo)
    before = export(app, tmp_path / "one")
    assert len([name for name in before if name.endswith(".md")]) == 4

    made = revisions(app)
    assert counts(run(app, "import", tmp_path / "one")) == "new 0, changed 0, the same 4"
    assert revisions(app) == made

    empty(app)
    assert counts(run(app, "import", tmp_path / "one")) == "new 4, changed 0, the same 0"
    assert export(app, tmp_path / "two") == before
    assert counts(run(app, "import", tmp_path / "two")) == "new 0, changed 0, the same 4"
    with app.app_context():
        articles = {a.title: a for a in db.session.query(Article)}
        assert articles["つながらない"].family_id == articles["Wi-Fi: 'no' \"connection\" — why?"].id
        assert articles["Archived"].archived_at is not None
        assert articles["Only a draft"].published_revision_id is None


def test_what_was_changed_in_a_file_is_a_new_revision(app, cast, browser, tmp_path):
    number = factories.article(app, cast)
    export(app, tmp_path)
    file = next(tmp_path.rglob("*.md"))
    file.write_text(file.read_text().replace("30 days", "45 days"))

    assert counts(run(app, "import", tmp_path, "--by", "mo@example.com")) == "new 0, changed 1, the same 0"

    assert "45 days" in browser.get(f"/articles/{number}").text
    with site(app):
        newest = queries.newest(number, cast.mo)
        assert (newest.number, newest.state, newest.author_id) == (2, "published", cast.mo.id)
        assert queries.revision(number, 1, cast.mo).state == "superseded"
    assert counts(run(app, "import", tmp_path)) == "new 0, changed 0, the same 1"


def test_a_moved_and_an_archived_file_do_that_on_the_site(app, cast, browser, tmp_path):
    number = factories.article(app, cast)
    export(app, tmp_path)
    file = next(tmp_path.rglob("*.md"))
    text = file.read_text().replace("topic: orders", "topic: new-cards")
    file.write_text(text)
    assert counts(run(app, "import", tmp_path)) == "new 0, changed 1, the same 0"
    assert "New cards" in browser.get(f"/articles/{number}").text

    file.write_text(text.replace("state: published", "state: archived"))
    assert counts(run(app, "import", tmp_path)) == "new 0, changed 1, the same 0"
    assert browser.get(f"/articles/{number}").status == 404

    file.write_text(text)
    assert counts(run(app, "import", tmp_path)) == "new 0, changed 1, the same 0"
    assert browser.get(f"/articles/{number}").status == 200


def test_a_wrong_file_is_named_with_its_reason_and_nothing_is_half_done(app, cast, tmp_path):
    assert cast.root
    (tmp_path / "a-good.md").write_text(WHOLE)
    (tmp_path / "b-wrong.md").write_text(
        WHOLE.replace("id: kb-1", "id: kb-2").replace("lang: en", "lang: English")
    )

    done = run(app, "import", tmp_path)

    assert done.exit_code == 1
    assert 'b-wrong.md has "Eng' not in done.output
    assert 'b-wrong.md has a "lang" of more than 3 characters' in done.output
    assert "Nothing was brought in" in done.output
    with app.app_context():
        assert db.session.query(Article).count() == 0


def test_a_file_does_not_run_over_an_edit_that_waits(app, cast, tmp_path):
    number = factories.article(app, cast)
    export(app, tmp_path)
    changed(app, cast, number)
    assert counts(run(app, "import", tmp_path)) == "new 0, changed 0, the same 1"
    file = next(tmp_path.rglob("*.md"))
    file.write_text(file.read_text().replace("30 days", "45 days"))

    done = run(app, "import", tmp_path)

    assert done.exit_code == 1
    assert "while revision 2 waits" in done.output


def test_a_changed_file_follows_the_rules_of_its_significance(app, cast, browser, tmp_path):
    number = factories.article(app, cast)
    french = translation(app, cast, number)
    export(app, tmp_path)
    file = next(p for p in tmp_path.rglob("*.en.md"))
    file.write_text(file.read_text().replace("30 days", "45 days"))

    run(app, "import", tmp_path, "--significance", "major")

    assert "may be outdated" in browser.get(f"/articles/{french}").text


def test_an_export_leaves_strange_files_alone_and_drops_its_own_old_ones(app, cast, tmp_path):
    number = factories.article(app, cast)
    export(app, tmp_path)
    (tmp_path / "notes.txt").write_text("Mine.")
    with site(app):
        db.session.get_one(Article, number).topic_id = factories.topic(app, "cards", "Cards")

    after = export(app, tmp_path)

    assert [name for name in after if name.endswith(".md")] == [n for n in after if n.startswith("cards/")]
    assert after["notes.txt"] == b"Mine."
    (tmp_path / "own.md").write_text("# My own notes")
    refused = run(app, "export", tmp_path)
    assert refused.exit_code == 1
    assert "own.md is there, which no export wrote" in refused.output


def test_a_name_that_leads_out_of_the_folder_is_not_followed(app, cast, tmp_path):
    assert cast.root
    (tmp_path / "secret.md").write_text(WHOLE)
    (tmp_path / "secret.png").write_bytes(b"not to be read")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.md").symlink_to(tmp_path / "secret.md")
    assert "a.md leads out of the folder" in run(app, "import", folder).output
    (folder / "a.md").unlink()
    (folder / "b.md").write_text(WHOLE + "\n![x](secret.png)\n")
    (folder / "secret.png").symlink_to(tmp_path / "secret.png")
    assert "secret.png, which is not beside it" in run(app, "import", folder).output


def test_without_an_admin_somebody_has_to_be_named(app, cast, tmp_path):
    (tmp_path / "one.md").write_text(WHOLE)
    with site(app):
        db.session.execute(sa.text("DELETE FROM person WHERE role = 'admin'"))
    assert "There is no admin yet" in run(app, "import", tmp_path).output
    assert "is no moderator" in run(app, "import", tmp_path, "--by", "ana@example.com").output
    assert counts(run(app, "import", tmp_path, "--by", "mo@example.com")) == "new 1, changed 0, the same 0"


def test_families_are_checked_before_anything_comes_in(app, cast, tmp_path):
    assert cast.root
    (tmp_path / "1.md").write_text(WHOLE)
    (tmp_path / "2.md").write_text(WHOLE)
    (tmp_path / "3.md").write_text(
        WHOLE.replace("kb-1", "kb-3").replace("state:", "translation_of: kb-1\nstate:")
    )
    (tmp_path / "4.md").write_text(
        WHOLE.replace("kb-1", "kb-4").replace("state:", "translation_of: kb-9\nstate:")
    )

    said = run(app, "import", tmp_path).output

    assert '2.md has the id "kb-1" of 1.md' in said
    assert '3.md is in "en" as 1.md, whose translation it is' in said
    assert '4.md is a translation of "kb-9", which is neither here nor on the site' in said


def test_imported_articles_leave_and_come_back_the_same(app, cast, tmp_path):
    """As the real ones do that lie beside the project: see docs/operations.md."""
    from forum.importing.actions import Run

    assert cast.root
    lines = [
        {"type": "article", "id": "kb/1", "lang": "fr", "category": "Vie privée", "title": "Données", "body": "  a\r\nb\t "},
        {"type": "article", "id": "kb/2", "lang": "en", "category": "Vie privée", "title": "Data", "body": "Text",
         "translation_of": "kb/1", "phrasings": ["my data", "a: b"], "summary": "# no heading"},
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    with site(app):
        Run(lambda *bad: pytest.fail(str(bad))).take(tmp_path / "in.jsonl")
    before = export(app, tmp_path / "out")

    assert counts(run(app, "import", tmp_path / "out")) == "new 0, changed 0, the same 2"
    assert export(app, tmp_path / "again") == before


def test_an_older_published_date_is_kept_and_it_is_looked_at_from_now(app, cast, tmp_path):
    assert cast.root
    (tmp_path / "one.md").write_text(WHOLE.replace("2026-01-02", "2001-01-02"))
    run(app, "import", tmp_path)
    with app.app_context():
        article = db.session.query(Article).one()
        assert article.published_at.year == 2001
        assert article.checked_at is None
        assert clock.now() - article.review_from < timedelta(minutes=5)
        assert list(curating.articles(cast.root, "due", 1)) == []
