"""The bijection between what the target generated and what the mock generated for the same request.

A request built on the target's values reaches the mock with the mock's own (and the mock's answers are read with the
target's), so that the two run side by side although their keys and secrets differ. Keys are told apart by the resource
that they belong to: a project and a task may both be number 7.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import orjson

from mock_server.openapi import percent, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contracts.exchange import Request
    from mock_server.openapi import JSON

    Place = tuple[str, tuple[str, ...]]
    Named = tuple[str, tuple[str, ...], Place]

_MOST = 20_000
_BEYOND = 100_000_000
"""What is added to a number for one that the mock has not given."""
_MARKS = ".;="
"""What a path style writes before a value (RFC 6570 sections 3.2.5 and 3.2.7)."""


class Correspondence:
    """Pairs of keys that the servers assigned, by resource and the target's keys above the record."""

    def __init__(self) -> None:
        self._to_mock: dict[str, str] = {}
        self._of: dict[Place, dict[str, str]] = defaultdict(dict)
        self._taken: dict[Place, dict[str, str | None]] = defaultdict(dict)
        """The mock's keys, each with the target's one for that record, None where only the mock has it."""

    def pair(self, mine: object, theirs: object, resource: str = "", above: tuple[str, ...] = ()) -> None:
        """Learn the key that each side gave to the same record of ``resource``."""
        if "" in (mine, theirs):
            return  # the key of nothing
        if isinstance(mine, str | int) and isinstance(theirs, str | int) and len(self._to_mock) < _MOST:
            self._to_mock[str(mine)] = self._of[resource, above][str(mine)] = str(theirs)
            self._taken[resource, above][str(theirs)] = str(mine)

    def partner(self, mine: str, resource: str, above: tuple[str, ...] = ()) -> str | None:
        """The mock's key of the record that has this key on the target, None where there is none."""
        return self._of.get((resource, above), {}).get(mine)

    def is_anothers(self, theirs: object, mine: object, resource: str, above: tuple[str, ...] = ()) -> bool:
        """Whether the mock's key is that of a record which has another key than ``mine`` on the target."""
        known = self._taken.get((resource, above), {}).get(str(theirs))
        return known is not None and known != str(mine)

    def alone(self, theirs: object, resource: str, above: tuple[str, ...] = ()) -> None:
        """Learn the key of a record that the mock alone made."""
        if isinstance(theirs, int) and len(self._taken[resource, above]) < _MOST:
            self._taken[resource, above].setdefault(str(theirs), None)

    def to_mock(
        self,
        request: Request,
        template: str = "",
        keys: Mapping[str, Place] | None = None,
        fits: Callable[[Request], bool] = lambda _: True,
        named: Named | None = None,
    ) -> Request:
        """``request`` with the mock's values in path, query and body.

        ``template`` is the path of its operation, ``keys`` the resource of each parameter there that is a key, and
        the keys above it, ``named`` whether query or body has the key of a record, where, and of which. A body that
        does not ``fit`` with the mock's values holds texts that are keys by chance.
        """
        if not self._to_mock and not self._taken:
            return request
        path, mark, query = request.target.partition("?")
        wanted, segments = template.split("/"), path.split("/")
        if len(wanted) != len(segments):
            wanted = [""] * len(segments)
        pairs = zip(wanted, segments, strict=True)
        target = "/".join(self._part(segment, name, keys or {}) for name, segment in pairs)
        query = "&".join(self._pair(pair, named).text for pair in percent.pairs(query))
        body = self._body(request.body, named)
        if target == path and body is request.body and f"{path}{mark}{query}" == request.target:
            return request
        renamed = replace(request, target=f"{target}{mark}{query}", body=body)
        return renamed if body is request.body or fits(renamed) else replace(renamed, body=request.body)

    def _part(self, segment: str, name: str, keys: Mapping[str, Place]) -> str:
        """A segment by its template: ``{id}``, or a parameter with words around it, as in ``Products({id})``."""
        before, brace, rest = name.partition("{")
        parameter, _, after = rest.partition("}")
        if not brace and segment == name:
            return segment
        if not brace or "{" in after:
            return self._segment(segment, None)
        if not (segment.startswith(before) and segment.endswith(after) and len(segment) > len(before) + len(after)):
            return self._segment(segment, keys.get(parameter) if not before + after else None)
        inner = segment[len(before) : len(segment) - len(after)]
        return f"{before}{self._segment(inner, keys.get(parameter))}{after}"

    def _segment(self, segment: str, place: Place | None) -> str:
        """A segment with the mock's key of that place; of whatever resource where nobody knows which."""
        known = self._to_mock if place is None else self._of.get(place, {})
        text = unquote(segment)
        if text in known:
            return percent.encode(known[text])
        if place is None:
            return segment
        if text[:1] in _MARKS:  # ".7" and ";id=7" hold the key 7
            start = text.rpartition("=")[2].removeprefix(".")
            if start in known:
                return percent.encode(text.removesuffix(start) + known[start], _MARKS)
        free = self._nobodys(text, place)
        return segment if free == text else percent.encode(free)

    def _nobodys(self, text: str, place: Place) -> str:
        """A key of the target's that has no partner, as one that is no other record's on the side of the mock."""
        taken = self._taken.get(place, {})
        for _ in range(len(taken) + 1):
            if text not in taken:
                break
            mine = taken[text]
            text = mine if mine is not None else str(int(text) + _BEYOND)
        return text

    def _pair(self, pair: percent.Pair, named: Named | None) -> percent.Pair:
        place = named[2] if named is not None and (named[0], *named[1]) == ("query", pair.name) else None
        if place is not None and (pair.value.isdecimal() or pair.value in self._of.get(place, {})):
            return pair.holding(self._segment(pair.raw_value, place))
        found = None if pair.value.isdecimal() else self._to_mock.get(pair.value)  # a number may count something else
        return pair.holding(percent.encode(found)) if found is not None else pair

    def _body(self, body: bytes | None, named: Named | None) -> bytes | None:
        """The body, octet by octet as it is where no value in it has a partner: in time linear in the body alone."""
        if not body:
            return body
        try:
            value = orjson.loads(body)
            found = self._value(value)
            if named is not None and named[0] == "body":
                found = self._numbered(found, *named[1:])
            return body if found == value else orjson.dumps(found)
        except (orjson.JSONDecodeError, TypeError, RecursionError):
            return body

    def _numbered(self, body: JSON, names: tuple[str, ...], place: Place) -> JSON:
        """``body`` with the mock's number of the record that it names by one; any other number may count something."""
        key = pointers.at(body, names)
        if not isinstance(key, int) or isinstance(key, bool):
            return body
        theirs = self._of.get(place, {}).get(str(key)) or self._nobodys(str(key), place)
        return pointers.replaced(body, names, int(theirs)) if theirs.isdecimal() else body

    def _value(self, value: JSON) -> JSON:
        if isinstance(value, dict):
            return {key: self._value(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._value(item) for item in value]
        return self._to_mock.get(value, value) if isinstance(value, str) else value
