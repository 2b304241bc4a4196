"""Reads one JSON or YAML file into plain JSON values.

YAML is read by the rules of YAML 1.2's JSON-compatible core schema (OpenAPI 3.1 section 4.2): `on` and `yes` are
strings, a date is a string, a key is always a string.
"""

from __future__ import annotations

import contextlib
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import orjson
import yaml

from mock_server.errors import DocumentError
from mock_server.openapi.reading import bounds, json_pieces

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.json_types import JSON


class _CoreLoader(bounds.LOADER):  # type: ignore[misc]
    """PyYAML's fastest safe loader, with the implicit types of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, JSON] = {}  # noqa: RUF012 - PyYAML's own extension point


_CORE_TYPES = (
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
        "-+0123456789.",
    ),
    ("tag:yaml.org,2002:merge", r"^<<$", "<"),
)
for _tag, _form, _first in _CORE_TYPES:
    _CoreLoader.add_implicit_resolver(_tag, re.compile(_form), list(_first))
_CoreLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))
_CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: _integer(loader.construct_scalar(node)))
_LARGE = 100_000
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WORD = 40
_SEARCHED = 1_000_000
_ELSEWISE = re.compile(rb"<<|\0|:[ ]+!|-[ ]+!|\n(?:---|\.\.\.)(?=\s)|\n\t")


def read(path: Path) -> JSON:
    """Parse the file at ``path``; raises DocumentError with file and line."""
    return parse(_octets(path), path)  # held by nobody else, so that it goes when it is parsed


def _octets(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(bounds.MOST_BYTES + 1)  # a device has no end
    except IsADirectoryError:
        raise DocumentError(f"{path} is a directory; name the OpenAPI file in it") from None
    except FileNotFoundError:
        raise DocumentError(f"{path} does not exist; name a file that does, an OpenAPI document with --spec") from None
    except OSError as error:
        raise DocumentError(f"{path} can't be read: {error.strerror}") from None


def parse(data: bytes, path: Path) -> JSON:
    """Parse ``data``, which came from ``path``; JSON where it looks like JSON, else YAML."""
    data = _as_utf8(data, path)
    bounds.check(data, path)
    tree = _parsed(data, path)
    del data
    bounds.check_depth(tree, path)
    return tree


def _as_utf8(data: bytes, path: Path) -> bytes:
    """The text in UTF-8, without a byte order mark: what is bounded is what is parsed (YAML 1.2 section 5.2)."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name).encode()
            except UnicodeError:
                raise DocumentError(f"{path} begins as {name.upper()} text and is none; save it as UTF-8") from None
    return data


def _parsed(data: bytes, path: Path) -> JSON:
    first = data.lstrip()[:1]
    if first in (b"{", b"["):
        if first == b"{" and len(data) > json_pieces.LARGE and (found := json_pieces.in_pieces(data)) is not None:
            return found
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass  # surrogate escapes and huge numbers are JSON all the same; flow-style YAML is not
        try:
            tree = json.loads(data.decode())
            return _of_characters(tree) if b"\\ud" in data.lower() else tree
        except (ValueError, RecursionError) as error:
            if path.suffix == ".json":
                if isinstance(error, RecursionError):
                    raise DocumentError(f"{path} is nested too deeply to be a document") from None
                raise DocumentError(f"{path} is not JSON: {_reason(error)}") from None
    aliased = bounds.has_aliases(data)
    if len(data) > _LARGE and not aliased:
        with contextlib.suppress(ImportError, ValueError):
            return _quickly(data)
    try:
        bounds.check_merges(data, path, _CoreLoader)
        tree = yaml.load(data, Loader=_CoreLoader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}, line {mark.line + 1}, column {mark.column + 1}" if mark else str(path)
        reason = ", ".join(part for part in (error.context, error.problem) if part)  # one alone tells half of it
        raise DocumentError(f"{where}: not YAML: {reason}") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise DocumentError(f"{path} is neither JSON nor YAML: {_reason(error)}") from None
    if aliased:
        bounds.check_aliases(tree, data, path)
    return _string_keys(tree)


