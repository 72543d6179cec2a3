"""Where in a document the words stand: the passage to show, the words to highlight, and how near they are."""

import re
from collections.abc import Sequence

from search_index.engine import Pieces
from search_index.query import Plan
from search_index.segment import Part

_BREAKS = re.compile(r"\s*\n\s*")

SNIPPET_CHARS = 240
WINDOW_WORDS = 30
_SHOWN = ("summary", "body", "solution", "answers", "phrasings")
ANSWER_CHARS = 420
ANSWER_WINDOW_SHARE = (
    0.5  # of what the words asked for weigh, for a stretch to be the answer; else the beginning is
)
_ENDS = re.compile(r"[.!?](?=\s)|[。！？]|\n")


def title_pieces(title: str, parts: Sequence[Part], plan: Plan) -> Pieces:
    """The title with the words found in it marked."""
    for part in parts:
        if part.field == "title":
            return _mark(title, 0, len(title), part, plan)
    return ((title, False),) if title else ()


def snippet(parts: Sequence[Part], plan: Plan) -> Pieces:
    """The passage with the most telling words, on word boundaries, marked. Without any: the beginning of the text."""
    best: tuple[float, int, Part] | None = None
    for part in parts:
        if part.field in _SHOWN:
            score, at = _best_window(part, plan)
            if part.field == "phrasings":
                score *= 0.3  # the same words again tell a reader less than a sentence of the answer
            if best is None or score > best[0]:
                best = (score, at, part)
    if best is None:
        return ()
    _, at, part = best
    start, end = _bounds(part.text, at)
    return _mark(part.text, start, end, part, plan)


def answering(parts: Sequence[Part], plan: Plan) -> Pieces:
    """What answers: of the solution, or of an article's text. Whole sentences, lines kept; empty where nothing answers."""
    by_field = {part.field: part for part in parts}
    part = by_field.get("solution") or by_field.get("body") or by_field.get("summary")
    if part is None:
        return ()
    score, at = _best_window(part, plan)
    if score < ANSWER_WINDOW_SHARE * sum(group.weight for group in plan.groups):
        part, at = (by_field.get("summary", part) if part.field == "body" else part), 0
    text = part.text
    if len(text) <= ANSWER_CHARS:
        return _mark(text, 0, len(text), part, plan, lines=True)
    ends = [found.end() for found in _ENDS.finditer(text)] + [len(text)]
    start = max((end for end in ends if end <= at), default=0)
    if at - start > ANSWER_CHARS // 2:
        start = text.rfind(" ", start, at) + 1 or start
    furthest = start + ANSWER_CHARS
    end = max((end for end in ends if start < end <= furthest), default=0)
    if end - start < ANSWER_CHARS // 4:  # one endless sentence: cut at a word
        end = min(len(text), max(text.rfind(" ", start + ANSWER_CHARS // 2, furthest), 0) or furthest)
    return _mark(text, start, end, part, plan, lines=True)


def _best_window(part: Part, plan: Plan) -> tuple[float, int]:
    """(weight of distinct words, offset of the first) of the best stretch of WINDOW_WORDS words."""
    best, where, left = 0.0, 0, 0
    inside: dict[int, int] = {}
    score = 0.0
    groups, positions = part.groups.tolist(), part.positions.tolist()
    for right, group in enumerate(groups):
        inside[group] = inside.get(group, 0) + 1
        if inside[group] == 1:
            score += plan.groups[group].weight
        while positions[right] - positions[left] > WINDOW_WORDS:
            gone = groups[left]
            inside[gone] -= 1
            if not inside[gone]:
                score -= plan.groups[gone].weight
            left += 1
        if score > best + 1e-9:
            best, where = score, int(part.starts[left])
    return best, where


def _bounds(text: str, at: int) -> tuple[int, int]:
    """A stretch of about SNIPPET_CHARS around `at`, from the start of its sentence if that is near."""
    lead = 60 if len(text) > SNIPPET_CHARS else at
    start = max(0, at - lead)
    if start:
        breaks = [text.rfind(mark, start, at) for mark in (". ", "\n", "。", "! ", "? ")]
        start = max(breaks) + 1 if max(breaks) >= 0 else text.find(" ", start, at) + 1 or start
    end = min(len(text), start + SNIPPET_CHARS)
    if end < len(text):
        space = text.rfind(" ", at + 1, end)
        end = space if space > start + SNIPPET_CHARS // 2 else end
    return start, end


def _mark(text: str, start: int, end: int, part: Part, plan: Plan, lines: bool = False) -> Pieces:
    """`lines`: where the text breaks lines, so do the pieces; else they are one line."""
    while start < end and text[start].isspace():
        start += 1
    pieces: list[tuple[str, bool]] = [("…", False)] if start > 0 and text[:start].strip() else []
    at = start
    found = zip(part.starts.tolist(), part.ends.tolist(), part.groups.tolist(), strict=True)
    places = found if len(part.starts) else ()
    for first, last, _ in sorted(p for p in places if start <= p[0] < end and p[2] in plan.telling):
        a, z = max(first, at), min(last, end)
        if a >= z:
            continue
        if a > at:
            pieces.append((text[at:a], False))
        if pieces and pieces[-1][1]:
            pieces[-1] = (pieces[-1][0] + text[a:z], True)
        else:
            pieces.append((text[a:z], True))
        at = z
    if at < end:
        pieces.append((text[at:end], False))
    if text[end:].strip():
        pieces.append((" …" if lines else "…", False))
    if "\n" not in text:
        return tuple(pieces)
    return tuple((_BREAKS.sub("\n" if lines else " ", piece), marked) for piece, marked in pieces)
