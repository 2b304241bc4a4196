"""Which keys records of a resource could have, so that one which none can have is missed from the first."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.reading import name_words
from mock_server.openapi.reading.clauses import QUOTED

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Parameter, Schema

_WORDS = re.compile(r"(?<=[(|^:])[\w-]+(?=[)|$])")
"""Words that a pattern has for alternatives (`^(me|[0-9]+)$`)."""


class PossibleKeys:
    """Those of the path of one operation, which shows records of the schema ``answer``."""

    def __init__(self, behaviour: Behaviour, answer: Schema | None, synthesis: Synthesis) -> None:
        self._behaviour, self._answer, self._synthesis = behaviour, answer, synthesis

    def may_have(self, key: str) -> bool:
        """Whether a record that is shown could have this key, as its member's schema has it; a key that the path's
        parameter names is another name of one, and so is any where parameter and member have no type in common.
        """
        name, asked = self._behaviour.property, name_words.plain(self._behaviour.key_parameter)
        schemas = self._synthesis.schemas
        schema = schemas.properties(self._answer).get(name or "")
        if schema is None or not asked.endswith(name_words.plain(name or "")):
            return True
        return self._fits(key, schema) or key in self._named or self._of_other_types(schema)

    def _fits(self, key: str, schema: Schema) -> bool:
        types = self._synthesis.schemas.types(schema)
        is_valid = self._synthesis.validators.validator(schema, "response").is_valid
        return any(is_valid(as_type(key, frozenset({one}))) for one in types) if types else bool(is_valid(key))

    def _of_other_types(self, schema: Schema) -> bool:
        types = self._synthesis.schemas.types
        shown, asked = types(schema), [types(one.schema) for one in self._parameters]
        return bool(shown) and any(asked) and not any(one & shown for one in asked)

    @cached_property
    def _parameters(self) -> tuple[Parameter, ...]:
        asked = ("path", self._behaviour.key_parameter)
        return tuple(one for one in self._behaviour.operation.parameters if (one.location, one.name) == asked)

    @cached_property
    def _named(self) -> frozenset[JSON]:
        """The keys that the document gives as values or examples of the parameter, or quotes where it speaks of it;
        what bounds all of them names none.
        """
        texts, values = [*self._behaviour.operation.texts], []
        for one in self._parameters:
            lean = self._synthesis.schemas.said_of(one.schema)
            examples = lean.get("examples")
            values += [lean.get("example"), lean.get("default"), *(example.value for example in one.examples)]
            values += examples if isinstance(examples, list) else []
            for part in self._synthesis.schemas.parts(one.schema):
                options = part.get("enum")
                values += options if isinstance(options, list) else []
                values += [part.get("const"), *_WORDS.findall(str(part.get("pattern", "")))]
            texts += [one.description, str(lean.get("description", ""))]
        quoted = {word for text in texts for word in QUOTED.findall(text)}
        return frozenset(quoted | {str(value) for value in values if value is not None})
