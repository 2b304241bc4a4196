"""The name under which the store keeps a collection: the resource's own, and below parents the parents' keys too."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON


PART = "~part "
"""What the names of collections begin with whose marks say which records were made in a part of all."""
MADE_IN = "of"
"""Of such a mark: the collection in which the record itself is, whose key the mark has."""


def collection_name(resource: str, parents: Iterable[JSON] = ()) -> str:
    """One name for each sequence of parents: marks within their keys are escaped, so that no two names collide."""
    return "|".join(str(part).replace("%", "%25").replace("|", "%7C") for part in (resource, *parents))


def resource_of(name: str) -> str:
    """The resource of a collection's name."""
    return name.partition("|")[0]


def parents_of(name: str) -> tuple[str, ...]:
    """The keys of the parents in a collection's name."""
    return tuple(part.replace("%7C", "|").replace("%25", "%") for part in name.split("|")[1:])
