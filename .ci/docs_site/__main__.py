"""Builds the site into build/site: `PYTHONPATH=.ci python -m docs_site [FOLDER]`; exit code 1 where a link is dead."""

from __future__ import annotations

import sys
from pathlib import Path

from docs_site.building import SITE, built


def main(words: list[str]) -> int:
    """Build, say what is wrong or where the site is; returns the exit code."""
    site = Path(words[0]) if words else SITE
    found = built(site)
    print("\n".join(found) or f"open {site / 'index.html'}, or, with its search: python -m http.server -d {site}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
