"""Reads path, query, header and cookie parameters, each by the style that the document gives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_plus

from tests.target_crud.fields import LABELS, STATES
from tests.target_crud.routes import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = re.compile(r"-?[0-9]{1,17}", re.ASCII)
_MOST = 9_007_199_254_740_991


class BadParameterError(Exception):
    """A parameter that can't be read: its name and what is asked of it."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"{name} {rule}")
        self.name = name
        self.rule = rule


Parse = Callable[[str], Any]
"""A decoded text becomes a value; ValueError where it has none."""


def whole(least: int, most: int) -> Parse:
    """A whole number between these."""

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            raise ValueError(f"has to be a whole number from {least} to {most}")
        return int(text)

    return parse


def one_of(*options: str) -> Parse:
    """One of these texts."""

    def parse(text: str) -> str:
        if text not in options:
            raise ValueError(f"has to be one of {', '.join(options)}")
        return text

    return parse


def flag(text: str) -> bool:
    """The words true and false."""
    if text not in ("true", "false"):
        raise ValueError("has to be true or false")
    return text == "true"


def cursor(text: str) -> int:
    """The key after which a page begins."""
    if not re.fullmatch("c[0-9]{1,15}", text, re.ASCII):
        raise ValueError("has to be the `next` of a page")
    return int(text[1:])


key = whole(1, _MOST)
state, label = one_of(*STATES), one_of(*LABELS)


def items(texts: list[str], parse: Parse, most: int = 10**6) -> list[Any]:
    """Each text read; at least one."""
    if not 1 <= len(texts) <= most:
        raise ValueError(f"has to be 1 to {most} values")
    return [parse(text) for text in texts]


# Path styles: each takes the segment as it came.


def simple(raw: str) -> list[str]:
    """``a,b`` (RFC 6570 section 3.2.2)."""
    return [unquote(part) for part in raw.split(",")]


def card(raw: str) -> int:
    """``k7``: the contact whose card it is."""
    if not raw.startswith("k") or not raw[1:].isascii() or not raw[1:].isdecimal() or len(raw) > 17:
        raise ValueError("has to be the number of a card")
    return int(raw[1:])


def labelled(raw: str) -> list[str]:
    """``.a.b`` (RFC 6570 section 3.2.5)."""
    if not raw.startswith("."):
        raise ValueError("has to begin with a dot")
    return [unquote(part) for part in raw[1:].split(".")]


def matrix(raw: str) -> dict[str, str]:
    """``;x=1;y=2`` (RFC 6570 section 3.2.7)."""
    if not raw.startswith(";"):
        raise ValueError("has to begin with a semicolon")
    found: dict[str, str] = {}
    for part in raw[1:].split(";"):
        name, _, value = part.partition("=")
        found.setdefault(unquote(name), unquote(value))
    return found


def point(found: Mapping[str, str]) -> dict[str, int]:
    """The members x and y."""
    if not {"x", "y"} <= found.keys():
        raise ValueError("has to have x and y")
    return {name: whole(-100, 100)(found[name]) for name in ("x", "y")}


# Query styles: each takes the values as they came.


def single(raw: list[str], parse: Parse) -> Any:
    """One value."""
    if len(raw) != 1:
        raise ValueError("has to be given once")
    return parse(unquote_plus(raw[0]))


def by_comma(raw: list[str], parse: Parse) -> list[Any]:
    """``a,b``: style form, not exploded."""
    return items([unquote_plus(part) for part in single(raw, str).split(",")], parse)


def by_bar(raw: list[str], parse: Parse) -> list[Any]:
    """``a|b``: style pipeDelimited."""
    return items(single(raw, str).split("|"), parse, 50)


def by_space(raw: list[str], parse: Parse) -> list[Any]:
    """``a b``: style spaceDelimited."""
    return items(single(raw, str).split(" "), parse)


def pairs(query: str) -> dict[str, list[str]]:
    """Name → raw values of a query."""
    found: dict[str, list[str]] = {}
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        found.setdefault(unquote_plus(name), []).append(value)
    return found


def deep(found: Mapping[str, list[str]], name: str, parse: Mapping[str, Parse]) -> dict[str, Any]:
    """``name[member]=value``: style deepObject; members that are not listed are not looked at."""
    return {
        member: single(found[f"{name}[{member}]"], take)
        for member, take in parse.items()
        if f"{name}[{member}]" in found
    }


def cookies(field: str) -> dict[str, str]:
    """Name → value of a Cookie field; the first of a name counts (RFC 6265 section 5.4)."""
    found: dict[str, str] = {}
    for crumb in field.split(";"):
        name, _, value = crumb.strip().partition("=")
        found.setdefault(name, value)
    return found


class Readers:
    """How each parameter is read; a fault or a variant replaces an entry."""

    def __init__(self) -> None:
        self.path: dict[str, Callable[[str], Any]] = {
            **dict.fromkeys(KEYS, lambda raw: key(unquote(raw))),
            "states": lambda raw: items(simple(raw), state, 3),
            "weeks": lambda raw: items(labelled(raw), whole(1, 53), 6),
            "box": lambda raw: point(matrix(raw)),
            "card": lambda raw: card(unquote(raw)),
        }
        self.query: dict[str, dict[str, Callable[[list[str]], Any]]] = {
            "listProjects": {
                "limit": lambda raw: single(raw, whole(1, 100)),
                "offset": lambda raw: single(raw, whole(0, 1_000_000)),
                "state": lambda raw: by_comma(raw, state),
                "ids": lambda raw: by_bar(raw, key),
                "labels": lambda raw: by_space(raw, label),
            },
            "listTasks": {
                "cursor": lambda raw: single(raw, cursor),
                "size": lambda raw: single(raw, whole(1, 50)),
                "done": lambda raw: single(raw, flag),
            },
        }
        self.budget: Callable[[dict[str, list[str]]], Any] = lambda found: deep(
            found, "budget", {"min": whole(0, 1_000_000), "max": whole(0, 1_000_000)}
        )
        self.include: Callable[[str], Any] = lambda field: items(
            [part.strip() for part in field.split(",")], one_of("taskCount", "openCount")
        )
        self.order: Callable[[str], Any] = one_of("newest", "oldest")

    def read(self, operation: str, path: Mapping[str, str], query: str, headers: Mapping[str, str]) -> dict[str, Any]:
        """What the request's parameters mean, by name. Raises BadParameterError for the first that can't be read."""
        given = {name: _taken(name, self.path[name], raw) for name, raw in path.items()}
        found = pairs(query)
        for name, take in self.query.get(operation, {}).items():
            if name in found:
                given[name] = _taken(name, take, found[name])
        if operation == "listProjects":
            given["budget"] = _taken("budget", self.budget, found)
            if "x-include" in headers:
                given["include"] = _taken("X-Include", self.include, headers["x-include"])
            crumbs = cookies(headers.get("cookie", ""))
            if "order" in crumbs:
                given["order"] = _taken("order", self.order, unquote(crumbs["order"]))
        return given


def _taken(name: str, take: Callable[[Any], Any], raw: Any) -> Any:
    try:
        return take(raw)
    except ValueError as error:
        raise BadParameterError(name, str(error)) from None
