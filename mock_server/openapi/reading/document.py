"""The only reader of OpenAPI documents: load, check, resolve; yields operations.

Takes OpenAPI 3.0, 3.1 and 3.2 in JSON or YAML, in one file or several. What is wrong with a document is collected in
``problems``; only a document that can't be served at all raises.
"""

from __future__ import annotations

import itertools
import logging
import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mock_server.errors import DocumentError, printable
from mock_server.openapi.reading import full_names, overlays, path_templates, source
from mock_server.openapi.reading.check_remarks import check_remarks
from mock_server.openapi.reading.json_values import as_dict, as_list
from mock_server.openapi.reading.operation import Operation, assumption
from mock_server.openapi.reading.pointers import MISSING, at, fragment_tokens
from mock_server.openapi.reading.references import References
from mock_server.openapi.reading.rewritten_references import FILES
from mock_server.openapi.reading.security_schemes import as_meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.file_states import FileStates
    from mock_server.openapi.reading.pointers import Pointer

log = logging.getLogger("mock_server")

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_MOST_SERVERS = 50
_MOST_REFERENCES = 50
_NO_ELEMENTS = ("example", "examples", FILES)
_MOST_PARAMETERS = 10_000
_VERSION = re.compile(r"3\.[012](?:\.\d+)?(?:-.*)?")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class Problems(list[str]):
    """What is wrong with a document, a sentence each; the log has each once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: set[str] = set()

    def append(self, problem: str) -> None:
        """Note a problem that is not known yet."""
        problem = printable(problem)
        if problem not in self._known:
            self._known.add(problem)
            super().append(problem)
            log.warning("%s", problem)

    def extend(self, problems: Iterable[str]) -> None:
        """Note these problems."""
        for problem in problems:
            self.append(problem)


@dataclass(frozen=True, eq=False)
class Document:
    """An OpenAPI document with its operations."""

    path: Path
    version: str
    references: References
    problems: Problems = field(default_factory=lambda: Problems())
    expiring: list[str] = field(default_factory=list)
    """Where schemas are whose records end by themselves."""

    @property
    def tree(self) -> dict[str, JSON]:
        """The root object, as it stands in the file."""
        return self.references.tree

    @property
    def title(self) -> str:
        """The API's name."""
        return str(as_dict(self.tree.get("info")).get("title", self.path.stem))

    @property
    def is_30(self) -> bool:
        """Whether schemas follow OpenAPI 3.0's own dialect instead of JSON Schema 2020-12."""
        return self.version.startswith("3.0")

    @property
    def security_schemes(self) -> dict[str, dict[str, JSON]]:
        """The Security Scheme Objects by name."""
        schemes = as_dict(as_dict(self.tree.get("components")).get("securitySchemes"))
        return {name: as_meant(as_dict(self._followed(scheme))) for name, scheme in schemes.items()}

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The path of each server, without a slash at its end; ``("",)`` where none is named."""
        return server_paths(self.tree.get("servers")) or ("",)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation in the document's order, each with an id of its own."""
        found: list[Operation] = []
        taken: set[str] = set()
        paths = as_dict(self._followed(self.tree.get("paths")))
        if said := path_templates.without_slash(paths):
            self.problems.append(f"{self.path}: {said}")
        for path, item in paths.items():
            if path.startswith("x-"):
                continue
            path_item = self._path_item(item)
            own: dict[str, JSON] = {name: path_item[name] for name in path_item if name in METHODS}
            methods: list[tuple[str, Pointer, JSON]] = [
                (name.upper(), ("paths", path, name), own[name]) for name in own
            ]
            extra = as_dict(path_item.get("additionalOperations"))
            methods += [(name, ("paths", path, "additionalOperations", name), raw) for name, raw in extra.items()]
            for method, pointer, raw in methods:
                raw = self._followed(raw)
                if not isinstance(raw, dict):
                    continue
                name = raw.get("operationId")
                called = f"{pointer[-1]} {path}"
                name = name if isinstance(name, str) and name else called
                if name in taken:
                    self.problems.append(f"{self.path}: the operationId {name!r} is used twice")
                    name = called
                taken.add(name)
                bases = server_paths(raw.get("servers")) or server_paths(path_item.get("servers")) or self.base_paths
                count = len(as_list(path_item.get("parameters"))) + len(as_list(raw.get("parameters")))
                if count > _MOST_PARAMETERS:
                    raise DocumentError(
                        f"{self.path}: {method} {path} has {count:,} parameters;"
                        f" operations of up to {_MOST_PARAMETERS:,} are read"
                    )
                place = self._place(path, path_item, raw)
                found.append(Operation(self, method, place, raw, path_item, name, pointer, bases))
        return tuple(found)

    def _place(self, path: str, *owners: dict[str, JSON]) -> str:
        """A path template with a slash in front, and without marks that OpenAPI does not know."""
        items = (self._followed(item) for owner in owners for item in as_list(owner.get("parameters")))
        declared = [str(item.get("name")) for item in items if isinstance(item, dict)] if "{" in path else []
        return full_names.unmarked(path if path.startswith("/") else f"/{path}", declared)

    def operation(self, name: str) -> Operation | None:
        """The operation with this id."""
        return self._by_id.get(name)

    def resolve(self, ref: str) -> JSON:
        """The value a ``$ref`` points to; raises DocumentError."""
        return self.references.resolve(ref)

    def follow(self, value: JSON) -> JSON:
        """``value``, or what it refers to where it is a Reference Object."""
        return self.references.follow(value)

    def locate(self, pointer: Pointer) -> tuple[Pointer, JSON]:
        """``pointer`` with every reference on its way followed, and the value there; as far as it leads."""
        found, node = self._led((), self.tree)
        for token in pointer:
            below = at(node, (token,))
            if below is MISSING:
                break
            found, node = self._led((*found, token), below)
        return found, node

    def file_of(self, pointer: Pointer) -> Path:
        """The file that holds what is at ``pointer``, which leads through no reference."""
        return Path(pointer[1]) if pointer[:1] == (FILES,) and len(pointer) > 1 else self.path

    def line_of(self, pointer: Pointer) -> int:
        """The line of that file, counted from 1."""
        inside = pointer[2:] if pointer[:1] == (FILES,) else pointer
        return source.line_of(self.file_of(pointer), inside) or 1

    def changed(self, changes: overlays.Overlay) -> Document:
        """The document as these changes leave it; this one stays as it is. Raises DocumentError."""
        tree = overlays.apply(changes, self.tree, str(self.path))
        return Document(self.path, self.version, References(tree, self.path, external=False))

    def json_path(self, pointer: Pointer) -> str:
        """The JSONPath of what is at ``pointer``, as the target of an overlay's action names it."""
        return overlays.path_to(self.tree, pointer)

    @staticmethod
    def overlay_text(changes: overlays.Overlay) -> str:
        """Changes as an overlay in YAML."""
        return overlays.dump(changes)

    def assumptions(self) -> Iterator[tuple[Pointer, str]]:
        """Where the document says ``x-assumed``, and the reason that it gives."""
        stack: list[tuple[Pointer, JSON]] = [((), self.tree)]
        while stack:
            pointer, node = stack.pop()
            if isinstance(node, dict):
                reason = assumption(node)
                if reason is not None and pointer[-1:] != ("properties",):
                    yield pointer, reason
                inner = ((key, item) for key, item in reversed(node.items()) if key not in _NO_ELEMENTS)
                stack.extend(((*pointer, key), item) for key, item in inner)
            elif isinstance(node, list):
                stack.extend(((*pointer, str(index)), item) for index, item in enumerate(node))

    def _led(self, pointer: Pointer, node: JSON) -> tuple[Pointer, JSON]:
        """Where the references lead that stand at ``pointer``, and what is there."""
        for _ in range(_MOST_REFERENCES):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                break
            ref = node["$ref"]
            try:
                node = self.resolve(ref)
            except DocumentError:
                break
            if ref.startswith("#/") or ref == "#":
                pointer = fragment_tokens(ref)
        return pointer, node

    @cached_property
    def _by_id(self) -> dict[str, Operation]:
        return {operation.id: operation for operation in self.operations}

    def _followed(self, value: JSON) -> JSON:
        """`follow`, with a problem and None where a reference leads nowhere."""
        try:
            return self.follow(value)
        except DocumentError as error:
            self.problems.append(str(error))
            return None

    def _path_item(self, item: JSON) -> dict[str, JSON]:
        own = as_dict(item)
        if not isinstance(own.get("$ref"), str):
            return own
        return {**as_dict(self._followed({"$ref": own["$ref"]})), **own, "$ref": None}


