"""References as they stand in one file, made references into the tree in which all files hang."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.openapi.reading.pointers import escape
from mock_server.openapi.reading.schema_resources import NAMED, PAYLOADS

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.json_types import JSON

FILES = "x-files"
"""The member of the root under which the other files hang."""


@dataclass(frozen=True, slots=True)
class Home:
    """By which names a reference may lead back to the root document: its file, its ``$self`` (OpenAPI 3.2)."""

    file: str
    uri: str | None


def rewrite(tree: JSON, folder: Path, own: str | None, home: Home) -> None:
    """Make every reference in ``tree`` one into the root's tree; payloads (examples, enums …) are left alone."""
    stack: list[tuple[JSON, bool]] = [(tree, False)]
    seen: set[int] = set()  # what an alias of YAML puts in two places is rewritten once
    while stack:
        node, named = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            stack.extend((item, False) for item in node)
        elif isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and not named:
                node["$ref"] = absolute(ref, folder, own, home)
            if own is not None and isinstance(node.get("externalValue"), str) and "://" not in node["externalValue"]:
                node["externalValue"] = str(place_of(folder, node["externalValue"]))
            mapping = node.get("mapping")
            if isinstance(mapping, dict) and "propertyName" in node:
                for key, target in mapping.items():
                    if isinstance(target, str) and ("/" in target or "#" in target or is_file(folder / target)):
                        mapping[key] = absolute(target, folder, own, home)
            for key, item in node.items():
                if (named or key not in PAYLOADS) and isinstance(item, dict | list):
                    stack.append((item, not named and key in NAMED))
                elif key == "examples" and isinstance(item, dict):
                    stack.extend((example, False) for example in item.values() if isinstance(example, dict))


def place_of(folder: Path, name: str) -> Path:
    """The whole path of a file that a reference names, also where no file can have that name."""
    path = folder / unquote(name).replace("\0", "%00")
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def is_file(path: Path) -> bool:
    """Whether it is one, also where no file can have that name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False  # a name that is too long, or holds what no name can


def absolute(ref: str, folder: Path, own: str | None, home: Home) -> str:
    """``ref``, found in a file in ``folder``, as a reference into the root's tree."""
    name, _, fragment = ref.partition("#")
    if fragment.startswith(f"/{FILES}/"):
        return ref
    if name and name == home.uri:
        return f"#{fragment}"
    if "://" in ref:
        return ref
    if name:
        own = str(place_of(folder, name))
        if own == home.file:
            return f"#{fragment}"
    if own is None:
        return ref
    if fragment and not fragment.startswith("/"):
        fragment = f"/#/{fragment}"
    name = escape(own).replace("%", "%25")
    return f"#/{FILES}/{name}{fragment}"
