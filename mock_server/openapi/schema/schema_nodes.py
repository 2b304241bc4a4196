"""The objects that stand anywhere in a schema, and in what it refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mock_server.json_types import JSON


def nodes(
    resolve: Callable[[str], JSON], schema: JSON, inner: Callable[[dict[str, JSON]], Iterable[JSON]], seen: set[str]
) -> Iterator[dict[str, JSON]]:
    """Each object in a schema, by what is ``inner``, and in what it refers to but for the references ``seen``."""
    stack = [schema]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            yield node
            ref = node.get("$ref")
            if isinstance(ref, str) and ref not in seen:
                seen.add(ref)
                stack.append(resolve(ref))
            stack.extend(inner(node))


def without_values(node: dict[str, JSON]) -> Iterator[JSON]:
    """What stands in a node but for the values that it gives as examples and options."""
    return (item for name, item in node.items() if name not in ("example", "examples", "enum"))
