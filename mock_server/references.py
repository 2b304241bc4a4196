"""JSON pointers and `$ref`s of a document that may be spread over several files.

Every file but the root is hung lazily into the root's tree under ``x-files``; its references are rewritten when it is
read. So one form is left for everybody else: a reference is a string that begins with ``#/``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mock_server import source
from mock_server.errors import DocumentError

FILES = "x-files"
_PAYLOADS = {"example", "examples", "default", "enum", "const", "value"}
_NAMED = {"properties", "patternProperties", "$defs", "definitions", "schemas", "dependentSchemas", "mapping"}
_LOOKS_EXTERNAL = re.compile(rb"""["']?\$ref["']?\s*:\s*["']?[^#"'\s]""")


def escape(token: str) -> str:
    """One reference token as it stands in a JSON pointer (RFC 6901 section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def pointer(tokens: tuple[str, ...]) -> str:
    """The JSON pointer of these reference tokens."""
    return "".join("/" + escape(token) for token in tokens)


def tokens(text: str) -> tuple[str, ...]:
    """The reference tokens of a JSON pointer, with or without a leading `#`."""
    text = text.removeprefix("#")
    if not text:
        return ()
    if "%" in text:
        text = unquote(text)
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in text[1:].split("/"))


class References:
    """Resolves references inside one root tree, reading further files when they are first needed."""

    def __init__(self, tree: dict[str, Any], path: Path, *, external: bool) -> None:
        self.tree = tree
        self.path = path
        self._values: dict[str, Any] = {}
        if external:
            _rewrite(tree, path.parent, own=None)

    @classmethod
    def read(cls, path: Path) -> References:
        """The references of the document at ``path``."""
        tree = source.read(path)
        if not isinstance(tree, dict):
            raise DocumentError(f"{path} holds no OpenAPI document: its top is no object")
        return cls(tree, path, external=bool(_LOOKS_EXTERNAL.search(path.read_bytes())))

    def resolve(self, ref: str) -> Any:
        """The value that ``ref`` points to, chains followed; raises DocumentError when there is none."""
        try:
            return self._values[ref]
        except KeyError:
            pass
        seen, current = [ref], ref
        while True:
            value = self._get(current)
            if not (isinstance(value, dict) and isinstance(value.get("$ref"), str) and len(value) == 1):
                self._values[ref] = value
                return value
            current = value["$ref"]
            if current in seen:
                raise DocumentError(f"{self.path}: the references {' → '.join(seen)} lead in a circle")
            seen.append(current)

    def follow(self, value: Any) -> Any:
        """``value`` itself, or what it refers to where it is a Reference Object."""
        seen: list[str] = []
        while isinstance(value, dict) and isinstance(value.get("$ref"), str):
            if value["$ref"] in seen:
                raise DocumentError(f"{self.path}: the references {' → '.join(seen)} lead in a circle")
            seen.append(value["$ref"])
            value = self.resolve(value["$ref"])
        return value

    def _get(self, ref: str) -> Any:
        if not ref.startswith("#"):
            raise DocumentError(
                f"{self.path}: {ref} is outside the files beside the document and is not fetched"
            )
        if ref != "#" and not ref.startswith("#/"):
            return self._anchor(ref[1:], ref)
        path = tokens(ref)
        node: Any = self.tree
        if path[:1] == (FILES,):
            node, path = self._file(path[1]), path[2:]
            if path[:1] == ("#",):
                return self._anchor(path[1], ref, node)
        for token in path:
            if isinstance(node, dict) and token not in node and isinstance(node.get("$ref"), str):
                node = self.resolve(node["$ref"])
            if isinstance(node, dict) and token in node:
                node = node[token]
            elif isinstance(node, list) and token.isdigit() and int(token) < len(node):
                node = node[int(token)]
            else:
                raise DocumentError(f"{self.path}: {ref} points to nothing")
        return node

    def _file(self, name: str) -> Any:
        files = self.tree.setdefault(FILES, {})
        if name not in files:
            path = Path(name)
            tree = source.read(path)
            _rewrite(tree, path.parent, own=name)
            files[name] = tree
        return files[name]

    def _anchor(self, name: str, ref: str, tree: Any = None) -> Any:
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


def _rewrite(tree: Any, folder: Path, own: str | None) -> None:
    """Make every reference in ``tree`` one into the root's tree; payloads (examples, enums …) are left alone."""
    stack: list[tuple[Any, bool]] = [(tree, False)]
    while stack:
        node, named = stack.pop()
        if isinstance(node, list):
            stack.extend((item, False) for item in node)
        elif isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and not named:
                node["$ref"] = absolute(ref, folder, own)
            mapping = node.get("mapping")
            if isinstance(mapping, dict) and "propertyName" in node:
                for key, target in mapping.items():
                    if isinstance(target, str) and ("/" in target or "#" in target or "." in target):
                        mapping[key] = absolute(target, folder, own)
            for key, item in node.items():
                if (named or key not in _PAYLOADS) and isinstance(item, dict | list):
                    stack.append((item, not named and key in _NAMED))
                elif key == "examples" and isinstance(item, dict):
                    stack.extend((example, False) for example in item.values() if isinstance(example, dict))


def absolute(ref: str, folder: Path, own: str | None) -> str:
    """``ref``, found in a file in ``folder``, as a reference into the root's tree."""
    if "://" in ref:
        return ref
    name, _, fragment = ref.partition("#")
    if name:
        own = str((folder / unquote(name)).resolve())
    if own is None:
        return ref
    if fragment and not fragment.startswith("/"):
        fragment = f"/#/{fragment}"
    name = escape(own).replace("%", "%25")
    return f"#/{FILES}/{name}{fragment}"
