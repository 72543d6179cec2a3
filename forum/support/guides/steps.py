"""The steps of a guide: their shape, and what is wrong with a set of them.

A step is a dict (JSON in `GuideVersion.steps`):

    {"key": "s1", "name": "Restart", "text": "Ask her to ...", "macro": None or a macro's number, "result": "",
     "facts": [{"name": "Serial number", "kind": "text" | "number" | "choice", "options": ["red"], "required": True}],
     "answers": [{"words": "It works again", "to": "s2"}]}

The first step is where a walk begins. A step with a result ends it and has no answers; each other step has one or more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from forum.core.errors import Invalid
from forum.core.text import N_

STEPS_MAX = 60
ANSWERS_MAX = 8
FACTS_MAX = 8
NAME_MAX, TEXT_MAX, WORDS_MAX = 80, 4_000, 120
FACT_MAX = 500  # characters of one fact that is written down
KINDS = ("text", "number", "choice")

Step = dict[str, Any]


class Flaw(NamedTuple):
    """What is wrong: with the step of this key ("" for all of them), as a sentence with `names` for its places."""

    key: str
    sentence: str
    names: dict[str, str]


def flaws(steps: Sequence[Step]) -> list[Flaw]:
    """All that must be mended before agents can walk it; empty when it is sound."""
    if not steps:
        return [Flaw("", N_("A guide needs a step."), {})]
    found = [flaw for step in steps for flaw in _of_one(step, steps)]
    if found:
        return found
    return [*_unreachable(steps), *_without_end(steps)]


def _of_one(step: Step, steps: Sequence[Step]) -> list[Flaw]:
    key, found = step["key"], []
    name = {"name": step["name"] or step["key"]}
    if not step["name"]:
        found.append(Flaw(key, N_("A step has no name."), name))
    elif [s["name"].casefold() for s in steps].count(step["name"].casefold()) > 1:
        found.append(Flaw(key, N_("Two steps are called “%(name)s”."), name))
    if not step["text"] and not step["result"]:
        found.append(Flaw(key, N_("“%(name)s” says nothing."), name))
    if step["result"] and step["answers"]:
        found.append(Flaw(key, N_("“%(name)s” ends with a result and leads on as well: choose one."), name))
    if not step["result"] and not step["answers"]:
        found.append(
            Flaw(key, N_("“%(name)s” is a dead end: say where it leads, or what the result is."), name)
        )
    known = {s["key"] for s in steps}
    for answer in step["answers"]:
        if not answer["words"]:
            found.append(Flaw(key, N_("An answer of “%(name)s” has no words."), name))
        elif answer["to"] not in known:
            lost = {**name, "answer": answer["words"]}
            found.append(Flaw(key, N_("“%(answer)s” in “%(name)s” leads nowhere."), lost))
    for fact in step["facts"]:
        if fact["kind"] == "choice" and len(fact["options"]) < 2:
            few = {**name, "fact": fact["name"]}
            found.append(Flaw(key, N_("“%(fact)s” in “%(name)s” needs two or more choices."), few))
    return found


def _unreachable(steps: Sequence[Step]) -> list[Flaw]:
    by_key = {step["key"]: step for step in steps}
    reached, todo = set(), [steps[0]["key"]]
    while todo:
        key = todo.pop()
        if key not in reached:
            reached.add(key)
            todo += [answer["to"] for answer in by_key[key]["answers"]]
    return [
        Flaw(step["key"], N_("Nothing leads to “%(name)s”."), {"name": step["name"]})
        for step in steps
        if step["key"] not in reached
    ]


def _without_end(steps: Sequence[Step]) -> list[Flaw]:
    """Steps from which no result can be reached: whoever comes there walks in circles."""
    ending = {step["key"] for step in steps if step["result"]}
    grown = True
    while grown:
        more = {
            step["key"]
            for step in steps
            if step["key"] not in ending and any(answer["to"] in ending for answer in step["answers"])
        }
        ending, grown = ending | more, bool(more)
    return [
        Flaw(
            step["key"],
            N_("From “%(name)s” on it goes in circles: no result can be reached."),
            {"name": step["name"]},
        )
        for step in steps
        if step["key"] not in ending
    ]


def step_of(steps: Sequence[Step], key: str) -> Step | None:
    """The step of this key."""
    return next((step for step in steps if step["key"] == key), None)


def facts_of(step: Step, sent: dict[str, str]) -> dict[str, str]:
    """The facts as they are kept, by name. Raises `Invalid` (errors by place of the fact: "fact-0")."""
    kept: dict[str, str] = {}
    errors: dict[str, str] = {}
    for place, fact in enumerate(step["facts"]):
        said = sent.get(f"fact-{place}", "").strip()[:FACT_MAX]
        if not said:
            if fact["required"]:
                errors[f"fact-{place}"] = N_("Write this down first.")
            continue
        if fact["kind"] == "number" and not _is_number(said):
            errors[f"fact-{place}"] = N_("This must be a number.")
        elif fact["kind"] == "choice" and said not in fact["options"]:
            errors[f"fact-{place}"] = N_("Choose one of these.")
        kept[fact["name"]] = said
    if errors:
        raise Invalid(N_("Something is missing."), errors)
    return kept


def _is_number(said: str) -> bool:
    try:
        return math.isfinite(float(said.replace(",", ".").replace(" ", "")))
    except ValueError:
        return False
