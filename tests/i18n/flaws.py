"""What can be wrong with a translation, and with a sentence that should have been marked for one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|\{\.{3}\}")
CJK = "\u3040-\u30ff\u4e00-\u9fff"
#: Class names whose first argument is a sentence that people read (`forum.core.errors`), and `ensure`'s second.
SPEAKING = {"NotFound", "NotAllowed", "SignInNeeded", "Invalid", "Conflict", "TooMany", "BadToken", "ensure"}
SEEN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
#: Written the same in every language.
SAME_EVERYWHERE = {"UTC", "score", "Askwell"}


def of_translation(language: str, ids: tuple[str, ...], strings: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with `strings`, the forms of one message."""
    wanted = {mark for form in ids for mark in PLACEHOLDER.findall(form)}
    for number, string in enumerate(strings):
        got = set(PLACEHOLDER.findall(string))
        if unknown := got - wanted:
            yield f"{string!r} has {sorted(unknown)}, which {ids[0]!r} has not"
        # The singular may say "one"; but French uses it for 0 too, and must print the number.
        may_lack = len(strings) > 1 and number == 0 and language != "fr"
        if (lost := wanted - got) and not may_lack:
            yield f"{string!r} lacks {sorted(lost)} of {ids[0]!r}"
        if string != string.strip():
            yield f"{string!r} begins or ends with a space"
        if language == "fr" and re.search(r" [:;?!»]|« |'", string):
            yield f"{string!r} needs no-break spaces before : ; ? ! and inside « », and ’ for '"
        if language == "zh" and "你" in string:
            yield f"{string!r} says 你; we say 您"
        if language in ("zh", "ja") and re.search(rf"[{CJK}][,.:;?!](?![\w/]| [{CJK}]+$)", string):
            yield f"{string!r} has half-width punctuation"
    if ids[-1].endswith(":") and not strings[-1].endswith((":", "：")):
        yield f"{strings[-1]!r} lacks the colon of {ids[-1]!r}"


def unmarked_in_code(name: str, source: str) -> Iterator[str]:
    """Sentences that an error would show and that nobody marked with `N_` or `_`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if called in SPEAKING:
            said = [*node.args, *(k.value for k in node.keywords if k.arg in (None, "message", "errors"))]
            for each in said:
                values = each.values if isinstance(each, ast.Dict) else [each]
                yield from (
                    f"{name}:{value.lineno}: {value.value!r}"
                    for value in values
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value
                )


def verbs_of_the_log(source: str) -> set[str]:
    """What is done, of each `audit.record(by, did, to)` that writes it as a string."""
    return {
        call.args[1].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record" and len(call.args) > 1
        if isinstance(call.args[1], ast.Constant) and isinstance(call.args[1].value, str)
    }


def unmarked_in_template(name: str, source: str, environment: Environment) -> Iterator[str]:
    """Words of a template that every language would see in English."""
    tree = environment.parse(source)
    text = re.sub(r"(?s)\{#.*?#\}|\{%-?\s*block \w*class.*?endblock\s*-?%\}", " ", source)
    text = re.sub(r"(?s)\{\{.*?\}\}|\{%.*?%\}", " ", text)
    reader = _Words(name)
    reader.feed(text if name.endswith(".html") else text.replace("<", "&lt;"))
    for word in reader.found:
        yield f"{name}: {word!r}"
    for call in tree.find_all(nodes.Call):
        if getattr(call.node, "name", "") in ("_", "ngettext", "pgettext"):
            continue
        for given in [*call.args, *(k.value for k in call.kwargs)]:
            if isinstance(given, nodes.Const) and isinstance(given.value, str):
                if re.match(r"[A-Z][a-z]+( [a-z]|[.?!]?$)", given.value):
                    yield f"{name}:{call.lineno}: {given.value!r}"


class _Words(HTMLParser):
    """Collects text and visible attributes that hold a word."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag in ("script", "style")
        for key, value in attrs:
            if key in SEEN_ATTRIBUTES or key.startswith("data-say"):
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        data = re.sub(
            r'[\w-]+="[^"]*"?', "", data
        )  # attributes that a template gathers before it writes the tag
        words = [w for w in re.findall(r"[A-Za-z]{2,}", data) if w not in SAME_EVERYWHERE]
        if words and not self._skip:
            self.found.append(" ".join(data.split()))
