"""The pictures of the pages: small, shown, and made by scripts that still run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.mock import chromium
from tests.pages.blocks import PAGES, page
from tests.running import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "pictures"
PICTURES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".svg", ".webp", ".png"))
MOST = 100_000


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_small_and_shown(picture: Path) -> None:
    """On a page, with words for who can't see it; an SVG fetches nothing."""
    assert picture.stat().st_size <= MOST
    shown = [re.search(rf"!\[[^\]]{{10,}}\]\([^)]*pictures/{re.escape(picture.name)}\)", page(name)) for name in PAGES]
    assert any(shown)
    if picture.suffix == ".svg":
        text = picture.read_text("utf-8")
        assert not re.search(r"@import|@font-face|(?:href|src)\s*=|url\((?!#)", text)


def _words(svg: str) -> str:
    """What a recording shows, whatever the numbers of the day."""
    text = re.sub(r"<[^>]*>", "\n", svg.partition("</style>")[2])
    return re.sub(r"[\d.,]+|\s+", "#", text.replace("&#160;", " "))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bash") or not shutil.which("curl"), reason="the session uses bash and curl")
def test_the_session_is_what_the_commands_print(tmp_path: Path) -> None:
    """Run again, with a shorter check, it shows the same but for numbers."""
    script = "import record, pathlib; record.main(pathlib.Path('session.svg'), whole=False)"
    surroundings = environment({"PYTHONPATH": f"{FOLDER}:{ROOT}"})
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=surroundings, timeout=600, check=True)
    again = (tmp_path / "session.svg").read_text("utf-8")
    assert _words(again) == _words((FOLDER / "session.svg").read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.skipif(chromium.PATH is None, reason="needs Chromium")
def test_the_pictures_can_be_taken_again(tmp_path: Path) -> None:
    """The script makes each of them, and no other."""
    command = [sys.executable, str(FOLDER / "take.py"), str(tmp_path)]
    subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, timeout=600, check=True)
    assert sorted(path.name for path in tmp_path.glob("*.webp")) == [
        path.name for path in PICTURES if path.suffix == ".webp"
    ]
    for path in tmp_path.glob("*.webp"):
        assert path.stat().st_size * 2 > (FOLDER / path.name).stat().st_size > path.stat().st_size / 2
