"""Kill web server and worker (-9) amid escalation and mail, and count cases, mails and what was sent twice.

    python -m benchmarks.mail_kills [--kills 20]

The suite does the same with fewer kills (`tests/faults/test_mail_kills.py`). Writes `benchmarks/results/mail_kills.json`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "mail_kills.json"


def main() -> int:
    """0 when each case is there once, and each mail at least once under one Message-ID."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    given = parser.parse_args()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "tests/faults/test_mail_kills.py"]
    environment = {**os.environ, "MAIL_KILLS": str(given.kills), "MAIL_KILLS_RESULTS": str(RESULTS)}
    return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
