"""All benchmarks, one after another: ``python -m benchmarks [NAME ...]``. Tables on the screen, figures in results/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "search_quality",
    "baselines",
    "simulation",
    "engines",
    "kills",
    "page_speed",
    "page_load",
    "desk",
    "support_desk",
    "routing",
    "notices",
)


def main() -> int:
    """Run the named ones (or all); the number of those that failed."""
    failed = 0
    for name in sys.argv[1:] or NAMES:
        print(f"== {name}", flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
