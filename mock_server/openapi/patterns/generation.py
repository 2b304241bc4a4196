"""From a pattern and bounds on the length to a function that makes matching texts.

Plain patterns are right by construction. Those with assertions inside (lookarounds, word boundaries, anchors in the
middle) are written, tested and written again, a bounded number of times; a text found while compiling is the last
resort.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import jsonschema_rs

from mock_server.openapi.patterns.characters import Characters
from mock_server.openapi.patterns.extents import extent, has, written_extent
from mock_server.openapi.patterns.measure import Measure
from mock_server.openapi.patterns.syntax import (
    Back,
    Choice,
    Edge,
    Group,
    Look,
    PatternUnsupported,
    Repeat,
    Sequence,
    Tree,
    parse,
)
from mock_server.openapi.patterns.writing import write
from mock_server.values import Values

if TYPE_CHECKING:
    from random import Random

    from mock_server.openapi.patterns.writing import Writer

Maker = Callable[["Random"], str]

_TRIES = 60
_ROOM = 64
_FILLER = Repeat(Characters(((32, 126),), broad=True), 0, None)


@dataclass(frozen=True, slots=True)
class _Branch:
    """One alternative at the top of a pattern, what it looks ahead for, and the lengths it may have."""

    tree: Sequence
    looks: tuple[Look, ...]
    low: int
    high: int | None


@lru_cache(maxsize=4096)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text matches ``pattern``, by the judge of everything else here; raises PatternUnsupported."""
    try:
        return jsonschema_rs.validator_for({"pattern": pattern}).is_valid
    except jsonschema_rs.ValidationError as error:
        raise PatternUnsupported(f"the pattern {pattern!r} is refused: {error.message}") from None


def pattern_generator(pattern: str, min_length: int = 0, max_length: int | None = None) -> Maker:
    """A maker of texts that match ``pattern`` and have ``min_length`` to ``max_length`` characters.

    Raises PatternUnsupported where the pattern is no regular expression, or no text for it is found.
    """
    tree = parse(pattern)
    branches = [_branch(option, min_length, max_length) for option in _options(tree)]
    makers: list[Maker] = []
    why = f"no text of {min_length} to {max_length} characters matches the pattern {pattern!r}"
    for branch in branches:
        try:
            makers.append(_maker(pattern, branch))
        except PatternUnsupported as error:
            why = str(error)
    if not makers:
        raise PatternUnsupported(why)
    if len(makers) == 1:
        return makers[0]
    return lambda source: makers[int(source.random() * len(makers))](source)


def length_bounds(pattern: str) -> tuple[int, int | None]:
    """The fewest and the most characters of the texts that match; raises PatternUnsupported."""
    bounds = [_bounds(_branch(option, 0, None)) for option in _options(parse(pattern))]
    highs = [high for _, high in bounds]
    return min(low for low, _ in bounds), None if None in highs else max(high for high in highs if high is not None)


def _bounds(branch: _Branch) -> tuple[int, int | None]:
    low, high = extent(branch.tree)
    if branch.high is not None:
        high = branch.high if high is None else min(high, branch.high)
    return max(low, branch.low), high


def _options(tree: Tree) -> tuple[Tree, ...]:
    """The alternatives at the top; a group around them counts as the top."""
    while isinstance(tree, Group) and not has(tree, Back):
        tree = tree.item
    return tree.options if isinstance(tree, Choice) else (tree,)


def _branch(tree: Tree, low: int, high: int | None) -> _Branch:
    """Split an alternative into anchors, leading lookaheads and the rest; free ends get room to grow."""
    items = _between_anchors(_opened(tree))
    looks: list[Look] = []
    start = end = False
    while items and (items[0] == Edge("^") or isinstance(items[0], Look)):
        first = items.pop(0)
        start = start or first == Edge("^")
        if isinstance(first, Look):
            looks.append(first)
            if not first.ahead and not first.negative and not start:
                items.insert(0, first.item)
                break
    while items and items[-1] == Edge("$"):
        items.pop()
        end = True
    for look in looks:
        low, high = _bounded(look, low, high)
    if not start:
        items.insert(0, _FILLER)
    if not end:
        items.append(_FILLER)
    return _Branch(Sequence(tuple(items)), tuple(looks), low, high)


def _opened(tree: Tree) -> list[Tree]:
    """The items of an alternative, those of the groups among them that hold an anchor in place of the group."""
    found: list[Tree] = []
    for item in tree.items if isinstance(tree, Sequence) else (tree,):
        anchored = isinstance(item, Group) and has(item, Edge) and not has(tree, Back)
        found += _opened(item.item) if anchored and isinstance(item, Group) else [item]
    return found


