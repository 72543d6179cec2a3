"""No words of people become code: rules that the source itself is held against, with the few places that may."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Where HTML is declared to be safe, and why it is.
MARKUP = {
    "forum/__init__.py": "the filter `rendered`, of what the one renderer stored",
    "forum/core/i18n.py": "a moment, its words escaped",
    "forum/accounts/second/views/setting_up.py": "a picture that a library draws of a secret of ours",
}
#: Where statements are put together: of names of tables, settings of ours, constants; never of what anybody sent.
STATEMENTS = {
    "forum/backup/restoring.py": "names of constraints, quoted by the dialect",
    "forum/core/db.py": "SQLite's settings, of a constant and a checked setting",
    "forum/threads/models.py": "conditions of indexes, constants of that file",
}
#: Where `urlsplit`, which raises on what is no address, reads settings, or what was checked when it was set.
ADDRESSES = {
    "forum/config.py",
    "forum/__init__.py",
    "forum/support/inbound/fetching.py",
    "forum/support/answering/actions.py",
    "forum/support/context/client.py",
    "forum/accounts/second/passkeys.py",
    "forum/accounts/second/views/stepping.py",
    "forum/accounts/federated/discovery.py",
    "forum/accounts/federated/fetching.py",
    "forum/accounts/federated/flow.py",
    "forum/moderation/tuning/growing.py",
    "forum/privacy/transparency/others.py",
    "forum/core/link_limit.py",
    "forum/core/sending.py",
}
FORBIDDEN = {"eval", "exec", "compile", "__import__"}
MODULES = {"pickle", "marshal", "shelve", "dill", "lxml"}
XML_READERS = {
    "fromstring",
    "parseString",
    "iterparse",
    "XMLParser",
    "XMLPullParser",
}  # entities grow without end


def _sources() -> Iterator[tuple[str, ast.AST]]:
    for folder in ("forum", "search_index"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text())


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def faults(name: str, tree: ast.AST) -> Iterator[str]:
    """What of these rules a source breaks, a sentence each."""
    guarded = {
        inside
        for node in ast.walk(tree)
        if isinstance(node, ast.Try)
        for line in node.body
        for inside in ast.walk(line)
    }
    for node in ast.walk(tree):
        where = f"{name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = (
                [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            )
            if any(module.partition(".")[0] in MODULES for module in modules):
                yield f"{where} reads what could be code: {modules}"
        if not isinstance(node, ast.Call):
            continue
        called, first = _called(node), node.args[0] if node.args else None
        made = isinstance(first, (ast.JoinedStr, ast.BinOp)) or (
            isinstance(first, ast.Call) and _called(first) in ("format", "join")
        )
        if called in ("text", "execute", "literal_column", "exec_driver_sql") and made and not _is_ours(node):
            if name not in STATEMENTS:
                yield f"{where} makes a statement of pieces"
        if called in ("Markup", "render_template_string") and made and name not in MARKUP:
            yield f"{where} makes HTML of pieces"
        if called == "Markup" and not isinstance(first, ast.Constant) and not name.startswith("forum/core/"):
            if name not in MARKUP:
                yield f"{where} says that HTML is safe; render it in core, or say why in MARKUP"
        if isinstance(node.func, ast.Name) and called in FORBIDDEN:
            yield f"{where} runs code: {called}"
        if any(word.arg == "shell" and getattr(word.value, "value", True) for word in node.keywords):
            yield f"{where} starts a shell"
        if called in XML_READERS:
            yield f"{where} reads XML"
        if called == "urlsplit" and node not in guarded and name not in ADDRESSES:
            yield f"{where} use forum.core.addresses.split: urlsplit raises on what people write"


def _is_ours(node: ast.Call) -> bool:
    """`choices.text("...")`, a setting's kind, is no statement."""
    return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in ("choices", "forms")


def test_no_source_makes_code_of_words() -> None:
    looked, found = 0, []
    for name, tree in _sources():
        looked += 1
        found += list(faults(name, tree))
    assert looked > 300
    assert not found, "\n" + "\n".join(found)


def test_the_rules_see_what_they_forbid() -> None:
    bad = (
        'db.session.execute(sa.text(f"SELECT {name}"))',
        'connection.execute("SELECT " + name)',
        'sa.text("SELECT {}".format(name))',
        'Markup(f"<b>{name}</b>")',
        "Markup(post.body)",
        "eval(words)",
        "subprocess.run(line, shell=True)",
        "import pickle",
        "ET.fromstring(words)",
        "urlsplit(address)",
    )
    for source in bad:
        assert list(faults("forum/threads/views.py", ast.parse(source))), source
    fine = 'sa.text("SELECT :name"), Markup("<b>{}</b>").format(name), choices.text(f"brand.{name}")'
    assert not list(faults("forum/threads/views.py", ast.parse(fine)))


def test_templates_escape_everything() -> None:
    looked = 0
    for file in (ROOT / "templates").rglob("*"):
        if file.suffix in (".html", ".xml", ".txt"):
            said, looked = file.read_text(), looked + 1
            assert not re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", said), file
    assert looked > 200
