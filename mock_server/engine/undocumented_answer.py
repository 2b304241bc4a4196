"""An answer with a status that the document does not give to the operation: in the shape of the errors that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer, json_answer
from mock_server.engine.error_roles import phrase, roles_filled

if TYPE_CHECKING:
    from mock_server.engine.operation_plan import OperationPlan

_FIRST_ERROR = 400


def undocumented(plan: OperationPlan, status: int) -> Answer:
    """The answer with this status; the log says that it is undocumented. Below 400 it has no content."""
    reason = f"{status} is undocumented here"
    if status < _FIRST_ERROR:
        return Answer(status, ((b"content-length", b"0"),), b"", reason)
    answer = plan.api.fallback.answer(status, phrase(status))
    refusal = plan.operation.first_refusal
    media = (refusal.json if refusal is not None else None) or plan.api.fallback.described
    if media is not None and answer.headers[0][1] == b"application/problem+json":
        shape = plan.api.synthesis.example(media)
        if isinstance(shape, dict):
            body = roles_filled(shape, status, phrase(status), reason=True)
            answer = json_answer(status, body, media.name.encode("latin-1", "replace"))
    return answer._replace(reason=reason)
