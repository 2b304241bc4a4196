"""The built wheel, installed in an empty environment: both commands there, the document inside, served."""

from __future__ import annotations

import os
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
    """The wheel holds the document, the extension's schema, both packages, and nothing of the tests."""
    names = zipfile.ZipFile(wheel).namelist()
    assert "mock_server/openapi.yaml" in names
    assert "mock_server/openapi/behaviour/x-mock.schema.json" in names
    assert "mock_server/server/page/initializer.js" in names
    assert "mock_server/py.typed" in names
    assert "contracts/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "benchmarks", "docs"))]


@pytest.mark.slow
def test_installed_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    """From an empty folder, the installed commands serve the bundled document and check it."""
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, "-c", str(ROOT / "constraints.txt"), str(wheel)], check=True)
    empty = tmp_path / "empty"
    empty.mkdir()
    for command in ("mock-server", "contracts"):
        shown = subprocess.run(
            [str(python.with_name(command)), "--help"], cwd=empty, capture_output=True, text=True, check=True
        )
        assert command in shown.stdout
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    serve = [str(python.with_name("mock-server")), "--port", "0", "--store", "memory:"]
    with subprocess.Popen(serve, cwd=empty, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            url = next(line.split()[1] for line in server.stdout if "listening" in line)
            check = [str(python.with_name("contracts")), "check", url, "--key", "local-admin-key", "--yes"]
            shown = subprocess.run(check, cwd=empty, env=environment, capture_output=True, text=True, timeout=300)
            assert shown.returncode == 0, shown.stdout + shown.stderr
        finally:
            server.terminate()
