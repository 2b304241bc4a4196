"""Builds the site in a folder of its own, strictly: what the builder warns of is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs_site.checking import problems
from docs_site.staging import stage


def built(site: Path) -> list[str]:
    """Put the site into this folder, in place of what was there; a sentence for each thing that is wrong with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stage(folder)
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        plain = {**os.environ, "NO_COLOR": "1", "TERM": "dumb"}
        done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode:
            return [
                line for line in (done.stdout + done.stderr).splitlines() if not line.startswith(("Traceback", "  "))
            ]
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder / "site", site)
    return problems(site)
