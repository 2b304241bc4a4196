"""The only reader of OpenAPI documents: load, check, resolve; yields operations.

Takes OpenAPI 3.0, 3.1 and 3.2 in JSON or YAML, in one file or several. What is wrong with a document is collected in
``problems``; only a document that can't be served at all raises.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mock_server.errors import DocumentError
from mock_server.operation import Operation, Pointer, as_dict, as_list
from mock_server.references import References

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_VERSION = re.compile(r"3\.[012](?:\.\d+)?(?:-.*)?")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, eq=False)
class Document:
    """An OpenAPI document with its operations."""

    path: Path
    version: str
    references: References
    problems: list[str] = field(default_factory=list)

    @property
    def tree(self) -> dict[str, Any]:
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
    def security_schemes(self) -> dict[str, dict[str, Any]]:
        """The Security Scheme Objects by name."""
        schemes = as_dict(as_dict(self.tree.get("components")).get("securitySchemes"))
        return {name: as_dict(self.follow(scheme)) for name, scheme in schemes.items()}

    @cached_property
    def base_paths(self) -> tuple[str, ...]:
        """The path of each server, without a slash at its end; ``("",)`` where none is named."""
        return server_paths(self.tree.get("servers")) or ("",)

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation in the document's order, each with an id of its own."""
        found: list[Operation] = []
        taken: set[str] = set()
        for path, item in as_dict(self.tree.get("paths")).items():
            if not path.startswith("/"):
                if not path.startswith("x-"):
                    self.problems.append(f"{self.path}: the path {path!r} does not begin with a slash")
                continue
            try:
                path_item = self._path_item(item)
            except DocumentError as error:
                self.problems.append(str(error))
                continue
            methods: list[tuple[str, Pointer, Any]] = [
                (name, ("paths", path, name), path_item.get(name)) for name in METHODS
            ]
            extra = as_dict(path_item.get("additionalOperations"))
            methods += [(name, ("paths", path, "additionalOperations", name), raw) for name, raw in extra.items()]
            for method, pointer, raw in methods:
                raw = self._operation(raw)
                if raw is None:
                    continue
                name = raw.get("operationId")
                name = name if isinstance(name, str) and name else f"{method} {path}"
                if name in taken:
                    self.problems.append(f"{self.path}: the operationId {name!r} is used twice")
                    name = f"{method} {path}"
                taken.add(name)
                bases = server_paths(raw.get("servers")) or server_paths(path_item.get("servers"))
                found.append(
                    Operation(self, method.upper(), path, raw, path_item, name, pointer, bases or self.base_paths)
                )
        return tuple(found)

    def operation(self, name: str) -> Operation | None:
        """The operation with this id."""
        return self._by_id.get(name)

    def resolve(self, ref: str) -> Any:
        """The value a ``$ref`` points to; raises DocumentError."""
        return self.references.resolve(ref)

    def follow(self, value: Any) -> Any:
        """``value``, or what it refers to where it is a Reference Object."""
        return self.references.follow(value)

    @cached_property
    def _by_id(self) -> dict[str, Operation]:
        return {operation.id: operation for operation in self.operations}

    def _operation(self, raw: Any) -> dict[str, Any] | None:
        try:
            raw = self.follow(raw)
        except DocumentError as error:
            self.problems.append(str(error))
            return None
        return raw if isinstance(raw, dict) else None

    def _path_item(self, item: Any) -> dict[str, Any]:
        own = as_dict(item)
        if not isinstance(own.get("$ref"), str):
            return own
        return {**as_dict(self.follow({"$ref": own["$ref"]})), **own, "$ref": None}


def load_document(path: str | Path) -> Document:
    """Read the OpenAPI document at ``path``; raises DocumentError with file and place."""
    path = Path(path)
    references = References.read(path)
    tree = references.tree
    if "swagger" in tree:
        raise DocumentError(
            f"{path} is Swagger {tree['swagger']}; convert it to OpenAPI 3 first, for example with"
            " `npx swagger2openapi --outfile openapi.yaml " + path.name + "`"
        )
    version = tree.get("openapi")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise DocumentError(f"{path}: `openapi` is {version!r}; OpenAPI 3.0, 3.1 and 3.2 documents are served")
    return Document(path, version, references)


def server_paths(servers: Any) -> tuple[str, ...]:
    """The distinct URL paths of these Server Objects, variables at their defaults (OpenAPI, Server Object)."""
    found: dict[str, None] = {}
    for server in as_list(servers):
        server = as_dict(server)
        variables = as_dict(server.get("variables"))
        url = _VARIABLE.sub(
            lambda match, known=variables: str(as_dict(known.get(match[1])).get("default", "")),  # type: ignore[misc]
            str(server.get("url", "")),
        )
        try:
            path = urlsplit(url).path
        except ValueError:
            continue
        path = "/" + path.strip("/")
        found["" if path == "/" else path] = None
    return tuple(found)
