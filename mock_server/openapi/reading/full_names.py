"""Path parameters of several segments: names in full, whose pattern says what they are made of (`shelves/[^/]+`).

Other documents say it in the path itself: ``{name=shelves/*}`` (google.api.http), ``{+name}`` (RFC 6570 section 3.2.3)
and ``{proxy+}`` (API Gateway).
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation

PART = "{}"
REST = "{**}"
"""Any number of segments."""

_MOST = 8
"""The most of them that are taken."""

_MARKED = re.compile(r"\{(\+?)([\w.-]+)([+*]?)(?:=([^{}]*))?\}")
_BELOW_A_VERSION = re.compile(r"(/v\d\w*)/\{(?:name|parent|resource)\}")
_TOGETHER = re.compile(r"\}[^/{}]*\{")
_PARTS = re.compile(r"/(?!\])")
_LITERAL = re.compile(r"[A-Za-z0-9_-]+")
_ANYTHING = frozenset(("[^/]+", "[^/]*", r"[^\/]+", r"[^\/]*"))


def form(pattern: object) -> str | None:
    """What values of a pattern look like, ``shelves/{}/books/{}``; None where it says nothing of several segments."""
    if not isinstance(pattern, str) or "/" not in pattern:
        return None
    parts = _PARTS.split(pattern.removeprefix("^").removesuffix("$").replace(r"\/", "/"))
    told = [PART if part in _ANYTHING else part for part in parts]
    known = all(part == PART or _LITERAL.fullmatch(part) for part in told)
    return "/".join(told) if known and len(told) > 1 and PART in told else None


def unmarked(path: str, declared: Collection[str]) -> str:
    """A path template as OpenAPI writes it; ``declared`` are names of parameters, which may have such marks."""
    if not any(mark in path for mark in ("{+", "+}", "*}", "=")):
        return path
    return _MARKED.sub(lambda found: found[0] if found[0][1:-1] in declared else "{" + found[2] + "}", path)


def _marked(path: str) -> dict[str, str]:
    """The parameters of which a path says that they have several segments."""
    found: dict[str, str] = {}
    for ahead, name, behind, told in _MARKED.findall(path):
        parts = [{"*": PART, "**": REST}.get(part, part) for part in told.split("/")] if told else []
        if ahead or behind or parts == [REST]:
            found[name] = REST
        elif len(parts) > 1 and all(part in (PART, REST) or _LITERAL.fullmatch(part) for part in parts):
            found[name] = "/".join(parts)
    return found


def _is_below_a_version(operation: Operation, name: str) -> bool:
    """``/v1/{name}`` beside ``/v1/{parent}/things``: the names of all records are paths (AIP-122)."""
    found = _BELOW_A_VERSION.match(operation.path)
    if found is None or not operation.path.startswith("/{" + name + "}", found.end(1)):
        return False
    paths = operation.document.tree.get("paths")
    above = found[1] + "/{parent}/"
    return isinstance(paths, dict) and any(path.startswith(above) for path in paths)


def expanded(known: dict[str, str]) -> Iterator[dict[str, str]]:
    """The same forms with any number of segments written out, as many as are taken at the most."""
    ways = [
        [told.replace(REST, "/".join([PART] * count)) for count in range(1, _MOST + 1)] if REST in told else [told]
        for told in known.values()
    ]
    for way in product(*ways):
        yield dict(zip(known, way, strict=True))


def forms(operation: Operation) -> dict[str, str]:
    """The parameters of an operation's path that are names in full, each with what its values look like."""
    found: dict[str, str] = {}
    if "{" not in operation.path:
        return found
    found.update(_marked(operation.pointer[1]))
    for name, raw, schema in _written(operation):
        told = form(schema.get("pattern"))
        if told is not None:
            found[name] = told
        elif name not in found and (raw.get("allowReserved") is True or _is_below_a_version(operation, name)):
            found[name] = REST
    return found


def choices(operation: Operation) -> dict[str, tuple[str, ...]]:
    """The texts that parameters of an operation's path may be, where several stand in one segment."""
    if _TOGETHER.search(operation.path) is None:
        return {}
    options = {name: schema.get("enum") for name, _, schema in _written(operation)}
    return {name: tuple(map(str, some)) for name, some in options.items() if isinstance(some, list) and some}


def _written(operation: Operation) -> Iterator[tuple[str, dict[str, JSON], dict[str, JSON]]]:
    """The parameters of a path as they are written, so that start-up reads no more of each operation."""
    for owner in (operation.path_item, operation.raw):
        listed = owner.get("parameters")
        for item in listed if isinstance(listed, list) else ():
            raw = operation.follow(item)
            if isinstance(raw, dict) and raw.get("in") == "path":
                schema = operation.follow(raw.get("schema"))
                yield str(raw.get("name")), raw, schema if isinstance(schema, dict) else {}


def spread(template: str, known: dict[str, str]) -> str:
    """A path template with each such parameter in the place of every segment that may be anything."""
    for name, told in known.items():
        template = template.replace("{" + name + "}", told.replace(PART, "{" + name + "}"))
    return template


def gathered(names: tuple[str, ...], values: tuple[str, ...], known: dict[str, str]) -> dict[str, str]:
    """The values of the parameters, of which those in several segments were found one by one."""
    rest = iter(values)
    told = {name: known.get(name, PART) for name in names}
    return {name: re.sub(r"\{\}", lambda _: next(rest), text) for name, text in told.items()}
