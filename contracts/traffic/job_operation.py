"""POSTs that start a job: what they make is the job, which their answer names (RFC 9110 section 15.3.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import Schemas, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import Operation, Response

_JOBS = frozenset({"id", "uuid", "job", "operation", "request", "run", "task", "ticket", "uid", "workflow"})
"""How names of members end that name a job."""
_MONITORS = frozenset({"location", "operation-location", "content-location", "azure-asyncoperation"})
_REACHES = re.compile(
    r"^(?:"
    r"abort|activate|approve|archive|ban|bill|block|boot|broadcast|buy|call|cancel|charge|"
    r"checkout|clean|cleanup|clear|close|commit|confirm|deactivate|decommission|delete|deploy|"
    r"destroy|detach|dial|disable|dispatch|drop|email|empty|enable|erase|evict|execute|expire|"
    r"failover|finalize|flush|format|halt|import|install|invite|invoke|kill|lock|logout|mail|"
    r"merge|message|migrate|move|notify|override|overwrite|patch|pay|payment|payout|poweroff|"
    r"promote|provision|publish|purge|push|reboot|rebuild|recharge|recover|refund|reindex|release|"
    r"remind|remove|replace|reset|resize|resolve|restart|restore|resume|retry|revoke|rollback|"
    r"rotate|run|send|settle|shutdown|signout|sms|stop|suspend|swap|switch|sync|synchronize|"
    r"terminate|transfer|trigger|truncate|unblock|uninstall|unlock|unpublish|update|upgrade|wipe|"
    r"withdraw"
    r")s?$"
)
"""Words of which one says that a job reaches what was there before, or somebody outside."""


def starts_job(operation: Operation) -> bool:
    """Whether a POST makes a job and nothing else: 202 is its one success, the answer names it."""
    successes = [response for response in operation.responses if response.status.startswith("2")]
    return (
        operation.method == "POST"
        and [response.status for response in successes] == ["202"]
        and not any(_REACHES.match(word) for word in _words(operation))
        and _names_job(successes[0], operation)
    )


def _names_job(response: Response, operation: Operation) -> bool:
    """Whether the answer leads to the job: by a header field, a link, or a member that is its id."""
    if response.links or any(header.name.lower() in _MONITORS for header in response.headers):
        return True
    schemas = Schemas(operation.document)
    members = schemas.properties(response.schema)
    for name, schema in list(members.items()):
        words = field_names.words(name, numbers=False)
        if words and words[-1] in _JOBS and not schemas.types(schema).isdisjoint({"string", "integer"}):
            return True
    return False


def _words(operation: Operation) -> Iterator[str]:
    texts = [str(operation.raw.get(name) or "") for name in ("operationId", "summary", "description")]
    texts += [part for part in operation.path.split("/") if not part.startswith("{")]
    for text in texts:
        yield from field_names.words(text, numbers=False)
