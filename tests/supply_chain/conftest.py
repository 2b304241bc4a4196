"""What the tests of the supply chain share."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from supply_chain.lock import ROOT


@pytest.fixture
def bill(tmp_path: Path) -> Path:
    """The bill of materials, made by the line of the Makefile that makes it."""
    line = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "cyclonedx-py" in line)
    path = tmp_path / "bill.json"
    command = re.sub(r"dist/\S+", str(path), line.strip().replace("$(BIN)", str(Path(sys.executable).parent)))
    subprocess.run(shlex.split(command), check=True, capture_output=True, cwd=ROOT)
    return path
