"""Two texts made of one are joined, and no word of either is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core import merging

BASE = "Title\n\nOne.\n\nTwo.\n\nThree."


def test_changes_in_different_places_fit_together():
    theirs = BASE.replace("One.", "One, says Ana.")
    mine = BASE.replace("Three.", "Three, says Ada.")

    merged = merging.merge(BASE, theirs, mine)

    assert merged == merging.Merged("Title\n\nOne, says Ana.\n\nTwo.\n\nThree, says Ada.", 0)


def test_changes_of_the_same_line_stand_beside_each_other_between_marks():
    theirs, mine = BASE.replace("Two.", "Two, says Ana."), BASE.replace("Two.", "Two, says Ada.")

    merged = merging.merge(BASE, theirs, mine, "Ana (3)", "Ada")

    assert merged.conflicts == 1
    assert "<<<<<<<<< Ana (3)\nTwo, says Ana.\n=========\nTwo, says Ada.\n>>>>>>>>> Ada" in merged.text
    assert merging.marked(merged.text)
    assert not merging.marked(BASE)


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch", "a ========= b", "<<<<<<<<< x"]
)
def test_an_article_about_version_control_is_not_a_conflict(text):
    assert not merging.marked(text)


def test_the_same_change_on_both_sides_is_taken_once():
    both = BASE.replace("Two.", "Two!")
    assert merging.merge(BASE, both, both) == merging.Merged(both, 0)
    theirs = both.replace("One.", "One!")
    assert merging.merge(BASE, theirs, both) == merging.Merged(theirs, 0)


def test_what_one_side_took_out_stays_out():
    theirs = BASE.replace("\n\nTwo.", "")
    mine = BASE.replace("Title", "Better title")
    assert merging.merge(BASE, theirs, mine).text == theirs.replace("Title", "Better title")


def test_without_a_common_base_both_texts_stand_whole():
    merged = merging.merge("", "All of Ana's.\nText.", "All of Ada's.")
    assert merged.conflicts == 1
    assert "All of Ana's.\nText." in merged.text
    assert "All of Ada's." in merged.text


def test_the_three_texts_beside_each_other():
    theirs, mine = BASE.replace("Two.", "Two three."), BASE.replace("Two.", "Two four.")

    rows = merging.beside(BASE, theirs, mine)

    assert [row.how for row in rows] == ["skip", "changed", "skip"]
    assert [row.skipped for row in rows] == [4, 0, 2]
    assert rows[1].base == "Two."
    assert ("ins", " three") in rows[1].theirs or ("ins", "three") in [
        (h, w.strip()) for h, w in rows[1].theirs
    ]
    assert any(how == "ins" and "four" in words for how, words in rows[1].mine)


lines = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=12).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(lines, lines, lines)
def test_no_line_that_somebody_added_is_lost(base, theirs, mine):
    merged = merging.merge(base, theirs, mine).text.split("\n")
    for added in (theirs, mine):
        for line in set(added.split("\n")) - set(base.split("\n")):
            assert line in merged


@settings(max_examples=200, deadline=None)
@given(lines, lines)
def test_who_changed_nothing_takes_the_others_text(base, theirs):
    assert merging.merge(base, theirs, base) == merging.Merged(theirs, 0)
    assert merging.merge(base, base, theirs) == merging.Merged(theirs, 0)
