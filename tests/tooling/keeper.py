"""A supervisor of small programs, for test_children.py: `keeper.py FOLDER OPEN_SECONDS GRACE_SECONDS CHILD...`.

It opens when every child has left its file in FOLDER, and prints "open". A child is Python source; one that begins
with "# later" is started only after the opening.
"""

from __future__ import annotations

import sys
from pathlib import Path

from forum.run.children import Child, Supervisor, say
from forum.run.preparation import CannotStart


def main(folder: Path, open_seconds: float, grace_seconds: float, sources: list[str]) -> int:
    """As forum.run does, without a site."""
    children = [
        Child(f"child{n}", [sys.executable, "-c", source, str(folder / str(n))], source.startswith("# later"))
        for n, source in enumerate(sources)
    ]
    first = [folder / str(n) for n, child in enumerate(children) if not child.after_opening]
    try:
        Supervisor(children, open_seconds=open_seconds, grace_seconds=grace_seconds).run(
            lambda: all(file.exists() for file in first), lambda: say("open")
        )
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    say("closed")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), sys.argv[4:]))
