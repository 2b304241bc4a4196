"""How long texts of a pattern can be, and what is in its tree."""

from __future__ import annotations

from mock_server.openapi.patterns.characters import Characters
from mock_server.openapi.patterns.syntax import Back, Choice, Edge, Group, Look, Repeat, Sequence, Tree
from mock_server.openapi.patterns.writing import counts

_BACK = 64


def extent(tree: Tree) -> tuple[int, int | None]:
    """The fewest and the most characters that ``tree`` allows."""
    match tree:
        case Characters():
            return 1, 1
        case Sequence():
            parts = [extent(item) for item in tree.items]
            highs = [high for _, high in parts]
            return sum(low for low, _ in parts), None if None in highs else sum(high or 0 for high in highs)
        case Choice():
            parts = [extent(option) for option in tree.options]
            highs = [high for _, high in parts]
            return min(low for low, _ in parts), None if None in highs else max(high or 0 for high in highs)
        case Repeat():
            low, most = extent(tree.item)
            unbounded = tree.high is None or most is None
            return tree.low * low, None if unbounded else (tree.high or 0) * (most or 0)
        case Group():
            return extent(tree.item)
        case Back():
            return 0, None
        case Edge() | Look():
            return 0, 0


def written_extent(tree: Tree) -> tuple[int, int]:
    """The shortest and the longest text that ``write`` makes of ``tree``."""
    match tree:
        case Characters():
            return 1, 1
        case Sequence():
            spans = [written_extent(item) for item in tree.items]
            return sum(low for low, _ in spans), sum(high for _, high in spans)
        case Choice():
            spans = [written_extent(option) for option in tree.options]
            return min(low for low, _ in spans), max(high for _, high in spans)
        case Repeat():
            few, many = counts(tree)
            low, high = written_extent(tree.item)
            return few * low, many * high
        case Group():
            return written_extent(tree.item)
        case Back():
            return 0, _BACK
        case Edge() | Look():
            return 0, 0


def has(tree: Tree, kind: type[Tree]) -> bool:
    """Whether a node of this kind is anywhere in ``tree``."""
    if isinstance(tree, kind):
        return True
    match tree:
        case Sequence():
            return any(has(item, kind) for item in tree.items)
        case Choice():
            return any(has(option, kind) for option in tree.options)
        case Repeat() | Group() | Look():
            return has(tree.item, kind)
    return False
