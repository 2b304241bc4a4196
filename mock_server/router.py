"""Finds the operation for a request path: literal segments before parameters, undecoded, so that `%2F` stays data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import unquote

T = TypeVar("T")

_PARAMETER = re.compile(r"\{([^{}]+)\}")
Methods = dict[str, T]


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: dict[str, _Node[T]] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str] | None, str, _Node[T]]] = field(default_factory=list)
    routes: list[_Route[T]] = field(default_factory=list)


@dataclass(slots=True)
class _Route(Generic[T]):
    names: tuple[str, ...]
    methods: dict[str, T]
    query: str


class Router(Generic[T]):
    """Path templates → method → whatever was added for it."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._static: dict[str, dict[str, T]] = {}

    def add(self, template: str, method: str, target: T) -> None:
        """Add ``target`` under a path template such as ``/a/{id}.json``; the first one added for a place stays."""
        path, _, rest = template.partition("?")
        path = path.partition("#")[0]
        query = rest.partition("#")[0]
        node, names = self._root, []
        for segment in path.split("/")[1:]:
            found = _PARAMETER.findall(segment)
            if not found:
                node = node.literals.setdefault(unquote(segment), _Node())
                continue
            names.extend(found)
            form = None if segment == "{" + found[0] + "}" else _form(segment)
            source = form.pattern if form else ""
            child = next((child for _, known, child in node.patterns if known == source), None)
            if child is None:
                child = _Node()
                node.patterns.append((form, source, child))
                node.patterns.sort(key=lambda item: item[0] is None)
            node = child
        route = next((r for r in node.routes if r.query == query and r.names == tuple(names)), None)
        if route is None:
            route = _Route(tuple(names), {}, query)
            node.routes.append(route)
            node.routes.sort(key=lambda item: not item.query)
        route.methods.setdefault(method, target)
        if not names and not query and "%" not in path:
            self._static[path] = route.methods

    def match(self, path: str, method: str, query: str = "") -> tuple[dict[str, T] | None, dict[str, str]]:
        """The methods known for a raw path, and its raw path parameters; None where no template fits."""
        methods = self._static.get(path)
        if methods is not None and method in methods and not query:
            return methods, {}
        allowed: dict[str, T] = {}
        for route, values in self._walk(self._root, path.split("/")[1:], 0, ()):
            if route.query and not _has(query, route.query):
                continue
            if method in route.methods:
                return route.methods, dict(zip(route.names, values, strict=True))
            for name, target in route.methods.items():
                allowed.setdefault(name, target)
        return (allowed or None), {}

    def _walk(self, node: _Node[T], segments: list[str], index: int, values: tuple[str, ...]) -> Any:
        if index == len(segments):
            for route in node.routes:
                yield route, values
            return
        segment = segments[index]
        child = node.literals.get(unquote(segment) if "%" in segment else segment)
        if child is not None:
            yield from self._walk(child, segments, index + 1, values)
        for form, _, child in node.patterns:
            if form is None:
                if segment:
                    yield from self._walk(child, segments, index + 1, (*values, segment))
            elif (match := form.fullmatch(segment)) is not None:
                yield from self._walk(child, segments, index + 1, (*values, *match.groups()))


def _form(segment: str) -> re.Pattern[str]:
    parts = _PARAMETER.split(segment)
    return re.compile("".join("(.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)))


def _has(query: str, wanted: str) -> bool:
    given = query.split("&")
    return all(part in given or any(g.startswith(part.rstrip("=") + "=") for g in given if part.endswith("="))
               for part in wanted.split("&") if "{" not in part)  # fmt: skip
