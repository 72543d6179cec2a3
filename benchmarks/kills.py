"""Kill web server and worker (-9) while people post, and count what is missing, doubled or a ghost in the index.

    python -m benchmarks.kills [--kills 50]

The suite does the same with fewer kills (`tests/faults/test_kills.py`). Writes `benchmarks/results/kills.json`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "kills.json"


def main() -> int:
    """0 when nothing was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    given = parser.parse_args()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/faults/test_kills.py"]
    environment = {**os.environ, "KILLS": str(given.kills), "KILLS_RESULTS": str(RESULTS)}
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
