"""Lays the repository's pages out for the builder, in the same places, so that their links lead on as they are written.

The README is the first page. A file that a page links to lies beside the pages; a folder without a page of its own
and a hidden file, of which a site has nothing to show, are named without a link.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFIG = Path(__file__).with_name("zensical.toml")
_PATTERNS = ("*.md", "docs/**/*.md", "benchmarks/**/*.md", "examples/*/README.md")
_LINK = re.compile(r"(?P<before>!?)\[(?P<words>(?:[^\[\]]|!?\[[^\[\]]*\]\([^()]*\))*)\]\((?P<target>[^()\s]+)\)")
_HOME = ROOT / "README.md"


def pages() -> list[Path]:
    """Every page of the repository that people read."""
    return sorted({path for pattern in _PATTERNS for path in ROOT.glob(pattern)})


def stage(folder: Path) -> None:
    """Fill an empty folder with what the builder reads: its file of settings, and the pages below ``pages``."""
    shutil.copyfile(CONFIG, folder / CONFIG.name)
    for page in pages():
        place = _place(page, folder / "pages")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_linked(page, folder / "pages"), "utf-8")


def _place(path: Path, folder: Path) -> Path:
    return folder / ("index.md" if path == _HOME else path.relative_to(ROOT))


def _linked(page: Path, folder: Path) -> str:
    """The text of a page, with its links as the site has them, and what they name laid beside it."""

    def led(link: re.Match[str]) -> str:
        words = _LINK.sub(led, link["words"])
        address, mark, anchor = link["target"].partition("#")
        named = (page.parent / address).resolve()
        if not address or "://" in address or not named.is_relative_to(ROOT) or not named.exists():
            return f"{link['before']}[{words}]({link['target']})"
        if any(part.startswith(".") for part in named.relative_to(ROOT).parts):
            return words
        if named.is_dir():
            if not (named / "README.md").exists():
                return words
            address, named = f"{address.rstrip('/')}/README.md", named / "README.md"
        if named == _HOME:
            address = f"{address.removesuffix('README.md')}index.md"
        elif named.suffix != ".md":
            place = _place(named, folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(named, place)
        return f"{link['before']}[{words}]({address}{mark}{anchor})"

    return _LINK.sub(led, page.read_text("utf-8"))
