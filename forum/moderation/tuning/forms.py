"""What came in: numbers within their bounds, judged files, names of documents."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from forum.config import LANGUAGES
from forum.core import addresses
from forum.core.errors import Invalid
from forum.core.text import N_, clean_line
from forum.moderation.tuning import policy
from forum.search.recording import without_names
from search_index import tuning

_DOCUMENT = re.compile(r"(article|question):(\d{1,12})")
_PATH = re.compile(r"/(article|question)s/(\d{1,12})(?:[-/].*)?")
GRADE_MAX = 3
NAME_MAX_CHARS = 100  # of a document as an import named it


def weights(given: Mapping[str, str]) -> dict[str, float]:
    """The weights of a form that are not the defaults. Raises `Invalid`, a sentence for each field."""
    values: dict[str, float] = {}
    errors: dict[str, str] = {}
    for name, (low, high) in tuning.BOUNDS.items():
        raw = given.get(name, "").strip().replace(",", ".")
        try:
            values[name] = float(raw)
        except ValueError:
            errors[name] = N_("Write a number, for example 0.5.")
            continue
        if not math.isfinite(values[name]) or not low <= values[name] <= high:
            errors[name] = N_("This number is outside its bounds.")
    if not errors and sum(values[name] for name in tuning.BOOSTS) > 1.0 + 1e-9:
        errors["hits"] = N_(
            "Visits, help, solved and pinned are more than 1 together: the best known could not be told apart."
        )
    if errors:
        raise Invalid(next(iter(errors.values())), errors)
    return tuning.of(values).changed()


def document(raw: str) -> str:
    """ "article:12" of itself or of an address of this site; empty when it is neither."""
    raw = raw.strip()
    if found := _DOCUMENT.fullmatch(raw):
        return f"{found[1]}:{int(found[2])}"
    found = (
        _PATH.fullmatch(addresses.split(raw).path) if raw.startswith(("/", "http://", "https://")) else None
    )
    return f"{found[1]}:{int(found[2])}" if found else ""


def judged_file(data: bytes) -> list[dict[str, Any]]:
    """The lines of a judged file: {"text", "lang", "documents"}, documents a list of names or {name: grade}.

    A name is article:12, an address of this site, or what an import called it. Gives [{"words", "lang", "relevant": {"article:12": grade}}]. Raises `Invalid` with the number of the first bad line.
    """
    if len(data) > policy.FILE_MAX_BYTES:
        raise _bad(N_("The file is too large: a megabyte is enough."))
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise _bad(N_("The file is not UTF-8 text.")) from None
    rows = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            row = _judged(line)
            if row is None:
                raise _bad(
                    N_("Line %(number)s can't be read. Each is an object with text, lang and documents."),
                    number=number,
                )
            rows.append(row)
    if not rows:
        raise _bad(N_("The file has no lines."))
    if len(rows) > policy.FILE_MAX_LINES:
        raise _bad(N_("The file has too many lines: %(most)s are enough."), most=policy.FILE_MAX_LINES)
    return rows


def _judged(line: str) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
        words = clean_line(row["text"])[: policy.WORDS_MAX_CHARS]
        given = row["documents"]
        graded = given if isinstance(given, dict) else dict.fromkeys(given, 1)
        relevant = {
            document(name) or clean_line(name)[:NAME_MAX_CHARS]: min(GRADE_MAX, max(0, int(grade)))
            for name, grade in graded.items()
        }
        lang = row.get("lang", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if not words or not relevant or "" in relevant or not any(relevant.values()):
        return None
    return {"words": without_names(words), "lang": lang if lang in LANGUAGES else "en", "relevant": relevant}


def _bad(sentence: str, **values: object) -> Invalid:
    error = Invalid(sentence, {"file": sentence})
    error.details = dict(values)
    return error
