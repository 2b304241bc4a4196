"""Finds the operation for a request path: literal segments before parameters, undecoded, so that `%2F` stays data."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import unquote

from mock_server.openapi.reading.full_names import expanded, gathered, spread
from mock_server.openapi.reading.path_templates import NO_CHOICES, PARAMETER, on_the_wire, pattern
from mock_server.openapi.reading.percent import pairs

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

T = TypeVar("T")


@dataclass(slots=True)
class _Node(Generic[T]):
    literals: dict[str, _Node[T]] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str] | None, str, _Node[T]]] = field(default_factory=list)
    asking: dict[tuple[str, tuple[str, ...]], _Route[T]] = field(default_factory=dict)  # for a query of their own
    plain: dict[tuple[str, tuple[str, ...]], _Route[T]] = field(default_factory=dict)


@dataclass(slots=True)
class _Route(Generic[T]):
    names: tuple[str, ...]
    methods: dict[str, T]
    query: str
    forms: dict[str, str]

    def values(self, found: tuple[str, ...]) -> dict[str, str]:
        if self.forms:
            return gathered(self.names, found, self.forms)
        return dict(zip(self.names, found, strict=True))


class Router(Generic[T]):
    """Path templates → method → whatever was added for it.

    The tree decides; paths without parameters and with one at their end alone are also found without walking it.
    """

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()
        self._static: dict[str, dict[str, T]] = {}
        self._tails: dict[str, tuple[str, dict[str, T]]] = {}
        self._mixed: set[str] = set()

    def add(
        self,
        template: str,
        method: str,
        target: T,
        forms: dict[str, str] | None = None,
        choices: Mapping[str, tuple[str, ...]] = NO_CHOICES,
    ) -> None:
        """Add ``target`` under a path template such as ``/a/{id}.json``; the first one added for a place stays.

        ``forms`` are those of parameters that hold several segments (see `full_names`), ``choices`` the values of those
        that have a few: beside another one in their segment they end where one of these does.
        """
        if choices and not forms:
            self._add(template, method, target, {}, choices)
        for told in expanded(forms) if forms else ():
            self._add(spread(template, told), method, target, told)
        self._add(template, method, target, {})

    def _add(
        self,
        template: str,
        method: str,
        target: T,
        forms: dict[str, str],
        choices: Mapping[str, tuple[str, ...]] = NO_CHOICES,
    ) -> None:
        query = template.partition("#")[0].partition("?")[2]
        path = on_the_wire(template)
        node, names = self._root, []
        for segment in path.split("/")[1:]:
            found = PARAMETER.findall(segment)
            if not found:
                node = node.literals.setdefault(unquote(segment), _Node())
                continue
            names.extend(found)
            form = None if segment == "{" + found[0] + "}" else pattern(segment, ".+", choices)
            source = form.pattern if form else ""
            child = next((child for _, known, child in node.patterns if known == source), None)
            if child is None:
                child = _Node()
                node.patterns.append((form, source, child))
                node.patterns.sort(key=lambda item: item[0] is None)
            node = child
        routes, place = node.asking if query else node.plain, (query, tuple(names))
        route = routes.get(place)
        if route is None:
            route = routes[place] = _Route(tuple(names), {}, query, forms)
        route.methods.setdefault(method, target)
        head, _, tail = path.rpartition("/")
        if len(names) == 1 and tail == "{" + names[0] + "}" and not query and not forms:
            if head not in self._mixed:
                self._tails.setdefault(head, (names[0], route.methods))
        elif "{" in tail or query:
            self._mixed.add(head)
            self._tails.pop(head, None)
        if not names and "%" not in path and not node.asking:
            self._static[path] = route.methods
        else:
            self._static.pop(path, None)

    def match(self, path: str, method: str, query: str = "") -> tuple[dict[str, T] | None, dict[str, str]]:
        """The methods known for a raw path, and its raw path parameters; None where no template fits."""
        methods = self._static.get(path)
        if methods is not None and method in methods:
            return methods, {}
        if methods is None:
            head, _, last = path.rpartition("/")
            tail = self._tails.get(head)
            if tail is not None and last and method in tail[1] and "%" not in path:
                return tail[1], {tail[0]: last}
        allowed: dict[str, T] = {}
        found = self._find(self._root, path.split("/"), 1, (), method, query, allowed)
        return found if found is not None else (allowed or None, {})

    def _find(
        self,
        node: _Node[T],
        segments: list[str],
        index: int,
        values: tuple[str, ...],
        method: str,
        query: str,
        allowed: dict[str, T],
    ) -> tuple[dict[str, T], dict[str, str]] | None:
        """The first route below ``node`` that has the method; the methods of all that fit are added to ``allowed``."""
        if index == len(segments):
            for route in chain(node.asking.values(), node.plain.values()):
                if route.query and not _has(query, route.query):
                    continue
                if method in route.methods:
                    return route.methods, route.values(values)
                allowed.update(route.methods)
            return None
        segment = segments[index]
        child = node.literals.get(unquote(segment) if "%" in segment else segment)
        if child is not None:
            found = self._find(child, segments, index + 1, values, method, query, allowed)
            if found is not None:
                return found
        for form, _, child in node.patterns:
            if form is None:
                more = (*values, segment) if segment else None
            else:
                match = form.fullmatch(segment)
                more = (*values, *match.groups()) if match else None
            if more is not None:
                found = self._find(child, segments, index + 1, more, method, query, allowed)
                if found is not None:
                    return found
        return None


def _has(query: str, wanted: str) -> bool:
    given = pairs(query)
    return all(
        part in given or any(p.raw_name == part.raw_name for p in given if p.sign and part.sign and not part.raw_value)
        for part in pairs(wanted)
        if "{" not in part.text
    )
