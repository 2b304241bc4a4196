"""The plainest values of a schema, and the fullest: what a client sends where a document shows no example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from client_view import pins

if TYPE_CHECKING:
    from client_view import View


def small(view: View, schema: Any, depth: int, levels: int = 0) -> Any:
    """The plainest value of a schema: required properties alone, first alternatives, lowest numbers.

    In so many outermost ``levels`` all properties are there. Arrays have an item: a form has no sign for an empty one.
    """
    schema = view.follow(schema)
    if not isinstance(schema, dict) or depth > 12:
        return {}
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    parts = [view.follow(part) for part in schema.get("allOf") or ()]
    if parts:
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for part in parts:
            for key, value in part.items() if isinstance(part, dict) else ():
                if isinstance(value, dict) and isinstance(merged.get(key), dict):
                    merged[key] = {**value, **merged[key]}
                elif isinstance(value, list) and isinstance(merged.get(key), list):
                    merged[key] = [*merged[key], *value]
                else:
                    merged.setdefault(key, value)
        return small(view, merged, depth + 1, levels)
    for key in ("oneOf", "anyOf"):
        if schema.get(key) and not schema.get("properties"):
            pin = pins(schema)[0] if key == "oneOf" and isinstance(schema.get("discriminator"), dict) else None
            if pin is not None:
                made = small(view, schema[key][0], depth + 1, levels)
                ((name, said),) = pin["properties"].items()
                return {**made, name: said["enum"][0]} if isinstance(made, dict) else made
            return small(view, schema[key][0], depth + 1, levels)
    kind = schema.get("type")
    kind = next((item for item in kind if item != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object" or (kind is None and "properties" in schema):
        known = schema.get("properties") or {}
        must = [
            name
            for name in (known if levels > 0 else schema.get("required") or ())
            if (view.follow(known.get(name)) or {}).get("readOnly") is not True
        ]
        must += [name for name in schema.get("required") or () if levels > 0 and name not in known]
        return {name: small(view, known.get(name, {}), depth + 1, levels - 1) for name in must}
    if kind == "array":
        size = max(schema.get("minItems", 0), min(int(depth < 10), schema.get("maxItems", 1)))
        return [small(view, schema.get("items", {}), depth + 1, levels - 1) for _ in range(size)]
    if kind in ("integer", "number"):
        low: Any = schema.get("minimum", schema.get("exclusiveMinimum", 1))
        return (low if not isinstance(low, bool) else 1) + (1 if schema.get("exclusiveMinimum") else 0)
    if kind == "boolean":
        return True
    return None if kind == "null" else _small_text(schema)


def _small_text(schema: dict[str, Any]) -> str:
    known = {
        "date-time": "2024-03-21T18:42:15Z",
        "date": "2024-03-21",
        "uuid": "8c5e2b6e-4f4a-4b7e-9d3c-2f0d6f8a1b2c",
        "email": "ann@example.com",
        "uri": "https://example.com/a",
        "ipv4": "192.0.2.1",
        "time": "10:00:00Z",
        "hostname": "example.com",
        "byte": "YQ==",
        "duration": "P1D",
    }
    return str(known.get(schema.get("format", ""), "text" * (schema.get("minLength", 1) // 4 + 1)))[
        : schema.get("maxLength")
    ]
