"""Bring the catalogues of visible words in step with the code and the templates, and compile them.

    catalogues.py [--check]

Words are found by babel.cfg; each language of forum/config.py has forum/translations/LANGUAGE/LC_MESSAGES/messages.po,
which people edit, and messages.mo beside it, which the site reads. Both are committed: a clone runs without this step.
New words appear in the .po with an empty translation, words that are gone disappear; nothing is guessed ("fuzzy").

Prints what is left to translate and ends with 1 if there is something. `--check` writes nothing. How to translate:
docs/translating.md.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "en"  # the language the code is written in: its words are the keys
KEYWORDS = ("_", "gettext", "lazy_gettext", "_l", "N_", "ngettext:1,2", "pgettext:1c,2", "lazy_pgettext:1c,2")
NOTE = "Translators:"  # a comment that begins so, above a string, is shown to whoever translates
Key = str | list[str] | tuple[str, ...]


def languages() -> list[str]:
    """The languages that need a catalogue."""
    sys.path.insert(0, str(ROOT))
    from forum.config import LANGUAGES

    return [code for code in LANGUAGES if code != SOURCE]


def path_of(language: str) -> Path:
    """Where the catalogue that people edit is."""
    return ROOT / "forum" / "translations" / language / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """All visible words of code and templates."""
    command = [str(Path(sys.executable).parent / "pybabel"), "-q", "extract", "-F", "babel.cfg"]
    command += ["--no-default-keywords", "--no-wrap", "-c", NOTE]
    for keyword in KEYWORDS:
        command += ["-k", keyword]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "messages.pot"
        done = subprocess.run(
            [*command, "-o", str(target), "."], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr or "pybabel extract failed")
        found = read_po(io.BytesIO(target.read_bytes()))
    if not messages(found):
        raise SystemExit("No words were found: is babel.cfg right?")
    return found


def read(language: str) -> Catalog:
    """The catalogue of a language; an empty one when there is none yet."""
    path = path_of(language)
    if path.exists():
        with path.open("rb") as file:
            return read_po(file, locale=language)
    now = datetime.now(UTC)
    return Catalog(locale=language, creation_date=now, revision_date=now, fuzzy=False)


def updated(catalog: Catalog, words: Catalog) -> Catalog:
    """`catalog` with exactly the messages of `words`, in their order, translations kept."""
    fresh = Catalog(
        locale=catalog.locale,
        header_comment=f"# Askwell in {catalog.locale.english_name if catalog.locale else '?'}. How to translate: docs/translating.md",
        project="Askwell",
        version="1",
        msgid_bugs_address="CONTRIBUTING.md",
        last_translator="Askwell",
        language_team="Askwell",
        creation_date=catalog.creation_date,
        revision_date=catalog.revision_date,
        fuzzy=False,
    )
    for message in messages(words):
        old = catalog.get(message.id, message.context)
        string = old.string if old is not None and same_form(old, message) else ""
        flags = set(message.flags) | ({"fuzzy"} if old is not None and old.fuzzy else set())
        fresh.add(
            message.id,
            string or ("" if isinstance(message.id, str) else ("",) * fresh.num_plurals),
            locations=sorted({(name, 0) for name, _ in message.locations}),
            flags=flags,
            auto_comments=message.auto_comments,
            user_comments=old.user_comments if old is not None else (),
            context=message.context,
        )
    return fresh


def messages(catalog: Catalog) -> list[Message]:
    """Its messages without the header."""
    return [message for message in catalog if message.id]


def same_form(one: Message, other: Message) -> bool:
    """Are both singular only, or both with a plural?"""
    return isinstance(one.id, str) == isinstance(other.id, str)


def missing(catalog: Catalog) -> list[Key]:
    """Ids of messages that have no translation, or one that waits for a look (fuzzy)."""
    return [m.id for m in messages(catalog) if m.fuzzy or not m.string or not all(m.string)]


def written(catalog: Catalog) -> bytes:
    """The text of the .po: no line numbers and no dates of today, so that nothing changes without a reason."""
    out = io.BytesIO()
    write_po(out, catalog, width=0, include_lineno=False)
    return out.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """The .mo that gettext reads."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def in_step(language: str) -> bool:
    """Does the .mo hold the translations of the .po? (Compared by content: the header names the version of Babel.)"""
    path = path_of(language).with_suffix(".mo")
    if not path.exists():
        return False
    return content(path.read_bytes()) == content(compiled(read(language)))


def content(mo: bytes) -> list[tuple[str, str, str]]:
    """What a .mo says, without its header."""
    found = messages(read_mo(io.BytesIO(mo)))
    return sorted((_context(m.context), str(m.id), str(m.string)) for m in found)


def _context(said: str | bytes | None) -> str:
    # Babel gives what it read from a .mo as bytes.
    return said.decode() if isinstance(said, bytes) else said or ""


def main(arguments: list[str]) -> int:
    """0 when every word is translated (and, with `--check`, nothing would change)."""
    check = "--check" in arguments
    words = extract()
    print(f"{len(messages(words))} messages in code and templates.")
    well = True
    for language in languages():
        before = read(language)
        after = updated(before, words)
        left = missing(after)
        path = path_of(language)
        text = written(after)
        stale = not path.exists() or path.read_bytes() != text
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            path.with_suffix(".mo").write_bytes(compiled(after))
        stale = (stale or not in_step(language)) and check
        well = well and not left and not stale
        print(
            f"{language}: {len(left)} to translate{', files not up to date: make catalogues' if stale else ''}"
        )
        for key in left[:20]:
            print(f"    {key if isinstance(key, str) else key[0]}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
