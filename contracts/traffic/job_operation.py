"""POSTs that start a job: what they make is the job, which their answer names (RFC 9110 section 15.3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.operation_words import REACHING, said, said_by_path, words
from mock_server.openapi import Schemas

if TYPE_CHECKING:
    from mock_server.openapi import Operation, Response

_JOBS = frozenset({"id", "uuid", "job", "operation", "request", "run", "task", "ticket", "uid", "workflow"})
"""How names of members end that name a job."""
_MONITORS = frozenset({"location", "operation-location", "content-location", "azure-asyncoperation"})


def starts_job(operation: Operation) -> bool:
    """Whether a POST makes a job and nothing else: 202 is its one success, the answer names it."""
    successes = [response for response in operation.responses if response.status.startswith("2")]
    return (
        operation.method == "POST"
        and [response.status for response in successes] == ["202"]
        and not _reaches(operation)
        and _names_job(successes[0], operation)
    )


def _names_job(response: Response, operation: Operation) -> bool:
    """Whether the answer leads to the job: by a header field, a link, or a member that is its id."""
    if response.links or any(header.name.lower() in _MONITORS for header in response.headers):
        return True
    schemas = Schemas(operation.document)
    members = schemas.properties(response.schema)
    for name, schema in list(members.items()):
        last = words(name)[-1:]
        if not _JOBS.isdisjoint(last) and not schemas.types(schema).isdisjoint({"string", "integer"}):
            return True
    return False


def _reaches(operation: Operation) -> bool:
    """Whether a word says that it reaches what was there before, or somebody outside."""
    texts = [*said(operation, "operationId", "summary", "description"), *said_by_path(operation)]
    return any(REACHING.match(word) for text in texts for word in text)
