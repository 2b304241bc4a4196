"""Path parameters of several segments: names in full, whose pattern says what they are made of (`shelves/[^/]+`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation

PART = "{}"
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


def forms(operation: Operation) -> dict[str, str]:
    """The parameters of an operation's path that are names in full, each with what its values look like."""
    found: dict[str, str] = {}
    if "{" not in operation.path:
        return found
    for owner in (operation.path_item, operation.raw):  # as written: start-up reads no more of each operation
        listed = owner.get("parameters")
        for item in listed if isinstance(listed, list) else ():
            raw = operation.follow(item)
            if not isinstance(raw, dict) or raw.get("in") != "path":
                continue
            schema = operation.follow(raw.get("schema"))
            told = form(schema.get("pattern")) if isinstance(schema, dict) else None
            if told is not None:
                found[str(raw.get("name"))] = told
    return found


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
