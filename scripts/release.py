"""What a release hands out, made from HEAD: the source, what it is built from, and under which licences.

Run by `make release`; writes `dist/askwell-<version>.tar.gz`, `.cdx.json` (CycloneDX 1.5), `-THIRD-PARTY.txt` and
`SHA256SUMS`. A library whose licence is unknown, or none of `ALLOWED`, stops it.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tomllib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: Licences a library that production installs may have (SPDX; "BSD": one of its family, its text is in the list).
#: LGPL and MPL bind changes to the library itself: we change none, and each can be exchanged.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0", "MIT-CMU"),
    *("LGPL-3.0-only", "MPL-2.0", "PSF-2.0", "Zlib"),
}
#: How older metadata says the same.
NAMES = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
}
_TEXT = re.compile(r"(?i)(licen[cs]e|copying|notice)")


@dataclass(frozen=True)
class Library:
    """One that production installs. `licence`: an SPDX expression, or "BSD"; `texts`: of the licence, as it came along."""

    name: str
    version: str
    licence: str
    purl: str
    texts: tuple[str, ...] = ()


def ids(licence: str) -> list[str]:
    """The licences that an expression names."""
    return [word for word in re.split(r"[\s()]+|\bAND\b|\bOR\b", licence) if word]


def licence_of(metadata: Message) -> str:
    """What a library's metadata says: the expression (PEP 639), else the old field, else the classifiers ("" unknown)."""
    if expression := metadata.get("License-Expression"):
        return str(expression)
    said = str(metadata.get("License") or "").strip()
    said = NAMES.get(said, said.replace(", ", " AND "))
    if said and said != "BSD" and all(word in ALLOWED for word in ids(said)):
        return said
    named = [c.rpartition(":: ")[2] for c in metadata.get_all("Classifier") or [] if c.startswith("License")]
    return " AND ".join(NAMES.get(name, name) for name in named)


def refused(libraries: list[Library]) -> list[str]:
    """A sentence for each library whose licence nobody allowed."""
    return [
        f"{one.name} {one.version}: {one.licence or 'no licence is named'}"
        for one in libraries
        if not one.licence or any(word not in ALLOWED for word in ids(one.licence))
    ]


def installed() -> list[Library]:
    """The libraries of requirements.txt, read where they are installed. Raises `SystemExit` when another version is."""
    found = []
    pins = re.findall(r"(?m)^([\w.-]+)==([^\s\\;]+)", (ROOT / "requirements.txt").read_text())
    for name, version in pins:
        try:
            there = distribution(name)
        except PackageNotFoundError:
            sys.exit(f"{name} is not installed: run `make run` once, then again.")
        if there.version != version:
            sys.exit(f"{name} {there.version} is installed, {version} is pinned: install requirements.txt.")
        files = [f for f in there.files or [] if ".dist-info" in str(f) and _TEXT.search(f.name)]
        texts = tuple(Path(str(f.locate())).read_text(errors="replace") for f in sorted(files, key=str))
        licence = licence_of(there.metadata)  # type: ignore[arg-type]
        found.append(Library(name, version, licence, f"pkg:pypi/{name}@{version}", texts))
    return found


def vendored() -> list[Library]:
    """What stands below static/vendor."""
    folder = ROOT / "static" / "vendor"
    found = []
    for package in json.loads((folder / "manifest.json").read_text())["packages"]:
        name, version = package["name"], package["version"]
        texts = tuple(
            (folder / f).read_text() for f in package["files"] if _TEXT.search(f.rpartition("/")[2])
        )
        found.append(Library(name, version, package["licence"], f"pkg:npm/{name}@{version}", texts))
    return found


def sbom(libraries: list[Library], version: str, commit: str, at: datetime) -> dict[str, Any]:
    """CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): the program, and what it is put together from."""
    us = f"pkg:generic/askwell@{version}"

    def licences(one: Library) -> list[dict[str, Any]]:
        if "BSD" in ids(one.licence):  # no SPDX identifier: a name
            return [{"license": {"name": one.licence}}]
        single = len(ids(one.licence)) == 1
        return [{"license": {"id": one.licence}} if single else {"expression": one.licence}]

    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{us}#{commit}')}",
        "version": 1,
        "metadata": {
            "timestamp": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "component": {"type": "application", "bom-ref": us, "name": "askwell", "version": version},
        },
        "components": [
            {
                "type": "library",
                "bom-ref": one.purl,
                "name": one.name,
                "version": one.version,
                "purl": one.purl,
                "licenses": licences(one),
            }
            for one in libraries
        ],
        "dependencies": [{"ref": us, "dependsOn": [one.purl for one in libraries]}],
    }


def third_party(libraries: list[Library]) -> str:
    """Each library with its licence, then the texts that came along."""
    head = "".join(f"{one.name} {one.version}: {one.licence}\n" for one in libraries)
    texts = [f"\n\n==== {one.name} {one.version} ====\n\n{text}" for one in libraries for text in one.texts]
    return f"Askwell is put together with these libraries, unchanged.\n\n{head}{''.join(texts)}"


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def main() -> None:
    """Write the files."""
    if _git("status", "--porcelain", "--untracked-files=no"):
        sys.exit("There are changes that are not committed: a release is made from a commit.")
    libraries = sorted([*installed(), *vendored()], key=lambda one: one.purl)
    if wrong := refused(libraries):
        sys.exit(
            "Not released: nobody allowed these licences (ALLOWED in scripts/release.py).\n"
            + "\n".join(wrong)
        )
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    folder, name = ROOT / "dist", f"askwell-{version}"
    folder.mkdir(exist_ok=True)
    commit, when = (
        _git("rev-parse", "HEAD"),
        datetime.fromtimestamp(int(_git("log", "-1", "--format=%ct")), UTC),
    )
    archive = folder / f"{name}.tar.gz"
    _git("archive", "--format=tar.gz", f"--prefix={name}/", "-o", str(archive), "HEAD")
    listed, texts = folder / f"{name}.cdx.json", folder / f"{name}-THIRD-PARTY.txt"
    listed.write_text(json.dumps(sbom(libraries, version, commit, when), indent=1) + "\n")
    texts.write_text(third_party(libraries))
    made = (archive, listed, texts)
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)
    (folder / "SHA256SUMS").write_text(sums)
    print(f"{name} of {commit[:12]}: {len(libraries)} libraries; {', '.join(p.name for p in made)} in dist/")


if __name__ == "__main__":
    main()
