"""Pin every library with the hashes of all its files: requirements*.in -> requirements*.txt.

Run by `make lock`. pip-tools lives in an environment of its own (`.make/lock`), away from what the product
needs. The machine's own pip settings (mirrors, local folders) are left out on purpose: the files must
install anywhere, so they carry only names, versions and the hashes that PyPI serves for every platform.
`requirements-dev.txt` and `requirements-bench.txt` start with `-r requirements.txt` and list only what tests and checks,
or benchmarks, add.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_TOOLS = "pip-tools==7.6.2"
# Markers of an older Python ask for more (typing_extensions, for one): lock on the oldest we support.
LOCKING_PYTHON = (3, 11)
ADDING = ("requirements-dev.in", "requirements-bench.in")
HEADER = "# Made by `make lock` from {source}: change that file, never this one.\n"
FOREIGN = re.compile(
    r"(?im)://|^\s*(?:-i|--index-url|--extra-index-url|-f|--find-links|--trusted-host)\b|@\s*file:"
)

Blocks = dict[str, str]


def neutral_environment() -> dict[str, str]:
    """The environment without this machine's choice of mirrors; certificates and proxies stay."""
    kept = {"PIP_CERT", "PIP_PROXY", "PIP_DEFAULT_TIMEOUT"}
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") or name in kept}
    env["PIP_CONFIG_FILE"] = os.devnull
    return env


def pip_compile() -> Path:
    """The path of pip-compile, installed on the first call."""
    folder = ROOT / ".make" / "lock"
    tool = folder / "bin" / "pip-compile"
    if not tool.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", PIP_TOOLS], check=True)
    return tool


def compiled(source: str, *, folder: Path, upgrade: bool) -> Blocks:
    """Every pinned requirement of `source` with its hashes, by lower-case name, in order."""
    target = folder / source.replace(".in", ".txt")
    flags = "--generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras"
    command = [str(pip_compile()), "--quiet", "--no-header", *flags.split(), "-o", str(target), source]
    subprocess.run(
        command + ["--upgrade"] * upgrade,
        check=True,
        cwd=folder,
        env=neutral_environment(),
        stdin=subprocess.DEVNULL,
    )
    blocks: Blocks = {}
    for block in re.split(r"(?m)^(?=[A-Za-z0-9])", target.read_text()):
        if named := re.match(r"([\w.-]+)==", block):
            blocks[named[1].lower()] = block.rstrip() + "\n"
    return blocks


def write(name: str, text: str) -> None:
    """Save `text` as the file `name`, unless an address or a path got into it."""
    if found := FOREIGN.search(text):
        sys.exit(
            f"{name} would contain '{found[0]}', which installs on no other machine: nothing was written."
        )
    (ROOT / name).write_text(text)


def main() -> None:
    """Pin all files. `--upgrade` takes the newest versions that requirements*.in allow."""
    if sys.version_info[:2] != LOCKING_PYTHON:
        sys.exit("Lock with Python 3.11, the oldest we support: `make lock PYTHON=python3.11`.")
    upgrade = "--upgrade" in sys.argv[1:]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for source in ("requirements.in", *ADDING):
            for name in (source, source.replace(".in", ".txt")):
                if (ROOT / name).exists():
                    (folder / name).write_text((ROOT / name).read_text())
        runtime = compiled("requirements.in", folder=folder, upgrade=upgrade)
        adding = {source: compiled(source, folder=folder, upgrade=upgrade) for source in ADDING}
    write("requirements.txt", HEADER.format(source="requirements.in") + "".join(runtime.values()))
    print(f"Pinned {len(runtime)} libraries for production")
    for source, blocks in adding.items():
        added = [block for name, block in blocks.items() if name not in runtime]
        text = HEADER.format(source=source) + "-r requirements.txt\n" + "".join(added)
        write(source.replace(".in", ".txt"), text)
        print(f"and {len(added)} more in {source.replace('.in', '.txt')}")


if __name__ == "__main__":
    main()