def _between_anchors(items: list[Tree]) -> list[Tree]:
    """``items`` without what an anchor in the middle leaves no room for: ``.*^a$.*`` is ``^a$``."""
    start = max((index for index, item in enumerate(items) if item == Edge("^")), default=0)
    if all(isinstance(item, Edge | Look) or extent(item)[0] == 0 for item in items[:start]):
        items = [item for item in items[:start] if isinstance(item, Look)] + items[start:]
    end = next((index for index, item in enumerate(items) if item == Edge("$")), len(items) - 1)
    if all(
        isinstance(item, Edge) or (not isinstance(item, Look) and extent(item)[0] == 0) for item in items[end + 1 :]
    ):
        items = items[: end + 1]
    return items


def _bounded(look: Look, low: int, high: int | None) -> tuple[int, int | None]:
    """The bounds with those that a lookahead such as ``(?=.{8,20}$)`` sets."""
    items = look.item.items if isinstance(look.item, Sequence) else (look.item,)
    match items:
        case (Repeat(item=Characters(broad=True)) as run, *rest) if not look.negative:
            low = max(low, run.low)
            if run.high is not None and rest == [Edge("$")]:
                high = run.high if high is None else min(high, run.high)
    return low, high


def _maker(pattern: str, branch: _Branch) -> Maker:
    tested = bool(branch.looks) or has(branch.tree, Edge) or has(branch.tree, Look)
    if not tested:
        return _plain(branch, full=False)
    return _tested(pattern, branch)


def _plain(branch: _Branch, *, full: bool) -> Maker:
    """A maker whose texts have the right length; it tests nothing but that."""
    core = Sequence(tuple(item for item in branch.tree.items if item is not _FILLER))
    writer = write(core, full=full)
    low, high = written_extent(core)
    fits = low >= branch.low and (branch.high is None or high <= branch.high)
    if fits:
        return _unmeasured(writer, captures=has(core, Back))
    if has(core, Back):
        return _selected(writer, branch)
    least = branch.low if branch.high is not None and branch.high < _ROOM else max(branch.low, min(low, 5))
    limit = max(branch.low, low) + _ROOM if branch.high is None else min(branch.high, max(branch.low, low) + _ROOM)
    measure = Measure(branch.tree, limit, full=full)
    lengths = measure.lengths(branch.tree)
    sizes = [size for size in range(branch.low, limit + 1) if lengths >> size & 1]
    if not sizes:
        raise PatternUnsupported(f"no text of {branch.low} to {branch.high} characters can match")
    wanted = [size for size in sizes if size >= least][:8] or sizes
    return lambda source: measure.text(branch.tree, wanted[int(source.random() * len(wanted))], source)


def _unmeasured(writer: Writer, *, captures: bool) -> Maker:
    if captures:
        return lambda source: writer(source, {})
    nothing: dict[int, str] = {}
    return lambda source: writer(source, nothing)


def _selected(writer: Writer, branch: _Branch) -> Maker:
    """A maker for what can't be measured: writes until the length is right."""

    def attempt(source: Random) -> str | None:
        for _ in range(_TRIES):
            text = writer(source, {})
            if branch.low <= len(text) and (branch.high is None or len(text) <= branch.high):
                return text
        return None

    return _proven(attempt, f"no text of {branch.low} to {branch.high} characters was found")


def _proven(attempt: Callable[[Random], str | None], why: str) -> Maker:
    """A maker that falls back on a text found beforehand; raises PatternUnsupported where there is none."""
    proven = attempt(Values(0).random)
    if proven is None:
        raise PatternUnsupported(why)
    return lambda source: attempt(source) or proven


def _tested(pattern: str, branch: _Branch) -> Maker:
    """A maker that tests what it wrote; looks forward to what the lookaheads ask for."""
    matches = matcher(pattern)
    fragments = [write(part) for look in branch.looks if not look.negative for part in _wanted(look)]
    plain, full = _plain(branch, full=False), _plain(branch, full=True)

    def attempt(source: Random) -> str | None:
        for count in range(2 * _TRIES):
            text = (plain if count % 4 == 0 else full)(source)
            if count % 2 and fragments:
                text = _woven(text, fragments, source)
            long = branch.high is not None and len(text) > branch.high
            if len(text) >= branch.low and not long and matches(text):
                return text
        return None

    return _proven(attempt, f"no text for the pattern {pattern!r} was found in {2 * _TRIES} tries")


def _wanted(look: Look) -> list[Tree]:
    """What a lookahead such as ``(?=.*\\d)`` asks to stand somewhere."""
    items = look.item.items if isinstance(look.item, Sequence) else (look.item,)
    return [item for item in items if not isinstance(item, Edge) and not _free(item)]


def _free(item: Tree) -> bool:
    return isinstance(item, Repeat) and item.low == 0


def _woven(text: str, fragments: list[Writer], source: Random) -> str:
    """``text`` with each fragment written over a piece of it, so that the length stays."""
    for fragment in fragments:
        part = fragment(source, {})
        if len(part) <= len(text):
            at = int(source.random() * (len(text) - len(part) + 1))
            text = text[:at] + part + text[at + len(part) :]
    return text
