"""Root wants to know what a release is put together from, and that its licences suit her."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.message import Message

import pytest

from scripts import release
from scripts.release import ROOT, Library

UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_every_library_of_production_has_a_licence_that_somebody_allowed() -> None:
    libraries = [*release.installed(), *release.vendored()]
    pinned = re.findall(r"(?m)^[\w.-]+==", (ROOT / "requirements.txt").read_text())
    assert len(libraries) == len(pinned) + 1 > 40
    assert release.refused(libraries) == []
    text = release.third_party(libraries)
    assert "Pallets" in text, "the texts come along"
    assert "htmx.org 2" in text


@pytest.mark.parametrize("licence", ["", "AGPL-3.0-only", "MIT AND SSPL-1.0", "Proprietary"])
def test_an_unknown_or_unwanted_licence_is_named(licence: str) -> None:
    one = Library("thing", "1.0", licence, "pkg:pypi/thing@1.0")
    assert release.refused([one]) == [f"thing 1.0: {licence or 'no licence is named'}"]


def test_old_metadata_is_read_too() -> None:
    for field, value, licence in (
        ("License-Expression", "MIT OR Apache-2.0", "MIT OR Apache-2.0"),
        ("License", "MIT, BSD-3-Clause", "MIT AND BSD-3-Clause"),
        ("License", "Apache License, Version 2.0", "Apache-2.0"),
        ("Classifier", "License :: OSI Approved :: BSD License", "BSD"),
        ("License", "Ask our lawyers", ""),
    ):
        said = Message()
        said[field] = value
        assert release.licence_of(said) == licence, value


def test_the_list_of_parts_keeps_to_its_standard() -> None:
    libraries = [*release.installed(), *release.vendored()]
    at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    found = json.loads(json.dumps(release.sbom(libraries, "0.1.0", "abc", at)))
    assert (found["bomFormat"], found["specVersion"], found["version"]) == ("CycloneDX", "1.5", 1)
    assert UUID.fullmatch(found["serialNumber"])
    assert found["metadata"]["timestamp"] == "2026-11-23T12:00:00Z"
    refs = [part["bom-ref"] for part in found["components"]]
    assert len(set(refs)) == len(refs) == len(libraries)
    assert found["dependencies"][0]["dependsOn"] == refs
    assert found["dependencies"][0]["ref"] == found["metadata"]["component"]["bom-ref"]
    for part in found["components"]:
        assert set(part) == {"type", "bom-ref", "name", "version", "purl", "licenses"}
        assert re.fullmatch(r"pkg:(pypi|npm)/[\w.-]+@[\w.]+", part["purl"])
        [licence] = part["licenses"]
        assert ("expression" in licence) != ("license" in licence)
