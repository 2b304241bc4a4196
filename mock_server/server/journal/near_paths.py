"""The documented paths that are nearest to one that is not documented, and what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.engine.api import Api
    from mock_server.json_types import JSON

_NEAREST = 3
_LOOKED_AT = 5_000


def near_paths(path: str, method: str, apis: Iterable[Api]) -> list[dict[str, JSON]]:
    """Method, path, place and ``differs`` of the nearest operations; those with the same path first."""
    segments = path.split("/")
    found: list[tuple[float, str, str, str, str]] = []
    for api in apis:
        for plan in api.plans[:_LOOKED_AT]:
            operation = plan.operation
            for base in operation.base_paths:
                whole = api.prefix + base + path_templates.on_the_wire(operation.path)
                far, differs = _distance(segments, whole.split("/"))
                if far == 0 and operation.method != method:
                    far, differs = 0.1, "method"
                found.append((far, operation.method, whole, text(operation.pointer), differs))
    found.sort(key=lambda item: (item[0], item[1] != method))
    return [{"method": item[1], "path": item[2], "place": item[3], "differs": item[4]} for item in found[:_NEAREST]]


def _distance(asked: list[str], known: list[str]) -> tuple[float, str]:
    """How far a path is from a template, and the first thing that differs."""
    from difflib import SequenceMatcher

    far, differs = 0.0, ""
    for own, wanted in zip(asked, known, strict=False):
        if own == wanted or (own and path_templates.PARAMETER.search(wanted)):
            continue
        far += 2 - SequenceMatcher(None, own.lower(), wanted.lower()).ratio()
        differs = differs or f"{own or 'nothing'} where {wanted} is documented"
    if len(asked) != len(known):
        far += 1.5 * abs(len(asked) - len(known))
        differs = differs or (
            "it is longer" if len(asked) > len(known) else f"{'/'.join(known[len(asked) :])} is missing"
        )
    return far, differs
