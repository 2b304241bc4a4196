"""For an operation that answers without state: the `x-mock` line that would give it some, ready to be pasted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places
from mock_server.openapi.behaviour.shown_elsewhere import ACTIONS
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import in_request

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.schema.schemas import Schemas


def is_open(behaviour: Behaviour) -> bool:
    """Whether ``x-mock`` could say more: of an operation without state that nobody declared, and that can succeed."""
    operation = behaviour.operation
    can_succeed = behaviour.status is not None or not operation.responses
    return behaviour.action == "none" and "action" not in operation.extension and can_succeed


def suggested(behaviour: Behaviour, known: dict[str, str], schemas: Schemas) -> str:
    """The line, which is both YAML and JSON; ``known`` are the names of the resources by the shape of their items."""
    return f"x-mock: {json.dumps(suggested_extension(behaviour, known, schemas), ensure_ascii=False)}"


def items_of(behaviours: JSON) -> dict[str, str]:
    """The names of the resources by the shape of the path of one record."""
    return {
        path_templates.shape(behaviour.operation.path): str(behaviour.resource)
        for behaviour in behaviours
        if behaviour.action in ("read", "replace", "merge", "delete")
        and path_templates.names_one(behaviour.operation.path)
    }


def suggested_extension(behaviour: Behaviour, known: dict[str, str], schemas: Schemas) -> dict[str, str]:
    """What the line says."""
    operation = behaviour.operation
    parameters = path_templates.names(operation.path)
    owner, parameter = _owner(operation.path, known) or (None, parameters[-1] if parameters else None)
    key = in_request("path", parameter) if parameter else "$url"
    resource = owner or _last_word(operation.path)
    if operation.method == "GET":
        listed = places.find_list(schemas, operation.response_schema())
        if listed is not None and not path_templates.names_one(operation.path):
            return {"action": "list", "resource": _last_word(operation.path)}
    if operation.method in ACTIONS:
        return {"action": ACTIONS[operation.method], "resource": resource, "key": key}
    if owner is not None:
        return {"action": "merge", "resource": owner, "key": key}
    made = {"action": "create", "resource": _last_word(operation.path)}
    names = schemas.properties(operation.request_schema)
    name = next((name for name in ("id", "key", "name", "slug", "code") if name in names), None)
    return {**made, "key": in_request("body", name)} if name is not None else made


def _owner(path: str, known: dict[str, str]) -> tuple[str, str] | None:
    """The resource of which the path names a record on its way, and the parameter that does."""
    while "}" in path:
        path = path[: path.rindex("}") + 1]
        found = known.get(path_templates.shape(path))
        if found is not None:
            return found, path_templates.names(path)[-1]
        path = path[: max(0, path.rfind("{"))].rstrip("/")
    return None


def _last_word(path: str) -> str:
    words = [word for word in path.partition("?")[0].partition("#")[0].split("/") if word and "{" not in word]
    return words[-1] if words else "records"
