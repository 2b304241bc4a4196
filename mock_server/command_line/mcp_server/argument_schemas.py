"""The arguments of a tool as one JSON Schema, made of what an OpenAPI operation says of its parameters and body."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation

_PLACES = ("path", "query")


def parameters_of(operation: Operation) -> dict[str, dict[str, JSON]]:
    """The Parameter Objects of path and query by name; a header says what a parameter of the query says too."""
    raw = [*operation.path_item.get("parameters", ()), *operation.raw.get("parameters", ())]
    found = [operation.document.follow(item) for item in raw]
    return {item["name"]: item for item in found if item["in"] in _PLACES}


def body_of(operation: Operation) -> tuple[dict[str, JSON], bool]:
    """The schema of the body, and whether its members are arguments of their own; empty without a body."""
    body = operation.request_body
    if body is None:
        return {}, False
    schema = operation.document.follow(body.content[0].schema)
    return schema, "properties" in schema


def arguments_of(operation: Operation) -> dict[str, JSON]:
    """The schema, with references as the document has them: parameters, and the body or its members."""
    properties: dict[str, JSON] = {}
    required: list[str] = []
    for name, item in parameters_of(operation).items():
        properties[name] = told(item)
        required += [name] if item.get("required") else []
    schema, is_divided = body_of(operation)
    needed = operation.request_body is not None and operation.request_body.required
    if is_divided:
        properties |= schema["properties"]
        required += schema.get("required", []) if needed else []
    elif schema:
        raw = operation.document.follow(operation.raw["requestBody"])
        properties["body"] = told({"schema": schema, "description": raw.get("description", "The body")})
        required += ["body"] if needed else []
    return closed(properties, required)


def told(parameter: dict[str, JSON]) -> dict[str, JSON]:
    """The schema of a parameter with its description."""
    said = parameter.get("description")
    return {**parameter["schema"], "description": said} if said else parameter["schema"]


def closed(properties: dict[str, JSON], required: list[str]) -> dict[str, JSON]:
    """An object that has these members and no others."""
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def self_contained(schema: dict[str, JSON], document: Document) -> dict[str, JSON]:
    """A copy of ``schema`` with all that it refers to below `$defs`."""
    names: dict[str, str] = {}
    waiting: list[str] = []

    def copied(value: JSON) -> JSON:
        if isinstance(value, list):
            return [copied(item) for item in value]
        if not isinstance(value, dict):
            return value
        ref = value.get("$ref")
        if not isinstance(ref, str):
            return {key: copied(item) for key, item in value.items()}
        if ref not in names:
            last = ref.rpartition("/")[2]
            names[ref] = last if last not in names.values() else f"{last}{len(names)}"
            waiting.append(ref)
        return {**{key: copied(item) for key, item in value.items() if key != "$ref"}, "$ref": f"#/$defs/{names[ref]}"}

    whole, definitions = copied(schema), {}
    while waiting:
        ref = waiting.pop()
        definitions[names[ref]] = copied(document.resolve(ref))
    return {**whole, "$defs": definitions} if definitions else whole
