"""Fuzz the JSON API from its own description: `python -m benchmarks.fuzz [--examples 400] [--seed 1]`.

A demo site is made in a temporary folder and served by gunicorn without limits on how often; Schemathesis reads
/api/v1/openapi.json there and sends what fits the description and what does not, with all of its checks, as an admin, an
agent, a customer and nobody. Prints a table, writes benchmarks/results/fuzz.json; the exit status is 1 when a check failed.
tests/security/test_fuzzing.py runs a small part of it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.patience import until
from tests.ports import HOST, free_port

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "fuzz.json"
WHO = ("root@example.com", "ana@example.com", "carla@example.com", "")
#: 422 is also what a text of the right form is answered with that means nothing here (a topic that there is not): no
#: description can say which do. All else is as Schemathesis has it.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429", "503"]
"""


@contextmanager
def served(
    folder: Path, prepare: list[str], application: str = "wsgi:app", log_of_access: str = ""
) -> Iterator[str]:
    """A site in `folder`, made by `python PREPARE`, as a process of its own; its address."""
    environment = {
        **os.environ,
        "ASKWELL_INSTANCE_DIR": str(folder),
        "ASKWELL_LIMITS": "0",
        "ASKWELL_EMBEDDING": "0",
    }
    subprocess.run(
        [sys.executable, *prepare], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"{HOST}:{port}", "--threads", "4"]
    command += ["--worker-class", "gthread", "--no-control-socket", "--log-level", "warning", application]
    command += ["--access-logfile", log_of_access] if log_of_access else []
    with (folder / "served.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://{HOST}:{port}"
    try:
        until(lambda: process.poll() is not None or _answers(address), "the site opens")
        assert process.poll() is None, (folder / "served.log").read_text()
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def key_of(folder: Path, email: str) -> str:
    """A key of that person, which may read and write."""
    environment = {**os.environ, "ASKWELL_INSTANCE_DIR": str(folder)}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "token", "create", email, "--scope", "read"]
    done = subprocess.run(
        [*command, "--scope", "write"], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return next(word for word in done.stdout.split() if word.startswith("askwell_"))


def fuzz(address: str, key: str, folder: Path, examples: int, seed: int) -> tuple[dict[str, Any], str]:
    """What Schemathesis found (its JSON report), and what it printed."""
    (folder / "fuzz.toml").write_text(CONFIGURATION)
    report = folder / "fuzz.json"
    command = [
        str(Path(sys.executable).parent / "schemathesis"),
        "--config-file",
        str(folder / "fuzz.toml"),
        "run",
    ]
    command += [f"{address}/api/v1/openapi.json", "--checks", "all", "--continue-on-failure", "--no-shrink"]
    command += ["--suppress-health-check", "all"]  # of how fast this machine is
    command += ["--seed", str(seed), "--max-examples", str(examples), "--output-truncate", "true"]
    command += ["--report", "json", "--report-json-path", str(report)]
    command += ["--header", f"Authorization: Bearer {key}"] if key else []
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return json.loads(report.read_text()), done.stdout + done.stderr


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=400, help="tries of each call and phase")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name, served(Path(name), ["-m", "forum.run", "--seed"]) as address:
        for email in WHO:
            key = key_of(Path(name), email) if email else ""
            report, printed = fuzz(address, key, Path(name), asked.examples, asked.seed)
            cases = report["test_cases"]
            found[email or "nobody"] = {"calls": report["operations"]["tested"], **cases}
            print(
                f"{email or 'nobody':20} {cases['generated']:>8,} tries {cases['unique_failures']:>4} failures"
            )
            if report["exit_code"]:
                print(printed)
    RESULTS.write_text(
        json.dumps({"examples": asked.examples, "seed": asked.seed, "as": found}, indent=1) + "\n"
    )
    return int(any(each["unique_failures"] or each["errored"] for each in found.values()))


if __name__ == "__main__":
    sys.exit(main())
