"""Readers of a history see which words changed."""

from __future__ import annotations

import random

import pytest

from forum.core import differences


def sides(rows: list[differences.Row]) -> tuple[str, str]:
    left = "\n".join("".join(words for _, words in row.left) for row in rows if row.how != "ins")
    right = "\n".join("".join(words for _, words in row.right) for row in rows if row.how != "del")
    return left, right


def test_only_the_changed_words_are_marked():
    rows = differences.compare("Refunds take 14 days.\nAsk us.", "Refunds take 30 days.\nAsk us.")

    assert rows[0].how == "changed"
    assert ("del", "14") in rows[0].left
    assert ("ins", "30") in rows[0].right
    assert rows[1].how == "same"


def test_chinese_is_compared_sign_by_sign():
    rows = differences.compare("退款需要十四天", "退款需要三十天")

    assert "".join(w for how, w in rows[0].left if how == "same") == "退款需要十天"


def test_far_unchanged_lines_are_skipped_with_their_number():
    text = [f"line {i}" for i in range(40)]

    rows = differences.compare("\n".join(text), "\n".join([*text, "one more"]))

    assert rows[0] == differences.Row("skip", skipped=38)
    assert rows[-1].how == "ins"


def test_the_same_text_has_no_differences():
    assert differences.compare("a\nb", "a\nb") == []


@pytest.mark.parametrize("seed", range(30))
def test_both_sides_can_be_read_whole(seed):
    chance = random.Random(seed)
    old = ["".join(chance.choice("ab ") for _ in range(chance.randrange(6))) for _ in range(6)]
    new = [line for line in old if chance.random() > 0.3] + ["ab"] * chance.randrange(3)
    chance.shuffle(new)
    rows = differences.compare("\n".join(old), "\n".join(new), context=99)

    if old != new:
        left, right = sides(rows)
        assert left.split("\n") == "\n".join(old).split("\n")
        assert right.split("\n") == "\n".join(new).split("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n" * 30_000, "x\n" * 30_000),
        ("a b " * 15_000, "b a " * 15_000),
        ("\n".join("ab" * 20_000), "\n".join("ba" * 20_000)),
    ],
)
def test_hostile_texts_do_not_keep_anybody_waiting(monkeypatch, before, after):
    steps = 0

    class Counted(list):
        """Words or lines; counts how often two of them are looked at."""

        def __getitem__(self, at):
            nonlocal steps
            steps += 1
            return list.__getitem__(self, at)

    blocks = differences.blocks
    monkeypatch.setattr(differences, "blocks", lambda a, b: blocks(Counted(a), Counted(b)))
    middle = differences._middle
    monkeypatch.setattr(differences, "_middle", lambda a, b: middle(Counted(a), Counted(b)))

    rows = differences.compare(before, after)

    pieces = len(before) + len(after)
    assert 0 < steps < 4 * pieces + 4 * differences.EDITS_MAX**2
    assert len(rows) <= pieces
    assert differences.EDITS_MAX <= 300  # as many squared are looked at before two texts count as replaced
    assert differences.PAIRS_MAX <= 500


def test_a_line_put_in_before_a_changed_one_leaves_the_two_beside_each_other() -> None:
    rows = differences.compare(
        "Intro\nPay within thirty days of the mail.\nEnd",
        "Intro\nA new line.\nPay within sixty days of the mail.\nEnd",
    )
    changed = next(row for row in rows if row.how == "changed")
    assert [words for kind, words in changed.left if kind == "del"] == ["thirty"]
    assert [words for kind, words in changed.right if kind == "ins"] == ["sixty"]
    assert [row.right for row in rows if row.how == "ins"] == [(("ins", "A new line."),)]


def test_in_one_text_what_was_taken_out_stands_before_what_was_put_in() -> None:
    row = differences.compare("Pay in thirty days or call", "Pay in sixty days or write")[0]
    assert row.inline == (
        ("same", "Pay in "), ("del", "thirty"), ("ins", "sixty"), ("same", " days or "), ("del", "call"), ("ins", "write"),
    )  # fmt: skip
    assert "".join(w for k, w in row.inline if k != "ins") == "Pay in thirty days or call"
    assert "".join(w for k, w in row.inline if k != "del") == "Pay in sixty days or write"