def _reason(error: Exception) -> str:
    told = str(error).splitlines()[0]
    return "a number in it has thousands of digits" if told.startswith("Exceeds the limit") else told


def _of_characters(value: JSON) -> JSON:
    """A copy with U+FFFD for each half of a surrogate pair, which is no character and can't be sent (RFC 8259, 8.2)."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_of_characters(name): _of_characters(item) for name, item in value.items()}
    return [_of_characters(item) for item in value] if isinstance(value, list) else value


def _integer(text: str) -> int:
    return int(text, 10) if text[:2] not in ("0o", "0x") else int(text, 0)


def _quickly(data: bytes) -> JSON:
    """Parse a large YAML file by a parser that is much faster than PyYAML; ValueError for what it reads otherwise.

    It knows no merge keys, takes the first of several documents, and its messages have no place; PyYAML does it then.
    """
    import yaml12

    if _ELSEWISE.search(data):
        raise ValueError("a merge key, a tag, a NUL or a second document")
    return _shared_words(_string_keys(yaml12.parse_yaml(data.decode())))


def _shared_words(value: JSON) -> JSON:
    """``value``, in place, with one object for each key and short word that it repeats thousands of times."""
    words: dict[str, str] = {}
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            items = [(words.setdefault(key, key), item) for key, item in node.items()]
            node.clear()
            for key, item in items:
                node[key] = words.setdefault(item, item) if type(item) is str and len(item) < _WORD else item
            stack.extend(item for item in node.values() if isinstance(item, dict | list))
        elif isinstance(node, list):
            stack.extend(item for item in node if isinstance(item, dict | list))
    return value


def line_of(path: Path, pointer: tuple[str, ...]) -> int | None:
    """Line (from 1) on which the value at ``pointer`` begins in the file, or None if it can't be told."""
    try:
        node = _composed(path, path.stat().st_mtime_ns) if path.stat().st_size < _SEARCHED else None
    except (yaml.YAMLError, OSError, ValueError, RecursionError):
        return None
    line: int | None = None
    for token in pointer:
        match node:
            case yaml.MappingNode():
                found = next((pair for pair in node.value if str(pair[0].value) == token), None)
                if found is None:
                    return line
                line, node = found[0].start_mark.line + 1, found[1]
            case yaml.SequenceNode() if token.isdigit() and int(token) < len(node.value):
                node = node.value[int(token)]
                line = node.start_mark.line + 1
            case _:
                return line
    return line


def repeated_key(path: Path) -> tuple[str, int] | None:
    """The first key that stands twice in one mapping (YAML 1.2.2 section 3.2.1.3), with its line; None for none.

    Parsers keep the last one and say nothing. A file of megabytes is not looked at.
    """
    try:
        stack = [_composed(path, path.stat().st_mtime_ns)] if path.stat().st_size < _SEARCHED else []
    except (yaml.YAMLError, OSError, ValueError, RecursionError):
        return None
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if id(node) in seen or not isinstance(node, yaml.CollectionNode):
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack += reversed(node.value)
            continue
        names: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in names:
                    return key.value, key.start_mark.line + 1
                names.add(key.value)
        stack += [value for _, value in reversed(node.value)]
    return None


@lru_cache(maxsize=1)
def _composed(path: Path, _changed: int) -> JSON:
    return yaml.compose(path.read_bytes(), Loader=_CoreLoader)


def _string_keys(value: JSON) -> JSON:
    """Turn non-string mapping keys (a bare `200:`) into strings, in place."""
    stack, seen = [value], set()
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        if isinstance(node, dict):
            seen.add(id(node))
            if not all(type(key) is str for key in node):
                items = [(_key(key), item) for key, item in node.items()]
                node.clear()
                node.update(items)
            stack.extend(item for item in node.values() if isinstance(item, dict | list))
        elif isinstance(node, list):
            seen.add(id(node))
            stack.extend(item for item in node if isinstance(item, dict | list))
    return value


def _key(key: JSON) -> str:
    if isinstance(key, str):
        return key
    return json.dumps(key) if key is None or isinstance(key, bool) else str(key)
