"""What a document may cost: its size, its depth and what its aliases stand for, measured on the raw bytes.

These bounds stand before every parser. A parser written in C meets a text that is nested without end with the end of
its stack, and one that copies aliases fills the memory; neither leaves anything to catch.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from mock_server.errors import DocumentError
from mock_server.openapi.reading.pointers import at, fragment_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mock_server.json_types import JSON

LOADER: JSON = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fastest safe loader that PyYAML has here."""
MOST_BYTES = 100 * 1024 * 1024
DEEPEST = 500
"""Levels of objects and arrays within each other."""
_WIDEST = 2 * DEEPEST
_MOST_MERGED = 200_000
_MOST_ALIASED = 100_000
_MOST_COMPOSED = 20_000
"""Schemas that hold for one value, or are its alternatives; in public documents they are a hundred."""
_COMPOSITIONS = ("allOf", "anyOf", "oneOf")
_REPEATED = 40
"""How often, on average, an object or array may be repeated by aliases."""

_INDENTED = re.compile(rb"^[ \t?-]{%d,}" % _WIDEST, re.M)
_BRACKET = re.compile(rb"[\[\]{}]")
_NO_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")
_ALIKE = bytes.maketrans(b"[]", b"{}")
_ROUNDS = 60
_STRINGS = re.compile(rb'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|(?:^|(?<=\s))#[^\n]*')
_ANCHOR = re.compile(rb"(?:^|[\s\[{,:-])&([^\s\[\]{},]+)", re.M)
_ALIAS = re.compile(rb"(?:^|[\s\[{,:-])\*([^\s\[\]{},]+)", re.M)
_MERGE = re.compile(rb"(?:^|[\s{,])<<\s*:", re.M)


def check(data: bytes, path: Path) -> None:
    """Raise DocumentError, with file and line, for a text that is too large or nested too deeply to be parsed."""
    if len(data) > MOST_BYTES:
        raise DocumentError(f"{path} is too large; documents of up to {MOST_BYTES // 2**20} MB are read")
    wide = _INDENTED.search(data)
    if wide is not None and not data[:1] == b"{":
        raise _too_deep(data, wide.start(), path)
    if data.count(b"[") + data.count(b"{") > DEEPEST:
        _check_brackets(data, path)


def _check_brackets(data: bytes, path: Path) -> None:
    place = _deep_at(data)
    if place is None:
        return
    if data.lstrip()[:1] in (b"{", b"["):
        place = _deep_at(_STRINGS.sub(lambda match: b" " * len(match[0]), data))
    elif (line := _deep_line(data)) is not None:
        raise DocumentError(f"{path}, line {line}: nested more than {DEEPEST} levels deep, which no document needs")
    else:
        return
    if place is not None:
        raise _too_deep(data, place, path)


def _deep_at(data: bytes) -> int | None:
    """Where more than `DEEPEST` brackets are open at once, as far as they can be counted without a parser."""
    if _is_plainly_shallow(data):
        return None
    depth = 0
    for match in _BRACKET.finditer(data):
        depth = depth + 1 if match[0] in (b"[", b"{") else max(0, depth - 1)
        if depth > DEEPEST:
            return match.start()
    return None


def _is_plainly_shallow(data: bytes) -> bool:
    """Whether the brackets can't be too deep, told without a look at each: pairs go until none are next to each other.

    Each round takes one level away, and an opening bracket without its closing one may stand around all of them.
    """
    left = data.translate(_ALIKE, _NO_BRACKETS)
    for level in range(_ROUNDS):
        if b"{}" not in left:
            return level + left.count(b"{") <= DEEPEST
        left = left.replace(b"{}", b"")
    return False


