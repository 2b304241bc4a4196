"""Servers of a served document: every one of them leads to this mock, so that no page's request goes elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading import pointers
from mock_server.openapi.reading.document import METHODS, server_paths
from mock_server.openapi.reading.json_values import as_dict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON

_MOST_STEPS = 50


def lead_here(tree: dict[str, JSON], prefix: str, base_path: str) -> None:
    """Change the servers in ``tree``, a copy made for this: the document's own to one, those of paths and operations.

    ``prefix`` stands before the paths of the document's servers; ``base_path`` is the first one's, prefix included.
    """
    tree["servers"] = [{"url": base_path or "/"}]
    for place in {id(place): place for place in _places(tree)}.values():
        bases = server_paths(place.get("servers"))
        if bases:
            place["servers"] = [{"url": prefix + base or "/"} for base in bases]
        else:
            place.pop("servers", None)


def _places(tree: dict[str, JSON]) -> Iterator[dict[str, JSON]]:
    """Every path item and operation, wherever it is written."""
    for item in as_dict(_followed(tree, tree.get("paths"))).values():
        for part in (as_dict(item), as_dict(_followed(tree, item))):
            yield part
            own = [part[name] for name in METHODS if name in part]
            for operation in (*own, *as_dict(part.get("additionalOperations")).values()):
                yield as_dict(_followed(tree, operation))


def _followed(tree: dict[str, JSON], value: JSON) -> JSON:
    for _ in range(_MOST_STEPS):
        ref = as_dict(value).get("$ref")
        if not isinstance(ref, str) or not ref.startswith("#"):
            return value
        try:
            value = pointers.look_up(tree, pointers.fragment_tokens(ref))
        except LookupError:
            return None
    return None
