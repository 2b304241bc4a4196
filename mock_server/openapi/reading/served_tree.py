"""The document as it is served: one tree, with of other files only what it uses, under names that tell no path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.reading import pointers
from mock_server.openapi.reading.rewritten_references import FILES

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.references import References

_PREFIX = f"#/{FILES}/"


def served_tree(references: References) -> dict[str, JSON]:
    """A copy of the document's tree whose references lead within it; what can't be resolved stays a bare reference."""
    names = _Names(references.path)
    wanted: list[tuple[str, ...]] = []
    tree = {name: _copied(item, names, wanted) for name, item in references.tree.items() if name != FILES}
    files: dict[str, JSON] = {}
    placed: set[tuple[str, ...]] = set()
    while wanted:
        wanted.sort(key=len, reverse=True)
        path = wanted.pop()  # the shortest first: it brings all that stands below it
        if any(path[:length] in placed for length in range(1, len(path) + 1)):
            continue
        placed.add(path)
        try:
            value = references.at(path)
        except DocumentError:
            continue
        _put(files, (names.of(path[0]), *path[1:]), _copied(value, names, wanted))
    return {**tree, FILES: files} if files else tree


class _Names:
    """Names of files for whoever reads the served document: relative to the root's folder, bare outside of it."""

    def __init__(self, root: Path) -> None:
        self._folder = root.resolve().parent
        self._known: dict[str, str] = {}

    def of(self, file: str) -> str:
        if file not in self._known:
            path = Path(file)
            inside = path.is_relative_to(self._folder)
            name = path.relative_to(self._folder).as_posix() if inside else path.name
            taken = set(self._known.values())
            self._known[file] = name if name not in taken else f"{len(taken)}-{path.name}"
        return self._known[file]


def _copied(value: JSON, names: _Names, wanted: list[tuple[str, ...]]) -> JSON:
    if isinstance(value, dict):
        return {key: _copied(item, names, wanted) for key, item in value.items()}
    if isinstance(value, list):
        return [_copied(item, names, wanted) for item in value]
    if isinstance(value, str) and value.startswith(_PREFIX):
        path = pointers.fragment_tokens(value)[1:]
        wanted.append(path)
        return pointers.fragment((FILES, names.of(path[0]), *path[1:]))
    return value


def _put(files: dict[str, JSON], path: tuple[str, ...], value: JSON) -> None:
    node = files
    for token in path[:-1]:
        node = node.setdefault(token, {})
    if isinstance(node, dict):
        node[path[-1]] = value
