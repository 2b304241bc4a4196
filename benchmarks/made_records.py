"""The addresses of records that a benchmark made, and requests below them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from client_view import Asked, View


class MadeRecords:
    """By the path template that names them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._addresses: dict[str, str] = {}

    def add(self, read: Asked, address: str) -> None:
        """Remember the record that an operation read at this address."""
        self._addresses[read.path.rstrip("/")] = address

    def target(self, asked: Asked, target: str) -> str:
        """The target of a request, below the record that was made above it where its path takes that one's keys."""
        above = max((path for path in self._addresses if asked.path.startswith(f"{path}/")), key=len, default=None)
        if above is None:
            return target
        made, template = self._addresses[above].split("/"), f"{asked.base}{above}".split("/")
        schemas = {one["name"]: one.get("schema", True) for one in self._view.parameters(asked) if one["in"] == "path"}
        keys = ((re.fullmatch(r"\{(.*)\}", part), unquote(key)) for part, key in zip(template, made, strict=True))
        if not all(self._takes(schemas.get(name[1], True), key) for name, key in keys if name is not None):
            return target
        return "/".join([*made, *target.split("/")[len(made) :]])

    def _takes(self, schema: Any, key: str) -> bool:
        values = (key, int(key)) if re.fullmatch(r"-?[0-9]+", key) else (key,)
        return any(not self._view.conforms(schema, value, "request") for value in values)
