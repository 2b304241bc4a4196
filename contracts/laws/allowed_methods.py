"""What a path says that it allows: no method that was there in this run is left out (RFC 9110 section 10.2.1).

`Allow` holds what a resource supports now, which may be more than a document has, and less for one user or one state:
so only what was seen to be there is missed, by who sends the same credentials, and nothing is said of a path that
several templates fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import Document, Operation, RequestReader

_LAW = "allow"
_REFUSED = 405
_OF_CONTENT = frozenset({409, 412, 415, 422, 428})
"""Documented refusals of what was sent: the method is there, since who has none answers 405 before he reads."""
_IMPLIED = frozenset({"HEAD", "OPTIONS", "TRACE"})
"""Methods that frameworks add to all paths by themselves, whatever they list."""


class AllowedMethods:
    """Of one run; ``requests`` tell which operations a path has."""

    def __init__(self, document: Document, requests: RequestReader) -> None:
        self._requests = requests
        self._methods = sorted({operation.method for operation in document.operations} - _IMPLIED)
        self._seen: set[str] = set()

    def learn(self, operation: Operation, status: int) -> None:
        """Learn from an answer of ``operation`` whether its method is there."""
        documented = any(response.status == str(status) for response in operation.responses)
        if 200 <= status < 300 or (status in _OF_CONTENT and documented):
            self._seen.add(operation.id)

    def findings(self, exchange: Exchange, make: Maker, *, shown_again: bool = False) -> list[Finding]:
        """Whether a 405, or the answer to OPTIONS, leaves out what was there, or was when it is ``shown_again``."""
        request, answer = exchange.request, exchange.answer
        if answer is None or not _tells(request.method, answer.status) or answer.header("Allow") is None:
            return []
        said = ", ".join(value for name, value in answer.headers if name.lower() == "allow")
        allowed = {name.strip().upper() for name in said.split(",")}
        found = self._operations(request.target)
        if request.method == "TRACE" and any(operation.security for operation in found):
            return []  # it is sent without credentials, and what is allowed may depend on them
        lost = [o.method for o in found if o.method not in allowed and (shown_again or o.id in self._seen)]
        if not lost:
            return []
        message = f"Allow leaves out {', '.join(lost)}, which the path has"
        return [make(_LAW, "header Allow", ", ".join(o.method for o in found), said, message, cause="left out")]

    def _operations(self, target: str) -> list[Operation]:
        """Those of the one template that fits the target; none where several do, for each may be another resource."""
        routes = (self._requests.route(method, target) for method in self._methods)
        found = [route[0] for route in routes if route is not None]
        return found if len({operation.wire_path for operation in found}) == 1 else []


def _tells(method: str, status: int) -> bool:
    return status == _REFUSED or (method == "OPTIONS" and 200 <= status < 300)
