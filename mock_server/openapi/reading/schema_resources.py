"""Schemas that name themselves: `$id`, `$anchor`, `$dynamicAnchor`, and the references that lead by such names.

JSON Schema Core 2020-12, sections 8.2 and 9. All references of one file are made pointers into its tree. Where a
`$dynamicRef` leads depends on the way to it, so what it leads through is copied once for each way that differs: what
is left for everybody else is `$ref` alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from mock_server.openapi.reading import pointers

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.pointers import Pointer

BOUND = "bound"
PAYLOADS = {"example", "examples", "default", "enum", "const", "value"}
NAMED = {"properties", "patternProperties", "$defs", "definitions", "schemas", "dependentSchemas", "mapping"}
NAMING = re.compile(rb"""\$id\b|\$anchor\b|\$dynamic|#/\$defs/|#/definitions/""")
_MOST_COPIES = 2_000

Scope = tuple[tuple[str, "Pointer"], ...]
"""Which schema each dynamic anchor stands for: the outermost one that was passed."""


class _Reference:
    """One `$ref` or `$dynamicRef`: where it leads, and by which dynamic anchor, if by one."""

    __slots__ = ("anchor", "target")

    def __init__(self, target: Pointer, anchor: str | None) -> None:
        self.target = target
        self.anchor = anchor