def _deep_line(data: bytes) -> int | None:
    """The line on which YAML is nested too deeply, by its parser's events, which need no stack; None for none."""
    depth = 0
    try:
        for event in yaml.parse(data, Loader=LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    return int(event.start_mark.line) + 1 if event.start_mark else 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
    except (yaml.YAMLError, ValueError):
        return None  # what is no YAML is told by whoever parses it
    return None


def _too_deep(data: bytes, place: int, path: Path) -> DocumentError:
    line = data.count(b"\n", 0, place) + 1
    return DocumentError(f"{path}, line {line}: nested more than {DEEPEST} levels deep, which no document needs")


def has_aliases(data: bytes) -> bool:
    """Whether YAML aliases stand in the text, by the names that anchors and aliases share."""
    if b"*" not in data or b"&" not in data:
        return False
    return not {match[1] for match in _ANCHOR.finditer(data)}.isdisjoint(match[1] for match in _ALIAS.finditer(data))


def check_aliases(tree: JSON, data: bytes, path: Path) -> None:
    """Raise DocumentError where aliases make a tree endless, or far larger than what was written.

    Each object and array is counted once and multiplied by what refers to it: the time follows the text, not what it
    stands for.
    """
    sizes: dict[int, int] = {}
    stack: list[tuple[JSON, bool]] = [(tree, False)]
    above: set[int] = set()
    while stack:
        node, ready = stack.pop()
        if not isinstance(node, dict | list) or (id(node) in sizes and not ready):
            continue
        inner = node.values() if isinstance(node, dict) else node
        if ready:
            above.discard(id(node))
            sizes[id(node)] = 1 + sum(sizes.get(id(item), 1) for item in inner)
        elif id(node) in above:
            raise DocumentError(f"{path}, line {_first_alias(data)}: an alias refers to what it stands in")
        else:
            above.add(id(node))
            stack.append((node, True))
            stack.extend((item, False) for item in inner)
    if sizes.get(id(tree), 0) > _MOST_ALIASED + _REPEATED * len(sizes):
        where = f"{path}, line {_first_alias(data)}"
        raise DocumentError(f"{where}: the document is too large once its aliases are written out")


def check_compositions(tree: JSON, path: Path) -> None:
    """Raise DocumentError where a schema is composed of far more schemas than anybody wrote.

    A few lines suffice: each of thirty schemas that names the next one three times stands for a billion of them. Each
    is counted once and multiplied by what refers to it.
    """
    sizes: dict[int, int] = {}
    for root in _composed(tree):
        stack: list[tuple[JSON, bool]] = [(root, False)]
        while stack:
            node, ready = stack.pop()
            if not isinstance(node, dict) or (id(node) in sizes and not ready):
                continue
            inner = [*_parts_of(node, tree)]
            if not ready:
                sizes[id(node)] = 1  # what leads back to itself is written out once
                stack.append((node, True))
                stack.extend((item, False) for item in inner)
                continue
            size = sizes[id(node)] = 1 + sum(sizes.get(id(item), 1) for item in inner)
            if size > _MOST_COMPOSED:
                raise DocumentError(
                    f"{path}: a schema{_name_of(node, tree)} is composed of more than {_MOST_COMPOSED:,} others,"
                    " once their references are written out"
                )


def _composed(tree: JSON) -> Iterator[JSON]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if type(node) is dict:
            if any(keyword in node for keyword in _COMPOSITIONS):
                yield node
            stack += [item for item in node.values() if type(item) in (dict, list)]
        elif type(node) is list:
            stack += [item for item in node if type(item) in (dict, list)]


def _parts_of(schema: dict[str, JSON], tree: JSON) -> Iterator[JSON]:
    for keyword in _COMPOSITIONS:
        parts = schema.get(keyword)
        yield from parts if isinstance(parts, list) else ()
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith("#/"):
        yield at(tree, fragment_tokens(ref))


def _name_of(schema: JSON, tree: JSON) -> str:
    schemas = at(tree, ("components", "schemas"))
    named = schemas.items() if isinstance(schemas, dict) else ()
    return next((f" ({name})" for name, item in named if item is schema), "")


def _first_alias(data: bytes) -> int:
    found = _ALIAS.search(data)
    return data.count(b"\n", 0, found.start(1)) + 1 if found else 1


def check_merges(data: bytes, path: Path, loader: JSON) -> None:
    """Raise DocumentError where merge keys (``<<``) would copy more members than a document has."""
    if not _MERGE.search(data):
        return
    sizes: dict[int, int] = {}
    stack: list[tuple[JSON, bool]] = [(yaml.compose(data, Loader=loader), False)]
    while stack:
        node, ready = stack.pop()
        if not isinstance(node, yaml.CollectionNode) or (id(node) in sizes and not ready):
            continue
        inner = node.value if isinstance(node, yaml.SequenceNode) else [item for pair in node.value for item in pair]
        if not ready:
            sizes[id(node)] = 0
            stack.append((node, True))
            stack.extend((item, False) for item in inner)
        else:
            sizes[id(node)] = _merged_size(node, sizes)
            if sizes[id(node)] > _MOST_MERGED:
                line = node.start_mark.line + 1
                raise DocumentError(f"{path}, line {line}: its merge keys stand for too many members")


def _merged_size(node: Any, sizes: dict[int, int]) -> int:
    if isinstance(node, yaml.SequenceNode):
        return len(node.value) + sum(sizes.get(id(item), 0) for item in node.value)
    size = 0
    for key, value in node.value:
        size += sizes.get(id(value), 1) if getattr(key, "value", None) == "<<" else 1
    return size


def check_depth(tree: JSON, path: Path) -> None:
    """Raise DocumentError for a value that is nested too deeply, whatever it was written in.

    On the way equal texts become one: a document repeats its names and references thousands of times.
    """
    texts: dict[str, str] = {}
    level: dict[int, JSON] = {id(tree): tree} if isinstance(tree, dict | list) else {}
    for _ in range(DEEPEST + 1):
        below: dict[int, JSON] = {}
        for node in level.values():
            for place, item in node.items() if type(node) is dict else enumerate(node):
                kind = type(item)  # what a parser made: no subclasses, and no union that is made anew for each item
                if kind is str:
                    known = texts.setdefault(item, item)
                    if known is not item:
                        node[place] = known  # the key is there already: no dictionary grows
                elif (kind is dict or kind is list) and item:
                    below[id(item)] = item
        if not below:
            return
        level = below
    raise DocumentError(f"{path} is nested more than {DEEPEST} levels deep, which no document needs")
