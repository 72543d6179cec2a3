"""What is wrong with a guide is said before agents walk it."""

from __future__ import annotations

from typing import Any

import pytest

from forum.core.errors import Invalid
from forum.support.guides.steps import Step, facts_of, flaws


def step(
    key: str, *leads: str, result: str = "", facts: tuple[dict[str, Any], ...] = (), name: str | None = None
) -> Step:
    """A step that leads to these."""
    return {
        "key": key,
        "name": key if name is None else name,
        "text": f"Ask {key}.",
        "result": result,
        "macro": None,
        "answers": [{"words": f"to {to}", "to": to} for to in leads],
        "facts": list(facts),
    }


def fact(kind: str, required: bool = True, *options: str) -> dict[str, Any]:
    return {"name": kind, "kind": kind, "options": list(options), "required": required}


SOUND = [
    step("ask", "restart", "replace"),
    step("restart", "ask", "replace"),
    step("replace", result="Send one."),
]


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (SOUND, []),
        ([], ["A guide needs a step."]),
        ([step("ask", "end"), step("end")], ["“end” is a dead end: say where it leads, or what the result is."]),
        ([step("ask", "gone")], ["“to gone” in “ask” leads nowhere."]),
        ([step("ask", ""), step("end", result="x")], ["“to ” in “ask” leads nowhere."]),
        ([*SOUND, step("lost", "replace")], ["Nothing leads to “lost”."]),
        (
            [step("ask", "round", "end"), step("round", "about"), step("about", "round"), step("end", result="x")],
            [f"From “{n}” on it goes in circles: no result can be reached." for n in ("round", "about")],
        ),
        ([step("ask", "end", result="x"), step("end", result="y")], ["“ask” ends with a result and leads on as well: choose one."]),
        ([step("a", "b", name="Same"), step("b", result="x", name="same")], ["Two steps are called “Same”.", "Two steps are called “same”."]),
        ([step("a", result="x", name="")], ["A step has no name."]),
        ([step("a", result="x", facts=(fact("choice", True, "one"),))], ["“choice” in “a” needs two or more choices."]),
    ],
)  # fmt: skip
def test_flaws_are_named(steps: list[Step], said: list[str]) -> None:
    assert [flaw.sentence % flaw.names for flaw in flaws(steps)] == said


FACTS = step(
    "s", result="x", facts=(fact("text"), fact("number", False), fact("choice", False, "red", "blue"))
)


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"fact-0": "A1"}, []),
        ({"fact-0": "A1", "fact-1": "12,5", "fact-2": "blue"}, []),
        ({}, ["fact-0"]),
        ({"fact-0": "  "}, ["fact-0"]),
        ({"fact-0": "A1", "fact-1": "many"}, ["fact-1"]),
        ({"fact-0": "A1", "fact-1": "nan"}, ["fact-1"]),
        ({"fact-0": "A1", "fact-2": "green"}, ["fact-2"]),
    ],
)
def test_facts_are_what_the_step_asks_for(sent: dict[str, str], wrong: list[str]) -> None:
    if wrong:
        with pytest.raises(Invalid) as refused:
            facts_of(FACTS, sent)
        assert list(refused.value.errors) == wrong
    else:
        assert facts_of(FACTS, sent)["text"] == "A1"
