"""The arithmetic: likeness, activity and time, and nothing that volume alone could win."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.routing.weighing import ACTIVITY_DAYS, LIKENESS_DAYS, Hit, active, weigh

ANN, BEN = 1, 2


def first(hits: list[Hit], activity: dict[int, float] | None = None) -> int:
    return weigh(hits, activity or {ANN: 1.0, BEN: 1.0}, 3)[0].person


def test_who_solved_the_nearer_question_comes_first_and_is_told_which():
    found = weigh([Hit(10, BEN, 9.0), Hit(11, ANN, 4.0), Hit(12, ANN, 1.0)], {ANN: 1.0, BEN: 1.0}, 3)
    assert [each.person for each in found] == [BEN, ANN]
    assert found[1].similar == (11, 12)


def test_two_like_it_outweigh_one():
    assert first([Hit(10, BEN, 9.0), Hit(11, ANN, 8.0), Hit(12, ANN, 7.0)]) == ANN


def test_what_was_solved_long_ago_counts_less():
    assert first([Hit(10, BEN, 9.0, days=LIKENESS_DAYS), Hit(11, ANN, 8.0)]) == ANN
    now, then = active([(ANN, True, 0.0)])[ANN], active([(ANN, True, ACTIVITY_DAYS)])[ANN]
    assert then == pytest.approx(now / 2)


def test_a_solution_in_the_topic_counts_more_than_one_elsewhere():
    activity = active([(ANN, True, 1.0), (BEN, False, 1.0)])
    assert activity[ANN] > activity[BEN]
    assert first([Hit(10, BEN, 9.0), Hit(11, ANN, 9.0)], activity) == ANN


def test_who_answers_everything_is_not_asked_everything():
    assert first([Hit(10, BEN, 9.0), Hit(11, ANN, 2.0)], {ANN: 10.0, BEN: 1.0}) == BEN


def test_nothing_found_is_nobody():
    assert weigh([], {}, 3) == [] == weigh([Hit(1, ANN, 0.0)], {}, 3)


HITS = st.lists(
    st.builds(Hit, st.integers(1, 50), st.integers(1, 6), st.floats(0.01, 100), st.floats(0, 1000)),
    max_size=30,
)


@given(HITS, st.dictionaries(st.integers(1, 6), st.floats(0, 100)), st.integers(1, 8))
def test_each_person_once_best_first_and_the_same_whoever_looks(hits, activity, limit):
    found = weigh(hits, activity, limit)
    assert found == weigh(list(hits), dict(activity), limit)
    assert len({each.person for each in found}) == len(found) <= limit
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert {each.person for each in found} <= {hit.solver for hit in hits}
