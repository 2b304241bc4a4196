"""Looks through a built site: what leads nowhere, what would be fetched from elsewhere, and which page no menu has."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from pathlib import Path

_FETCHED = frozenset(("script", "img", "link", "source", "iframe", "video", "audio", "object", "embed"))
_NOT_FETCHED = frozenset(("canonical", "next", "prev", "alternate", "license", "author"))
_OF_STYLE = re.compile(r"""(?:@import|url\()\s*["']?((?:https?:)?//[^"')\s]+)""")


class _Page(HTMLParser):
    """What one page has: the places that can be led to, where it leads, and what a browser fetches for it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.menu: set[str] = set()
        self._menus = 0
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._menus += tag == "nav"
        self.places |= {given[name] for name in ("id", "name") if name in given}
        target = given.get("href") or given.get("src") or given.get("data") or ""
        if not target:
            return
        if tag == "a":
            self.links.append(target)
            if self._menus:
                self.menu.add(target)
        elif tag in _FETCHED and not set(given.get("rel", "").split()) & _NOT_FETCHED:
            self.fetched.append(target)

    def handle_endtag(self, tag: str) -> None:
        self._menus -= tag == "nav"


def problems(site: Path, first: str = "index.html") -> list[str]:
    """A sentence for each thing that is wrong with the site in this folder."""
    paths = [path for path in sorted(site.rglob("*.html")) if path.name != "404.html"]
    pages = {path.resolve(): _Page(path) for path in paths}
    found = []
    for path, page in pages.items():
        name = path.relative_to(site.resolve()).as_posix()
        found += [f"{name} leads to {link}, which is not there" for link in page.links if _is_lost(link, path, pages)]
        found += [f"{name} fetches {target} from elsewhere" for target in page.fetched if _is_elsewhere(target)]
        found += [f"{name} lacks {it}" for it in page.fetched if not _is_elsewhere(it) and _is_lost(it, path, pages)]
    for style in sorted(site.rglob("*.css")):
        name = style.relative_to(site).as_posix()
        found += [f"{name} fetches {target} from elsewhere" for target in _OF_STYLE.findall(style.read_text("utf-8"))]
    home = (site / first).resolve()
    in_menu = {(home.parent / unquote(link.partition("#")[0])).resolve() for link in pages[home].menu}
    found += [
        f"no menu has {path.relative_to(site.resolve()).as_posix()}" for path in pages if path not in in_menu | {home}
    ]
    return found


def _is_elsewhere(target: str) -> bool:
    return target.startswith(("http:", "https:", "//"))


def _is_lost(link: str, path: Path, pages: dict[Path, _Page]) -> bool:
    """Whether a link of the page at ``path`` into the site names no file, or no place in its page."""
    if _is_elsewhere(link) or link.startswith(("mailto:", "data:", "javascript:")):
        return False
    address, _, place = link.partition("#")
    named = (path.parent / unquote(address.partition("?")[0])).resolve() if address else path
    if named not in pages:
        return not named.is_file() or bool(place)
    return bool(place) and unquote(place) not in pages[named].places
