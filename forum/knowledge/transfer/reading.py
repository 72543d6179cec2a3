"""A folder of Markdown files, looked at as a whole before anything is written."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from forum.knowledge.transfer import files
from forum.knowledge.transfer.files import Page, Wrong

FILE_MAX_BYTES = 1_000_000
PICTURE_MAX_BYTES = 8 * 1024 * 1024  # as by the form
_PICTURE = re.compile(
    r"""(\]\(\s*<?|src=["'])([^\s()<>"'/:?#]+\.(?:webp|png|jpe?g|gif))(?=[\s)>"'])""", re.IGNORECASE
)
_OURS = re.compile(r"^([0-9a-f]{32})\.webp$")


@dataclass(frozen=True, slots=True)
class Problem:
    """A file (its path in the folder) and why it can't be taken."""

    file: str
    why: str


@dataclass(slots=True)
class Folder:
    """What a folder holds. `pictures`: key -> the file; the pages' texts name them by their address already."""

    pages: list[tuple[str, Page]] = field(default_factory=list)
    pictures: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_all(folder: Path, secret: str) -> Folder:
    """Every `*.md` below `folder`, by name. `secret` makes the addresses of new pictures hard to guess."""
    found = Folder()
    for file in sorted(folder.rglob("*.md")):
        name = str(file.relative_to(folder))
        try:
            page = files.read(_text(file, folder))
            found.pages.append((name, _with_addresses(page, file.parent, folder, secret, found.pictures)))
        except Wrong as wrong:
            found.problems.append(Problem(name, str(wrong)))
    found.problems += _against_each_other(found.pages)
    return found


def _text(file: Path, folder: Path) -> str:
    if not _inside(file, folder):
        raise Wrong("leads out of the folder")
    if file.stat().st_size > FILE_MAX_BYTES:
        raise Wrong(f"is larger than {FILE_MAX_BYTES} bytes")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as wrong:
        raise Wrong(f"is not UTF-8 (byte {wrong.start})") from None
    except OSError as wrong:
        raise Wrong(f"can't be read ({wrong.strerror})") from None


def _inside(file: Path, folder: Path) -> bool:
    return file.is_file() and file.resolve().is_relative_to(folder.resolve())


def _with_addresses(page: Page, here: Path, folder: Path, secret: str, pictures: dict[str, Path]) -> Page:
    """The page with the addresses that its pictures have here. The same file always has the same address."""

    def address(found: re.Match[str]) -> str:
        file = here / found[2]
        if not _inside(file, folder):
            raise Wrong(f"shows {found[2]}, which is not beside it")
        if file.stat().st_size > PICTURE_MAX_BYTES:
            raise Wrong(f"shows {found[2]}, which is larger than {PICTURE_MAX_BYTES} bytes")
        ours = _OURS.match(found[2])
        key = (
            ours[1] if ours else hmac.new(secret.encode(), file.read_bytes(), hashlib.sha256).hexdigest()[:32]
        )
        pictures[key] = file
        return f"{found[1]}/pictures/{key}.webp"

    return replace(page, body=_PICTURE.sub(address, page.body))


def _against_each_other(pages: list[tuple[str, Page]]) -> Iterator[Problem]:
    """The same id twice, the same language twice in a family, a family that has no beginning here."""
    ids: dict[str, str] = {}
    languages: dict[tuple[str, str], str] = {}
    firsts = {page.id: page for _name, page in pages}
    for name, page in pages:
        if page.id in ids:
            yield Problem(name, f'has the id "{page.id}" of {ids[page.id]}')
            continue
        ids[page.id] = name
        family = page.translation_of or page.id
        if (family, page.lang) in languages:
            yield Problem(
                name, f'is in "{page.lang}" as {languages[family, page.lang]}, whose translation it is'
            )
        languages[family, page.lang] = name
        first = firsts.get(page.translation_of) if page.translation_of else None
        if first is not None and first.translation_of:
            yield Problem(name, f'is a translation of "{first.id}", which is one itself')
