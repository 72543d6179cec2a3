"""Every check that is not a test: format, lint, types, imports, templates, and a guard against inline script.

All are run, whichever fail. A check that saw nothing fails too: a wrong path must not look like clean code.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

#: (well, how many files it saw, what it said)
Result = tuple[bool, int, str]


def run(program: str, *arguments: str, seen: str) -> Result:
    """Run a tool of the environment; `seen` is the pattern in its output whose first group counts files."""
    done = subprocess.run(
        [str(BIN / program), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    said = done.stdout + done.stderr
    counts = re.findall(seen, said)
    return done.returncode == 0, int(counts[-1]) if counts else 0, said


def formatting() -> Result:
    """All Python is formatted."""
    return run("ruff", "format", "--check", ".", seen=r"(\d+) files? (?:already|would)")


def linting() -> Result:
    """All Python passes ruff."""
    files = subprocess.run(
        [str(BIN / "ruff"), "check", "--show-files", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    well, _, said = run("ruff", "check", ".", seen=r"$^")
    return well, files.stdout.count(".py"), said


def types() -> Result:
    """The parts where a wrong type costs most are strictly typed: engine, core, who may, what is done."""
    parts = [f"{folder}/**/{name}.py" for folder in ("forum",) for name in ("policy", "actions", "actions/*")]
    files = sorted({str(path.relative_to(ROOT)) for part in parts for path in ROOT.glob(part)})
    return run(
        "mypy", "search_index", "forum/core", "forum/run", *files, seen=r"(?:in|checked) (\d+) source files?"
    )


def imports() -> Result:
    """Who may import whom (the contracts in pyproject.toml)."""
    return run("lint-imports", seen=r"Analyzed (\d+) files?")


def templates() -> Result:
    """The templates are sound HTML and Jinja."""
    return run("djlint", "templates", "--profile", "jinja", "--lint", seen=r"Linted (\d+) files?")


IN_JINJA = (
    (r"\|\s*safe\b", "|safe: text of people would become HTML; use |rendered on stored HTML"),
    (r"autoescape\s+false", "autoescape switched off"),
)
IN_HTML = (
    (r"(?i)<script(?![^>]*\bsrc\s*=)(?![^>]*\btype\s*=\s*[\"']application/(?:ld\+)?json)", "inline script"),
    (r"(?i)[\s\"']on[a-z]{3,}\s*=", "on...= attribute; use data-behaviour"),
    (r"(?i)javascript:", "javascript: address"),
    (r"(?i)<style\b", "inline style sheet"),
    (r"(?i)<[^>]*[\s\"']style\s*=", "style= attribute; use a class"),
)
MAIL_MAY = ("inline style sheet", "style= attribute; use a class")  # mail programs read nothing else


def offences(name: str, text: str) -> Iterator[str]:
    """What a template may not contain, as `name:line: why`. `name` is its path below the root."""

    def blank(found: re.Match[str]) -> str:
        return " " + "\n" * found[0].count("\n")  # line numbers stay

    jinja = re.sub(r"(?s)\{#.*?#\}", blank, text)
    html = re.sub(r"(?s)\{\{.*?\}\}|\{%.*?%\}", blank, jinja)
    for part, rules in ((jinja, IN_JINJA), (html, IN_HTML)):
        for pattern, why in rules:
            if name.startswith("templates/email/") and why in MAIL_MAY:
                continue
            for found in re.finditer(pattern, part):
                yield f"{name}:{part.count(chr(10), 0, found.end() - 1) + 1}: {why}"


def guard() -> Result:
    """No template holds what the content security policy would stop, or lets raw text through."""
    files = [
        path for path in ROOT.glob("templates/**/*") if path.suffix in (".html", ".jinja", ".svg", ".xml")
    ]
    found = [
        o for path in sorted(files) for o in offences(str(path.relative_to(ROOT)), path.read_text("utf-8"))
    ]
    return not found, len(files), "\n".join(found)


CHECKS: tuple[tuple[str, Callable[[], Result]], ...] = (
    ("format", formatting),
    ("lint", linting),
    ("types", types),
    ("imports", imports),
    ("templates", templates),
    ("guard", guard),
)


def main() -> int:
    """0 when every check is well and saw something."""
    failed = []
    with ThreadPoolExecutor(2) as pool:
        running = [(name, pool.submit(check)) for name, check in CHECKS]
        for name, future in running:
            well, count, said = future.result()
            if well and count:
                print(f"ok    {name:10} {count} files", flush=True)
                continue
            failed.append(name)
            print(f"FAIL  {name:10} {'it saw no file: ' if not count else ''}\n{said.strip()}", flush=True)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks are well.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
