"""Records of which an address is all that a client says: it carries the run's name, and so they are the run's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.manners.collection import Collection
from tests.manners.serving import Answer, checked, says

if TYPE_CHECKING:
    from pathlib import Path

_WRITTEN: dict[str, Any] = {"url": {"type": "string", "format": "uri", "maxLength": 300}, "title": {"type": "string"}}
_BOOKMARK: dict[str, Any] = {"type": "object", "required": ["url"], "properties": _WRITTEN}
_KEY = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


class Bookmarks(Collection):
    """Bookmarks that others made, and a create whose answer shows a key alone; the title is always that of the page."""

    called, lists, sent = "bookmarks", False, _BOOKMARK

    def document(self) -> dict[str, Any]:
        """With the short answer."""
        tree = super().document()
        tree["paths"]["/bookmarks"]["post"]["responses"]["201"] = says(_KEY)
        return tree

    def made(self, body: dict[str, Any]) -> Answer:
        """A key, whatever is kept."""
        _, row, _ = super().made({"url": body["url"], "title": "Example"})
        return 201, {"id": row["id"]}, {}


def test_what_has_nothing_but_an_address_is_removed_again(tmp_path: Path) -> None:
    """A read shows the run's name in it, although another text is not as it was sent; what others made is left."""
    service = Bookmarks({"1": {"id": 1, "url": "https://example.com/a?b=c"}})
    report = checked(service, tmp_path, recombinations=0)
    assert {(drift.lead.law, drift.lead.place) for drift in report.drifts} == {("echo", "/title")}
    assert report.created == report.removed > 3
    assert not service.left
    assert service.unharmed