class SchemaResources:
    """The schema resources of one tree, which stands at ``place`` in the root's.

    ``known``: the resources of all files by their URI. ``keep`` puts a copy somewhere and gives the reference to it.
    """

    def __init__(self, tree: JSON, place: Pointer, uri: str, known: dict[str, Pointer], keep: Callable[[JSON], str]):
        self._tree, self._place, self._known, self._keep = tree, place, known, keep
        self._anchors: dict[tuple[Pointer, str], Pointer] = {}
        self._dynamic: dict[Pointer, dict[str, Pointer]] = {}
        self._parents: dict[Pointer, Pointer] = {}
        self._nodes: list[tuple[dict[str, JSON], Pointer, str, Pointer]] = []
        self._references: dict[tuple[int, str], _Reference] = {}
        self._roots: dict[int, Pointer] = {}
        self._copies: dict[tuple[Pointer, Scope], str] = {}
        known.setdefault(uri, place)
        self._collect(uri)

    def settle(self) -> None:
        """Make every reference a pointer."""
        for node, pointer, base, root in self._nodes:
            for word in ("$ref", "$dynamicRef"):
                if isinstance(node.get(word), str):
                    found = self._found(node[word], pointer, base, root, dynamic=word == "$dynamicRef")
                    if found is not None:
                        self._references[id(node), word] = found
        changed = [
            (node, self._written(node, self._scope_at(root)))
            for node, _, _, root in self._nodes
            if (id(node), "$ref") in self._references or (id(node), "$dynamicRef") in self._references
        ]
        for node, references in changed:
            node.pop("$dynamicRef", None)
            node.update(references)

    def _collect(self, uri: str) -> None:
        stack: list[tuple[JSON, Pointer, str, Pointer, bool]] = [(self._tree, self._place, uri, self._place, False)]
        seen: set[int] = set()
        while stack:
            node, pointer, base, root, named = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, list):
                stack += [(item, (*pointer, str(index)), base, root, False) for index, item in enumerate(node)]
            if not isinstance(node, dict):
                continue
            if not named:
                name = node.get("$id")
                if isinstance(name, str) and name and not name.startswith("#"):
                    if pointer != root:
                        self._parents[pointer], root = root, pointer
                    base = _joined(base, name.partition("#")[0])
                    self._known.setdefault(base, pointer)
                    self._roots[id(node)] = pointer
                self._nodes.append((node, pointer, base, root))
                for word in ("$anchor", "$dynamicAnchor"):
                    if isinstance(node.get(word), str):
                        self._anchors.setdefault((root, node[word]), pointer)
                if isinstance(node.get("$dynamicAnchor"), str):
                    self._dynamic.setdefault(root, {}).setdefault(node["$dynamicAnchor"], pointer)
            for key, item in node.items():
                if named or key not in PAYLOADS:
                    stack.append((item, (*pointer, key), base, root, not named and key in NAMED))

    def _found(self, ref: str, pointer: Pointer, base: str, root: Pointer, *, dynamic: bool) -> _Reference | None:
        """Where a reference leads; None for one that is left as it is."""
        uri, _, fragment = ref.partition("#")
        named = bool(uri)
        if named:
            target = self._known.get(_joined(base, uri))
            if target is None:
                return None
            root = target
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            place = self._anchors.get((root, fragment))
            if place is None:
                return None
            moving = dynamic and self._dynamic.get(root, {}).get(fragment) == place
            return _Reference(place, fragment if moving else None)
        tokens = pointers.tokens(fragment)
        if self._has((*root, *tokens)):
            return _Reference((*root, *tokens), None)
        if not named and not self._has((*self._place, *tokens)):
            inner = (pointer[:length] for length in range(len(pointer), len(self._place), -1))
            around = next((place for place in inner if self._has((*place, *tokens))), None)
            return _Reference((*around, *tokens), None) if around is not None else None
        return None

    def _has(self, pointer: Pointer) -> bool:
        try:
            pointers.look_up(self._tree, pointer[len(self._place) :])
        except LookupError:
            return False
        return pointer[: len(self._place)] == self._place

    def _scope_at(self, root: Pointer) -> Scope:
        """The scope of what stands in a resource, entered from all that stand around it."""
        chain = [root]
        while chain[-1] in self._parents:
            chain.append(self._parents[chain[-1]])
        scope: Scope = ()
        for each in reversed(chain):
            scope = self._entered(scope, each)
        return scope

    def _entered(self, scope: Scope, root: Pointer) -> Scope:
        known = dict(scope)
        fresh = {name: place for name, place in self._dynamic.get(root, {}).items() if name not in known}
        return tuple(sorted({**known, **fresh}.items())) if fresh else scope

    def _written(self, node: dict[str, JSON], scope: Scope) -> dict[str, JSON]:
        """The keywords that stand for a node's references within this scope."""
        found: list[str] = []
        for word in ("$ref", "$dynamicRef"):
            reference = self._references.get((id(node), word))
            if reference is not None:
                anchored = dict(scope).get(reference.anchor) if reference.anchor is not None else None
                found.append(self._bound(anchored or reference.target, scope))
        if len(found) < 2:
            return {"$ref": found[0]} if found else {}
        return {"$ref": found[0], "allOf": [*node.get("allOf", ()), {"$ref": found[1]}]}

    def _bound(self, target: Pointer, scope: Scope) -> str:
        """The reference to ``target`` as it is within this scope."""
        root = self._root_of(target)
        inner, usual = self._entered(scope, root), self._scope_at(root)
        if inner == usual:
            return pointers.fragment(target)
        known = self._copies.get((target, inner))
        if known is None and len(self._copies) < _MOST_COPIES:
            copy: dict[str, JSON] = {}
            known = self._copies[target, inner] = self._keep(copy)
            value = self._copied(pointers.look_up(self._tree, target[len(self._place) :]), inner, named=False)
            copy.update(value if isinstance(value, dict) else {} if value else {"not": {}})
        return known if known is not None else pointers.fragment(target)

    def _copied(self, value: JSON, scope: Scope, *, named: bool) -> JSON:
        if isinstance(value, list):
            return [self._copied(item, scope, named=False) for item in value]
        if not isinstance(value, dict):
            return value
        if not named and id(value) in self._roots:
            scope = self._entered(scope, self._roots[id(value)])
        copy = {
            key: item if not named and key in PAYLOADS else self._copied(item, scope, named=not named and key in NAMED)
            for key, item in value.items()
        }
        references = {} if named else self._written(value, scope)
        if references:
            copy.pop("$dynamicRef", None)
            copy.update(references)
        return copy

    def _root_of(self, pointer: Pointer) -> Pointer:
        """The resource in which ``pointer`` stands."""
        inner = (pointer[:length] for length in range(len(pointer), len(self._place), -1))
        return next((place for place in inner if place in self._parents), self._place)


def _joined(base: str, uri: str) -> str:
    """``uri`` within ``base`` (RFC 3986 section 5), where that has a hierarchy."""
    return uri if "://" in uri or uri.startswith("urn:") or not base or base.startswith("urn:") else urljoin(base, uri)
