"""Kill web server, worker and database (-9) while people post, and count what is missing, doubled or a ghost in the index.

    python -m benchmarks.kills [--times 50] [--postgresql]

SQLite lives in the processes that are killed, in the middle of their transactions. With --postgresql a server of its own
(fsync on) is the third to be killed.

The suite does the same with fewer kills (`tests/faults/test_kills.py`). Writes `benchmarks/results/kills[-postgresql].json`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"


def main() -> int:
    """0 when nothing was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", "--kills", type=int, default=50)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/faults/test_kills.py"]
    if given.postgresql:
        command = [sys.executable, "scripts/with_postgres.py", *command]
    results = RESULTS / ("kills-postgresql.json" if given.postgresql else "kills.json")
    environment = {**os.environ, "KILLS": str(given.times), "KILLS_RESULTS": str(results)}
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
