"""Keys that the server gives to new records: numbers that count, or what the schemas ask of a key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.schema.validation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema


class NewKeys:
    """Finds out how keys of a behaviour's records are made; ``shown`` are the schemas of a record's properties."""

    def __init__(self, behaviour: Behaviour, synthesis: Synthesis, shown: Mapping[str, Schema]) -> None:
        self.behaviour, self.synthesis, self.schemas = behaviour, synthesis, synthesis.schemas
        self._shown = shown

    def maker(self) -> Callable[[int], JSON]:
        """What gives a new key, by the number of writes so far."""
        name = self.behaviour.property
        schema = self._shown.get(name) if name else None
        wanted = self.behaviour.key_schema
        if schema is None and wanted is None:
            parameters = {p.name: p.schema for p in self.behaviour.operation.parameters}
            schema = parameters.get((path_templates.names(self.behaviour.operation.path) or ("",))[-1])
        both = {"allOf": [schema, wanted]} if schema is not None and wanted is not None else None
        makers = [self._maker(item, name or "id") for item in (schema, wanted, both) if item is not None]
        if both is not None:
            makers += [self._typed(make, schema) for make in makers]
        with self.synthesis.values.shared(str(self.behaviour.operation)):
            fitting = (make for make in makers if self._fits(make(0), schema, wanted))
            return next(fitting, self._maker(schema, name or "id"))

    def _fits(self, key: JSON, schema: Schema | None, wanted: Schema | None) -> bool:
        """Whether a key may stand in the record and, as text, in the path."""
        valid = self.synthesis.validators.validator
        if schema is not None and not valid(schema, "response").is_valid(key):
            return False
        asked = as_type(str(key), self.schemas.types(wanted))
        return wanted is None or bool(valid(wanted, "request").is_valid(asked))

    def told(self, sent: JSON) -> JSON:
        """The key that a text of what was sent tells; MISSING where the path of the record takes no such one."""
        wanted = self.behaviour.key_schema
        text = sent.get(self.behaviour.key_told or "") if isinstance(sent, dict) else None
        key = as_type(text, self.schemas.types(wanted)) if isinstance(text, str) else MISSING
        is_valid = wanted is not None and self.synthesis.validators.validator(wanted, "request").is_valid(key)
        return key if is_valid else MISSING

    def refuses(self) -> Callable[[JSON], Violation | None] | None:
        """What says of a key that a body may leave out what is wrong where no path could lead to its record: that is
        refused where the document says how, and the server makes another one else. None where every key is good.
        """
        place, wanted = self.behaviour.key_place, self.behaviour.key_schema
        if wanted is None or place is None or place.location != "body" or not self._is_varied(wanted):
            return None
        owner = self.schemas.below(self.behaviour.operation.request_schema, place.names[:-1])
        if place.names[-1] in self.schemas.required(owner):
            return None
        types, is_valid = self.schemas.types(wanted), self.synthesis.validators.validator(wanted, "request").is_valid
        said = "leads to no record: the path of the record takes no such key"
        wrong = Violation("body", place.names, ".".join(place.names), said, "path")
        return lambda key: None if is_valid(as_type(str(key), types)) else wrong

    def _maker(self, schema: Schema | None, name: str) -> Callable[[int], JSON]:
        types = self.schemas.types(schema)
        if types and types <= {"integer", "number", "null"}:
            lean = self.schemas.follow(schema if schema is not None else True)
            least = lean.get("minimum", 1) if isinstance(lean, dict) else 1
            start = max(1, math.ceil(least)) if isinstance(least, int | float) else 1
            return lambda sequence: sequence + start
        if schema is None or not self._is_varied(schema):
            return lambda _: self.synthesis.values.uuid()
        fresh = self.synthesis.fresh(schema, name)
        return lambda _: fresh()

    def _typed(self, make: Callable[[int], JSON], schema: Schema | None) -> Callable[[int], JSON]:
        types = self.schemas.types(schema)
        return lambda sequence: as_type(make(sequence), types)

    def _is_varied(self, schema: Schema) -> bool:
        lean = self.schemas.follow(schema)
        return isinstance(lean, dict) and any(key in lean for key in ("pattern", "format", "maxLength", "x-mock"))
