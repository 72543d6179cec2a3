"""Colours for code in texts: classes that a sheet of their own knows, put there when the text is rendered.

Only blocks that say their language get them. The lexers (Pygments) are made of patterns that hostile text can keep busy,
so they run in a process that ends itself after so much time of the processor; then the code stays as it is, in one colour.
"""

from __future__ import annotations

import html
import json
import re

from forum.core.child import Child

PREFIX = "hl-"  # of the classes; `code_child.py` says the same
SECONDS = 1.0  # of the processor, for all blocks of one text
BLOCKS_MAX = 20
CHARS_MAX = 12_000  # of one block; nobody reads more code than that in a forum

#: What people write behind ``` and what Pygments calls it.
LEXERS = {
    **{
        "bash": "bash",
        "sh": "bash",
        "shell": "bash",
        "zsh": "bash",
        "console": "console",
        "powershell": "powershell",
    },
    **{"c": "c", "h": "c", "cpp": "cpp", "c++": "cpp", "cs": "csharp", "csharp": "csharp", "c#": "csharp"},
    **{
        "css": "css",
        "html": "html",
        "xml": "xml",
        "svg": "xml",
        "json": "json",
        "yaml": "yaml",
        "yml": "yaml",
    },
    **{
        "diff": "diff",
        "patch": "diff",
        "dockerfile": "docker",
        "docker": "docker",
        "http": "http",
        "ini": "ini",
    },
    **{
        "go": "go",
        "java": "java",
        "kotlin": "kotlin",
        "kt": "kotlin",
        "swift": "swift",
        "rust": "rust",
        "rs": "rust",
    },
    **{"javascript": "javascript", "js": "javascript", "typescript": "typescript", "ts": "typescript"},
    **{"php": "php", "python": "python", "py": "python", "pycon": "pycon", "ruby": "ruby", "rb": "ruby"},
    **{
        "r": "r",
        "lua": "lua",
        "perl": "perl",
        "sql": "sql",
        "toml": "toml",
        "makefile": "make",
        "nginx": "nginx",
    },
}

_BLOCK = re.compile(r'<pre><code class="language-([^"\s]{1,30})">(.*?)</code></pre>', re.DOTALL)
_child = Child("code_child.py")


def colour(markup: str) -> str:
    """The same HTML with spans in its blocks of code, where their language is one of `LEXERS`."""
    if '<code class="language-' not in markup:
        return markup
    found = [block for block in _BLOCK.finditer(markup) if _lexer(block) and len(block[2]) <= CHARS_MAX]
    wanted = [(_lexer(block), html.unescape(block[2])) for block in found[:BLOCKS_MAX]]
    if not wanted:
        return markup
    answered = _child.ask(json.dumps(wanted).encode(), SECONDS)
    coloured = iter(json.loads(answered) if answered else ())
    at, out = 0, []
    for block, spans in zip(found, coloured, strict=False):
        out += [markup[at : block.start(2)], spans]
        at = block.end(2)
    return "".join(out) + markup[at:]


def _lexer(block: re.Match[str]) -> str:
    return LEXERS.get(block[1].lower(), "")
