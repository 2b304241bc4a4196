"""How many schemas a validator asks of one value: compositions of compositions double at each level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.schema.composition import COMPOSITIONS

if TYPE_CHECKING:
    from mock_server.json_types import JSON

_SINGLE = ("if", "then", "else", "not")
_DEFINITION = "#/$defs/"
_DEEPEST = 150


def evaluation_steps(bundle: JSON, most: int) -> int:
    """The schemas of a bundle that are asked of a value itself, not of what it holds; counting ends at ``most``."""
    definitions = bundle.get("$defs", {}) if isinstance(bundle, dict) else {}
    known: dict[str, int] = {}

    def of(schema: JSON, depth: int) -> int:
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return 1
        count, ref = 1, schema.get("$ref")
        if isinstance(ref, str) and ref.startswith(_DEFINITION):
            name = ref.removeprefix(_DEFINITION)
            if name not in known:
                known[name] = 1  # of a circle each is counted once
                known[name] = of(definitions.get(name), depth + 1)
            count += known[name]
        inner = [part for keyword in COMPOSITIONS for part in schema.get(keyword) or ()]
        inner += [schema[keyword] for keyword in _SINGLE if keyword in schema]
        inner += (schema.get("dependentSchemas") or {}).values()
        for part in inner:
            if count >= most:
                return most
            count += of(part, depth + 1)
        return min(count, most)

    return max(of(part, 0) for part in (bundle, *definitions.values()))
