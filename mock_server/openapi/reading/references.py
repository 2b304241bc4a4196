"""The `$ref`s of a document that may be spread over several files.

Every file but the root is hung lazily into the root's tree under ``x-files``; its references are rewritten when it is
read. So one form is left for everybody else: a reference is a string that begins with ``#/``.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.errors import CircleError, DocumentError
from mock_server.openapi.reading import overlays, source
from mock_server.openapi.reading.bounds import MOST_BYTES, check_compositions
from mock_server.openapi.reading.file_states import FileStates
from mock_server.openapi.reading.pointers import fragment, fragment_tokens, look_up
from mock_server.openapi.reading.rewritten_references import FILES, Home, is_file, place_of, rewrite
from mock_server.openapi.reading.schema_resources import BOUND, NAMING, PAYLOADS, SchemaResources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON

_MOST_WITHIN = 100  # references that lead through each other
_MAY_EXTEND = re.compile(rb"x-mock|\\(?:u00[267]|x|U)")  # also where a letter of it is escaped
_LOOKS_EXTERNAL = re.compile(rb"""\$ref(?<![^\s"'{,]\$ref)["']?\s*:\s*["']?[^#"'\s{\[]""")
"""A member ``$ref`` whose text is no fragment; not a path that ends in ``/$ref``, nor a property of that name."""


class References:
    """Resolves references inside one root tree, reading further files when they are first needed."""

    def __init__(
        self,
        tree: dict[str, JSON],
        path: Path,
        *,
        external: bool,
        allowed: Iterable[Path] = (),
        naming: bool = False,
        files: FileStates | None = None,
    ) -> None:
        self.tree = tree
        self.path = path
        self._folders = (path.resolve().parent, *(folder.resolve() for folder in allowed))
        self._values: dict[str, JSON] = {}
        self._under_way: dict[str, None] = {}
        self.may_extend = True  # whether a member of the tree may be called `x-mock`
        self._home = Home(str(path.resolve()), _without_fragment(tree.get("$self")))
        self._resources: dict[str, tuple[str, ...]] = {}
        self.files = files or FileStates()
        """The document's own file, overlays, and those that references have led to so far, which may be missing."""
        self.files.note(path)
        if naming:
            self._settle(tree, (), self._home.uri or path.resolve().as_uri())
        if external:
            rewrite(tree, path.parent, None, self._home)

    @classmethod
    def read(
        cls,
        path: Path,
        overlays: Iterable[Path] = (),
        allowed: Iterable[Path] = (),
        files: FileStates | None = None,
    ) -> References:
        """The references of the document at ``path``, changed by these overlays first.

        Files are read below the document's own folder, and below the ``allowed`` ones; they are noted in ``files``.
        """
        files = files or FileStates()
        for file in (path, *overlays):
            files.note(file)
        tree = read = source.read(path)
        if not isinstance(tree, dict):
            raise DocumentError(f"{path} holds no OpenAPI document: its top is no object")
        octets = path.read_bytes()
        external, naming = bool(_LOOKS_EXTERNAL.search(octets)), bool(NAMING.search(octets))
        for file in overlays:
            tree = _changed(tree, path, file)
            external = naming = True
        check_compositions(tree, path)
        found = cls(tree, path, external=external, allowed=allowed, naming=naming, files=files)
        found.may_extend = tree is not read or bool(_MAY_EXTEND.search(octets))
        return found

    def resolve(self, ref: str) -> JSON:
        """The value that ``ref`` points to, chains followed; raises DocumentError when there is none."""
        try:
            return self._values[ref]
        except KeyError:
            pass
        if ref in self._under_way or len(self._under_way) > _MOST_WITHIN:
            raise CircleError(f"{self.path}: the references {' → '.join(self._under_way)[:2000]} lead in a circle")
        self._under_way[ref] = None
        try:
            seen, current = [ref], ref
            while True:
                value = self._get(current)
                if not (isinstance(value, dict) and isinstance(value.get("$ref"), str) and len(value) == 1):
                    self._values[ref] = value
                    return value
                current = value["$ref"]
                if current in seen:
                    raise CircleError(f"{self.path}: the references {' → '.join(seen)} lead in a circle")
                seen.append(current)
        finally:
            del self._under_way[ref]

    def follow(self, value: JSON) -> JSON:
        """``value`` itself, or what it refers to where it is a Reference Object."""
        seen: list[str] = []
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            if value["$ref"] in seen:
                raise CircleError(f"{self.path}: the references {' → '.join(seen)} lead in a circle")
            seen.append(value["$ref"])
            value = self.resolve(value["$ref"])
        return value

    def _get(self, ref: str) -> JSON:
        if not ref.startswith("#"):
            uri, _, fragment = ref.partition("#")
            if uri in self._identified:
                found = self._identified[uri]
                return (
                    self._below(found, fragment_tokens(fragment), ref)
                    if fragment[:1] in ("", "/")
                    else self._anchor(fragment, ref, found)
                )
            raise DocumentError(f"{self.path}: {ref} is outside the files beside the document and is not fetched")
        if ref != "#" and not ref.startswith("#/"):
            return self._anchor(ref[1:], ref)
        path = fragment_tokens(ref)
        node: JSON = self.tree
        if path[:1] == (FILES,) and len(path) > 1:
            node, path = self._file(path[1]), path[2:]
            if path[:1] == ("#",):
                return self._anchor(path[1], ref, node)
        return self._below(node, path, ref)

    def at(self, path: tuple[str, ...]) -> JSON:
        """The value in another file: its name, and the reference tokens within it; raises DocumentError."""
        return self._get(fragment((FILES, *path)))

    def _below(self, node: JSON, path: tuple[str, ...], ref: str) -> JSON:
        for token in path:
            if isinstance(node, dict) and token not in node and isinstance(node.get("$ref"), str):
                node = self.resolve(node["$ref"])
            try:
                node = look_up(node, (token,))
            except LookupError:
                raise DocumentError(f"{self.path}: {ref} points to nothing") from None
        return node

    @cached_property
    def _identified(self) -> dict[str, JSON]:
        """The schemas that name themselves by a whole URI (JSON Schema 2020-12, section 8.2.1)."""
        found: dict[str, JSON] = {}
        stack: list[JSON] = [{name: item for name, item in self.tree.items() if name != FILES}]
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                name = node.get("$id")
                if isinstance(name, str) and "://" in name:
                    found.setdefault(name.partition("#")[0], node)
                stack.extend(item for key, item in node.items() if key not in PAYLOADS)
            elif isinstance(node, list):
                stack.extend(node)
        return found

    def _file(self, name: str) -> JSON:
        files = self.tree.setdefault(FILES, {})
        if name not in files:
            path = self._within(Path(name), "a reference")
            tree = source.read(path)
            if NAMING.search(path.read_bytes()):
                self._settle(tree, (FILES, name), path.as_uri())
            rewrite(tree, path.parent, name, self._home)
            files[name] = tree
        return files[name]

    def _settle(self, tree: JSON, place: tuple[str, ...], uri: str) -> None:
        """Make references by the names that schemas give themselves pointers."""

        def keep(copy: JSON) -> str:
            copies = self.tree.setdefault(FILES, {}).setdefault(BOUND, {})
            copies[str(len(copies))] = copy
            return fragment((FILES, BOUND, str(len(copies) - 1)))

        SchemaResources(tree, place, uri, self._resources, keep).settle()

    def octets(self, uri: str) -> bytes:
        """What the file holds that an example's ``externalValue`` names; raises DocumentError."""
        if "://" in uri:
            raise DocumentError(
                f"{self.path}: the externalValue {uri} is not fetched; put the file beside the document"
            )
        path = self._within(place_of(self.path.resolve().parent, uri), "an externalValue")
        if path.stat().st_size > MOST_BYTES:
            raise DocumentError(f"{self.path}: an externalValue leads to {path}, which is too large")
        return path.read_bytes()

    def _within(self, path: Path, what: str) -> Path:
        """``path``, where it is a file in a folder that may be read; raises DocumentError."""
        if not any(path.is_relative_to(folder) for folder in self._folders):
            raise DocumentError(
                f"{self.path}: {what} leads to {path}, outside the document's folder, and is not read;"
                f" --allow-refs {path.parent} allows it"
            )
        self.files.note(path)
        if not is_file(path):
            raise DocumentError(f"{self.path}: {what} leads to {path}, which is no file")
        return path

    def _anchor(self, name: str, ref: str, tree: JSON = None) -> JSON:
        stack = [self.tree if tree is None else tree]
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                if name in (node.get("$anchor"), node.get("$dynamicAnchor")):
                    return node
                stack.extend(node.values())
            elif isinstance(node, list):
                stack.extend(node)
        raise DocumentError(f"{self.path}: {ref} names no anchor")


def _without_fragment(uri: JSON) -> str | None:
    return uri.partition("#")[0] or None if isinstance(uri, str) else None


def _changed(tree: dict[str, JSON], path: Path, file: Path) -> dict[str, JSON]:
    """``tree``, which came from ``path``, changed by the overlay in ``file``, unless that extends another document."""
    changes = overlays.load(file)
    extended = changes.get("extends")
    if isinstance(extended, str) and "://" not in extended:
        target = place_of(file.parent, extended)
        if is_file(target) and target != path.resolve():
            return tree
    return overlays.apply(changes, tree, str(file))
