"""A page as it is heard: its headings, and the names that a screen reader gives to what can be pressed.

Whoever does not see a page calls up a list of its headings, its links or its buttons and chooses from that list; so each
name has to tell what it leads to or acts on without what stands around it (WCAG 2.4.4, 2.4.6, 2.4.9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_KEYS = ("csrf_token", "form_key", "opened")  # of a form, not of its deed
_POINTING = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-owns")


@dataclass
class Element:
    """A part of a page, and what stands in it: words and other parts."""

    tag: str
    given: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """It, and all below it that is not hidden from everybody."""
        if "hidden" in self.given or self.tag in ("template", "script", "style"):
            return
        yield self
        for each in self.inside:
            if isinstance(each, Element):
                yield from each.walk()

    def up(self, *tags: str) -> Element | None:
        """The nearest one around it with one of these tags."""
        above = self.parent
        while above is not None and above.tag not in tags:
            above = above.parent
        return above

    def within(self, css_class: str) -> bool:
        """Does it stand in a part of this class?"""
        above = self.parent
        while above is not None and css_class not in above.given.get("class", "").split():
            above = above.parent
        return above is not None

    def text(self) -> str:
        """Its words as they are read out."""
        return " ".join("".join(self._said()).split())

    def _said(self) -> Iterator[str]:
        if self.given.get("aria-hidden") == "true" or "hidden" in self.given or self.tag in ("svg", "script"):
            return
        if self.tag == "img":
            yield f" {self.given.get('alt', '')} "
        for each in self.inside:
            if isinstance(each, str):
                yield each
            elif each.given.get("aria-label"):
                yield f" {each.given['aria-label']} "
            else:
                block = each.tag not in (
                    "b",
                    "i",
                    "em",
                    "strong",
                    "span",
                    "bdi",
                    "mark",
                    "a",
                    "time",
                    "code",
                    "abbr",
                )
                yield " " if block else ""
                yield from each._said()
                yield " " if block else ""


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = Element("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {key: value or "" for key, value in attrs}, self.here)
        self.here.inside.append(made)
        if tag not in _VOID:
            self.here = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.inside.append(Element(tag, {key: value or "" for key, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        around: Element | None = self.here
        while around is not None and around.tag != tag:
            around = around.parent
        if around is not None and around.parent is not None:
            self.here = around.parent

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)


def _deed(part: Element) -> str:
    """What pressing it does: where its form goes and what that sends, or itself when it opens a part of the page."""
    form = part.up("form") if part.tag == "button" else None
    if form is None:
        return str(id(part))
    sent = [
        (each.given.get("name", ""), each.given.get("value", ""))
        for each in form.walk()
        if each.tag == "input" and each.given.get("type") == "hidden" and each.given.get("name") not in _KEYS
    ]
    where = part.given.get("formaction") or form.given.get("action", "")
    return f"{where} {sent} {part.given.get('name', '')}={part.given.get('value', '')}"


class Heard:
    """A page as somebody hears it who does not see it."""

    def __init__(self, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        self.parts = list(builder.root.walk())
        self.by_id = {part.given["id"]: part for part in self.parts if part.given.get("id")}

    def name(self, part: Element) -> str:
        """What it is called: the words of `aria-labelledby`, `aria-label`, its own, its title."""
        if of := part.given.get("aria-labelledby"):
            return " ".join(self.by_id[each].text() for each in of.split() if each in self.by_id)
        return " ".join((part.given.get("aria-label") or part.text() or part.given.get("title", "")).split())

    def outline(self) -> list[tuple[int, str]]:
        """Levels and words of its headings."""
        return [(int(part.tag[1]), self.name(part)) for part in self.parts if part.tag in _HEADINGS]

    def faults(self) -> list[str]:
        """What would mislead or hold up a listener."""
        return [
            *self._headings(),
            *self._landmarks(),
            *self._links(),
            *self._buttons(),
            *self._tables(),
            *self._pointers(),
            *self._groups(),
        ]

    def _headings(self) -> Iterator[str]:
        before = 0
        for level, words in self.outline():
            if level > before + 1:
                yield f"heading {words!r} of level {level} after one of level {before}"
            if not words:
                yield f"a heading of level {level} without words"
            before = level

    def _landmarks(self) -> Iterator[str]:
        names: dict[str, list[str]] = defaultdict(list)
        for part in self.parts:
            called = part.given.get("aria-label") or part.given.get("aria-labelledby")
            kind = {"nav": "nav", "aside": "aside"}.get(part.tag)
            if part.given.get("role") == "search":
                kind = "search"
            elif part.tag in ("section", "form") and called:
                kind = part.tag
            if kind:
                names[kind].append(self.name(part) if called else "")
        for kind, given in names.items():
            for name in {each for each in given if given.count(each) > 1}:
                yield f"{given.count(name)} places <{kind}> called {name!r}"

    def _links(self) -> Iterator[str]:
        """Two of one name and two addresses. What stands in a place with a name of its own is told apart by it; posts of
        one question have its title, and a filter is another view of one page.
        """
        places: dict[tuple[str, str], set[str]] = defaultdict(set)
        for part in self.parts:
            if part.tag == "a" and (address := part.given.get("href", "")) and not address.startswith("#"):
                if not self.name(part):
                    yield f"a link without words: {address}"
                elif not address.startswith(("/answers/", "/comments/", "/my/invitations/")):
                    places[self._around(part), self.name(part).lower()].add(address.partition("?")[0])
        for (_place, words), found in places.items():
            if len(found) > 1:
                yield f"{len(found)} links called {words!r}: {sorted(found)[:3]}"

    def _around(self, part: Element) -> str:
        place = part.up("nav", "form")
        return place.given.get("aria-label", "") if place else ""

    def _buttons(self) -> Iterator[str]:
        deeds: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for part in self.parts:
            if part.tag in ("button", "summary") and part.given.get("aria-hidden") != "true":
                if not self.name(part):
                    yield f"a button without words: {part.given}"
                about = part.given.get("aria-describedby", "")
                deeds[part.tag, self._around(part), f"{self.name(part).lower()} {about}".strip()].add(
                    _deed(part)
                )
        for (_tag, _place, words), found in deeds.items():
            if len(found) > 1:
                yield f"{len(found)} buttons called {words!r}: {sorted(found)[:3]}"

    def _tables(self) -> Iterator[str]:
        for part in self.parts:
            # Tables in a text are its author's, and stand under the text's own headings.
            if part.tag == "table" and not part.within("prose"):
                below = [each.tag for each in part.walk()]
                if "th" not in below:
                    yield "a table without headers"
                if (
                    "caption" not in below
                    and not part.given.get("aria-label")
                    and not part.given.get("aria-labelledby")
                ):
                    yield "a table without a name"
                for each in part.walk():
                    if each.tag == "th" and not self.name(each):
                        yield "a column without a name"

    def _pointers(self) -> Iterator[str]:
        for part in self.parts:
            for key in _POINTING:
                for wanted in part.given.get(key, "").split():
                    if wanted not in self.by_id and key != "aria-controls":
                        yield f"{key} of <{part.tag}> points at {wanted!r}, which is not there"

    def _groups(self) -> Iterator[str]:
        several: dict[str, list[Element]] = defaultdict(list)
        for part in self.parts:
            if part.tag == "input" and part.given.get("type") in ("radio", "checkbox"):
                several[part.given.get("name", "")].append(part)
        for name, choices in several.items():
            if len(choices) > 1 and any(each.up("fieldset", "table", "ol", "ul") is None for each in choices):
                yield f"{len(choices)} choices {name!r} that no fieldset holds together"
