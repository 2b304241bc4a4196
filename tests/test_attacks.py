"""Attacks that were found from outside, each a folder with a script that exits 0 where nothing comes of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("ATTACKS_DIR") or ROOT.parent / "shared" / "attacks")
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/run.sh"))


@pytest.mark.slow
@pytest.mark.skipif(not NAMES, reason=f"there are no attacks at {FOLDER}; set ATTACKS_DIR")
def test_nothing_comes_of_an_attack(tmp_path: Path) -> None:
    """Each script in a copy of its folder, one after the other, for they share ports."""
    given = {**os.environ, "BIN": str(Path(sys.executable).parent), "SPEC": str(ROOT / "openapi.yaml")}
    shutil.copytree(FOLDER, tmp_path / "attacks")
    wrong = {}
    for name in NAMES:
        folder = tmp_path / "attacks" / name
        done = subprocess.run(
            ["bash", "run.sh"], cwd=folder, env=given, capture_output=True, text=True, timeout=900, check=False
        )
        if done.returncode:
            wrong[name] = done.stdout + done.stderr
    assert wrong == {}
