"""What the built wheel holds; that it serves is shown by the lines of the release (supply_chain/test_release.py)."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what git tracks or would track."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_what_is_in_it(wheel: Path) -> None:
    """The wheel holds the document, the extension's schema, all packages, and nothing of the tests."""
    names = zipfile.ZipFile(wheel).namelist()
    assert "mock_server/openapi.yaml" in names
    assert "mock_server/openapi/behaviour/x-mock.schema.json" in names
    assert "mock_server/server/page/initializer.js" in names
    assert "mock_server/py.typed" in names
    assert "contracts/py.typed" in names
    assert "mock_server/one_command.py" in names
    assert "mock_server/openapi/generator/plausible-texts.json" in names
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs"))]