def load_document(
    path: str | Path, overlays: Iterable[Path] = (), allow_refs: Iterable[Path] = (), files: FileStates | None = None
) -> Document:
    """Read the OpenAPI document at ``path``, changed by ``overlays``; raises DocumentError with file and place.

    References lead to files below the document's folder, or below those of ``allow_refs``. What is read is noted in
    ``files``, also where it can't be served.
    """
    path = Path(path)
    references = References.read(path, overlays, allow_refs, files)
    tree = references.tree
    if "swagger" in tree:
        raise DocumentError(
            f"{path} is Swagger {tree['swagger']}; convert it to OpenAPI 3 first, for example with"
            " `npx swagger2openapi --outfile openapi.yaml " + path.name + "`"
        )
    version = tree.get("openapi")
    if isinstance(version, float | int):
        raise DocumentError(f"{path}: `openapi` is the number {version}; write the whole version, as in openapi: 3.0.3")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise DocumentError(f"{path}: `openapi` is {version!r}; OpenAPI 3.0, 3.1 and 3.2 documents are served")
    document = Document(path, version, references)
    check_remarks(document)
    return document


def server_paths(servers: JSON) -> tuple[str, ...]:
    """The distinct URL paths of these Server Objects, for every value that their variables may have.

    OpenAPI 3.1.1, Server Variable Object: the default comes first, then the other values of ``enum``.
    """
    found: dict[str, None] = {}
    for server in as_list(servers):
        server = as_dict(server)
        url, variables = str(server.get("url", "")), as_dict(server.get("variables"))
        names = list(dict.fromkeys(_VARIABLE.findall(url)))
        values = [_values_of(as_dict(variables.get(name))) for name in names]
        for chosen in itertools.islice(itertools.product(*values), _MOST_SERVERS):
            known = dict(zip(names, chosen, strict=True))
            try:
                path = urlsplit(_VARIABLE.sub(partial(_value_of, known), url)).path
            except ValueError:
                continue
            path = "/" + path.strip("/")
            found["" if path == "/" else path] = None
    return tuple(found)


def _value_of(known: dict[str, str], match: re.Match[str]) -> str:
    return known[match[1]]


def _values_of(variable: dict[str, JSON]) -> list[str]:
    default = variable.get("default", "")
    return list(dict.fromkeys(str(value) for value in (default, *as_list(variable.get("enum")))))
