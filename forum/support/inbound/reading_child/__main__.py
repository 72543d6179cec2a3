"""The process that takes apart what a stranger mailed: the message on stdin, a line of JSON and the files on stdout.

Started by file path, imports nothing of the site, and takes its own limits first: nesting without end, a million parts
or an expression that never ends harm only this process.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MEMORY_BYTES = 1 << 30


def main() -> None:
    """Read one message; the argument says how many seconds of the processor it may take."""
    seconds = int(sys.argv[1])
    sys.path.insert(0, str(Path(__file__).parent))
    import mail_parts  # type: ignore[import-not-found]

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    told, files = mail_parts.take_apart(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(files))


if __name__ == "__main__":
    main()
