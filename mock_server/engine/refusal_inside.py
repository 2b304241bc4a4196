"""A refusal by a success that says in its body that nothing was done: ``{"ok": false, "error": "not_found"}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.answers import json_answer, status_of
from mock_server.engine.error_roles import roles_filled
from mock_server.engine.outcome_words import fitting
from mock_server.openapi.reading.json_values import as_dict

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import MediaType, Response
    from mock_server.openapi.schema.validation import Violation


class RefusalInside:
    """Such an answer of one operation; ``word`` and ``status`` say which refusal it is, ``flags`` where it says so."""

    def __init__(
        self, response: Response, media: MediaType, synthesis: Synthesis, flags: tuple[str, str], word: str, status: int
    ) -> None:
        self._response, self._media, self._synthesis = response, media, synthesis
        self._flags, self._word, self._status = flags, word, status

    @property
    def is_told(self) -> bool | None:
        """Whether one of the errors that the document lists is this refusal; None where it lists none."""
        item = self._synthesis.schemas.properties(self._media.schema).get(self._flags[1], True)
        listed = self._synthesis.schemas.keyword(item, "enum")
        return None if listed is None else fitting(listed, self._status, exactly=True) is not None

    def answer(
        self, violations: list[Violation], message: str, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> Answer:
        """The answer; what is wrong with a request stands in it where it has a place for sentences."""
        body = self._body(message)
        return json_answer(
            status_of(self._response, ""), body, b"application/json", headers, tuple(violations) or message
        )

    @property
    def conforms(self) -> bool:
        """Whether such an answer is one of the success's schema."""
        return self._is_valid(self._body(""))

    def _is_valid(self, body: JSON) -> bool:
        validator = self._synthesis.validators.validator(self._media.schema or True, "response", strict=True)
        return bool(validator.is_valid(body))

    def _body(self, message: str) -> dict[str, JSON]:
        """The body, with the error where the schema has room for its word."""
        well, fault = self._flags
        schemas, schema = self._synthesis.schemas, self._media.schema
        item = schemas.properties(schema).get(fault, True)
        body = as_dict(self._synthesis.example(self._media))
        kept: dict[str, JSON] = {name: body[name] for name in schemas.required(schema) if name in body}
        if "object" in schemas.types(item):
            made = as_dict(self._synthesis.generate(item))
            told: JSON = roles_filled(made, self._status, message, reason=True)
        else:
            told = fitting(as_dict(schemas.follow(item)).get("enum"), self._status) or self._word
        refused = {**kept, well: False}
        return whole if self._is_valid(whole := {**refused, fault: told}) else refused
