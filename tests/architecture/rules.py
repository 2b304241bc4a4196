"""The rules as functions from a source tree to sentences; an empty list means that the rule is kept."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.imports import statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.architecture.imports import Tree

Layers = tuple[tuple[str, ...], ...]


def upward(tree: Tree, layers: Mapping[str, Layers], exceptions: Mapping[tuple[str, str], str]) -> list[str]:
    """Imports that lead to a higher layer, or to another room of the same one; type-only imports count too."""
    wrong = []
    for found in tree.inner():
        package = found.importer.split(".")[0]
        if found.module.split(".")[0] != package or (found.importer, found.module) in exceptions:
            continue
        high, low = (_place(layers[package], tree.room(module)) for module in (found.importer, found.module))
        if high is None or low is None:
            wrong.append(f"{found.importer} or {found.module} stands in no room of the list")
        elif low[0] < high[0] or (low[0] == high[0] and low[1] != high[1] and not _is_one_room(layers[package], low)):
            wrong.append(f"{found.importer}:{found.line} ({high[1]}) imports {found.module} ({low[1]})")
    return wrong


def _is_one_room(layers: Layers, place: tuple[int, str]) -> bool:
    """The files at a package's top are one room, and so are those on its ground."""
    return place[0] in (0, len(layers) - 1)


def _place(layers: Layers, room: str) -> tuple[int, str] | None:
    """Number and name of the layer's room that holds ``room`` or a folder above it."""
    parts = room.split("/")
    for length in range(len(parts), 0, -1):
        name = "/".join(parts[:length])
        for index, rooms in enumerate(layers):
            if name in rooms:
                return index, name
    return None


def cycles(tree: Tree) -> list[str]:
    """Modules that import each other in a circle when they run, wherever the import stands."""
    edges: dict[str, set[str]] = {module: set() for module in tree.files}
    for found in tree.inner():
        if not found.type_only and found.importer != found.module:
            edges[found.importer].add(found.module)
    return [" -> ".join(circle) for circle in _circles(edges)]


def _circles(edges: dict[str, set[str]]) -> list[list[str]]:
    found: list[list[str]] = []
    done: set[str] = set()
    for start in sorted(edges):
        path: list[str] = []
        stack = [(start, iter(sorted(edges[start])))]
        while stack:
            module, rest = stack[-1]
            if module not in path:
                path.append(module)
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                done.add(module)
            elif following in path:
                found.append([*path[path.index(following) :], following])
            elif following not in done:
                stack.append((following, iter(sorted(edges[following]))))
    return found


def behind_the_face(tree: Tree, user: str, owner: str, faces: frozenset[str]) -> list[str]:
    """Modules of ``owner`` that ``user`` imports although they are none of its faces."""
    return [
        f"{found.importer}:{found.line} imports {found.module}"
        for found in tree.inner()
        if found.importer.split(".")[0] == user and found.module.split(".")[0] == owner and found.module not in faces
    ]


def reached(tree: Tree, user: str, owner: str) -> set[str]:
    """The modules of ``owner`` that ``user`` imports, in whatever words."""
    return {
        found.module
        for found in tree.inner()
        if found.importer.split(".")[0] == user and found.module.split(".")[0] == owner
    }


def unused_exports(tree: Tree, elsewhere: str) -> list[str]:
    """Names in an ``__all__`` that nothing imports through it; ``elsewhere`` is the text of what else may use them."""
    wrong = []
    for module, syntax in tree.syntax.items():
        for node in syntax.body:
            if not (isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"):
                continue
            used = {found.name for found in tree.inner() if found.module == module}
            for item in ast.literal_eval(node.value):
                if item not in used and not (f"from {module} import" in elsewhere and item in elsewhere):
                    wrong.append(f"{module}.__all__ names {item}, which nobody imports from there")
    return wrong


def namesakes(tree: Tree, known: set[str]) -> list[str]:
    """Public classes and files that have one name in several places; ``known`` names may."""
    places: dict[str, list[str]] = {}
    for module, syntax in tree.syntax.items():
        file = module.rpartition(".")[2]
        if module in tree.files and tree.files[module].name != "__init__.py":
            places.setdefault(file, []).append(module)
        for node in statements(syntax):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(f"{module}.{node.name}")
    return [f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1 and name not in known]


def twice_written(tree: Tree, known: set[str]) -> list[str]:
    """Patterns, tables and function bodies that two files of one program have word for word; ``known`` may."""
    alike: dict[tuple[str, str], list[tuple[str, ast.Module, int]]] = {}
    for module, syntax in tree.syntax.items():
        lines, package = tree.texts[module].splitlines(), module.partition(".")[0]
        for node in statements(syntax):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                said = [part for part in node.body if not (isinstance(part, ast.Expr) and _is_text(part.value))]
                text = "\n".join(lines[said[0].lineno - 1 : node.end_lineno]) if said else ""
                found = (f"{module}.{node.name}", ast.Module(said, []), _SHORT_BODY)
            elif (
                isinstance(node, ast.Assign | ast.AnnAssign)
                and node in syntax.body
                and node.value
                and _is_table(node.value)
            ):
                name = ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
                text = "\n".join(lines[node.lineno - 1 : node.end_lineno]).partition("=")[2]
                found = (f"{module}.{name}", ast.Module([ast.Expr(node.value)], []), _SHORT_VALUE)
            else:
                continue
            alike.setdefault((package, _LAYOUT.sub("", text)), []).append(found)
    places: dict[tuple[str, str], list[str]] = {}
    for (package, _), several in alike.items():
        for name, body, short in several if len(several) > 1 else ():
            text = ast.unparse(body)
            if len(text) > short:
                places.setdefault((package, text), []).append(name)
    return [" is ".join(found) for found in places.values() if len(found) > 1 and known.isdisjoint(found)]


_LAYOUT = re.compile(r"""\s+#.*|[\s,()'\"]+""")
"""What two writings of the same code may have otherwise."""
_SHORT_BODY = 90
_SHORT_VALUE = 18


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_table(node: ast.expr) -> bool:
    """Whether a value is a pattern, a set, a tuple or a table that is written out."""
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in ("re.compile", "frozenset", "getattr")
    return isinstance(node, ast.Tuple | ast.Set | ast.Dict | ast.List)
