"""An article as a Markdown file: what it says, and what can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from forum.knowledge.transfer import files
from forum.knowledge.transfer.files import Page, Wrong
from tests.knowledge.folders import WHOLE


def test_a_whole_file_says_what_it_says():
    page = files.read(WHOLE)
    assert page.phrasings == ("money back", "no")
    assert page.body == "Send it back.\n\n---\n\nThen wait."
    assert files.write(page) == WHOLE


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("---\nid", "id", "no front matter"),
        ("id: kb-1\n", "", 'no "id"'),
        ("title: How do refunds work?", "title: [a, b]", "no line of text"),
        ("title: How", "title: {How", "no YAML in line"),
        ("title: How", "colour: blue\ntitle: How", '"colour"'),
        ("state: published", "state: public", 'the state "public"'),
        ("'2026-01-02T03:04:05+00:00'", "yesterday", "no moment"),
        ("'2026-01-02T03:04:05+00:00'", "2026-01-02", "without a time zone"),
        ("- money back", "- &a money\n- *a", "an alias"),
        ("Thirty days.", "x" * 1001, "more than 1000 characters"),
        ("Send it back.\n\n---\n\nThen wait.\n", "", "no text"),
    ],
)
def test_what_can_be_wrong_with_a_file(old, new, why):
    assert old in WHOLE
    with pytest.raises(Wrong, match=why.replace("(", r"\(")):
        files.read(WHOLE.replace(old, new))


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", ".hidden", "..", "con:1", "日本"])
def test_no_id_leads_out_of_the_folder(name):
    path = files.path_of(Page(name, "en", "../up", "T", "B"))
    assert ".." not in Path(path).parts
    assert len(Path(path).parts) == 2
