"""Builds the site in a folder of its own, strictly: what the builder warns of is an error."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from docs_site.checking import problems
from docs_site.staging import ROOT, stage

SITE = ROOT / "build" / "site"
"""Where the site is built, unless told otherwise."""

_COLOUR = re.compile("\x1b\\[[0-9;]*m")
_WARNING = re.compile(r"^Warning: (?P<what>.+)\n.*\[ (?P<place>\S+) \]$", re.MULTILINE)


def built(site: Path) -> list[str]:
    """Put the site into this folder, in place of what was there; a sentence for each thing that is wrong with it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stage(folder)
        command = [sys.executable, "-m", "zensical", "build", "--strict"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
        if done.returncode:
            return told(done.stdout + done.stderr)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder / "site", site)
    return problems(site)


def told(output: str) -> list[str]:
    """What the builder warns of, a sentence each with page, line and column; all of it where it does not warn."""
    plain = _COLOUR.sub("", output)
    return [f"{found['place']}: {found['what']}" for found in _WARNING.finditer(plain)] or plain.splitlines()
