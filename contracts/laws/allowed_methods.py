"""What a path says that it allows: no method that was there in this run is left out (RFC 9110 section 10.2.1).

`Allow` holds what a resource supports now, which may be more than a document has, and less for one user, one record or
one state. So only what was seen to be there is missed, by the run's own credentials: at the same path, while nothing
changed what it leads to; and, since records that the run made and left as they were are alike, at any of these what
was seen at another. Nothing is said of a path that several templates fit, nor of an empty list: that is switched off.
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
        self._there: set[str] = set()
        """Operations that were there at all."""
        self._of_records: set[str] = set()
        """Those that were there for a record that the run had made and nobody had changed."""
        self._seen: dict[tuple[str, str], int] = {}
        """After how many changes an operation was there, by its path as it was sent."""
        self._changes = 0
        self._changed: dict[str, int] = {}
        """Which change was the last one of a path, or below it."""
        self._records_changed: dict[str, int] = {}
        """Which change was the last one of a record itself, and of all below it, by its path."""

    def learn(self, operation: Operation, target: str, status: int, *, own: bool) -> None:
        """Learn from an answer of ``operation`` whether its method is there; ``own`` are records that the run made."""
        done, path = 200 <= status < 300, _path(target)
        documented = any(response.status == str(status) for response in operation.responses)
        writes = done and not operation.is_safe
        if done or (status in _OF_CONTENT and documented):
            self._there.add(operation.id)
            if own and _is_record(operation) and not self._last_change(path):
                self._of_records.add(operation.id)
            if not operation.path_names or not writes or (status == 201 and not _is_record(operation)):
                self._seen[operation.id, path] = self._changes
        if writes and operation.path_names:
            self._change(operation, path, status)

    def findings(
        self, exchange: Exchange, make: Maker, *, own: bool = False, shown_again: bool = False
    ) -> list[Finding]:
        """Whether a 405, or the answer to OPTIONS, leaves out what is there, or was anywhere if it is ``shown_again``.

        ``own`` is a path of a record that the run made.
        """
        request, answer = exchange.request, exchange.answer
        if answer is None or not self.tells(exchange):
            return []
        said = ", ".join(value for name, value in answer.headers if name.lower() == "allow")
        allowed = {name.strip().upper() for name in said.split(",")}
        found = self.operations(request.target)
        if request.method == "TRACE" and any(operation.security for operation in found):
            return []  # it is sent without credentials, and what is allowed may depend on them
        missing = [operation for operation in found if operation.method not in allowed]
        if shown_again:
            lost = [o.method for o in missing if o.id in self._there or not self._there]
        else:
            lost = [o.method for o in missing if self._is_there(o, _path(request.target), own=own)]
        if not lost:
            return []
        expected = ", ".join(o.method for o in found if o.method in allowed or o.method in lost)
        message = f"Allow leaves out {', '.join(lost)}, which the path has"
        return [make(_LAW, "header Allow", expected, said, message, cause="left out")]

    def tells(self, exchange: Exchange) -> bool:
        """Whether the answer is one that says what its path allows."""
        answer = exchange.answer
        if answer is None or not (answer.header("Allow") or "").strip():
            return False
        return answer.status == _REFUSED or (exchange.request.method == "OPTIONS" and 200 <= answer.status < 300)

    def operations(self, target: str) -> list[Operation]:
        """Those of the one template that fits the target; none where several do, for each may be another resource."""
        routes = (self._requests.route(method, target) for method in self._methods)
        found = [route[0] for route in routes if route is not None]
        return found if len({operation.wire_path for operation in found}) == 1 else []

    def _is_there(self, operation: Operation, path: str, *, own: bool) -> bool:
        """Whether an operation was there for what a path leads to, as it is now."""
        last = self._last_change(path) if operation.path_names else 0
        if own and not last and _is_record(operation) and operation.id in self._of_records:
            return True
        return self._seen.get((operation.id, path), -1) >= last

    def _last_change(self, path: str) -> int:
        """The last change of what a path leads to, of what is below, and of the records above; 0 for none."""
        above = (self._records_changed.get(part, 0) for part in _parts(path))
        return max(self._changed.get(path, 0), *above)

    def _change(self, operation: Operation, path: str, status: int) -> None:
        self._changes += 1
        for part in _parts(path):
            if part != path or status != 201:
                self._changed[part] = self._changes
        if _is_record(operation) and status != 201:
            self._records_changed[path] = self._changes


def _path(target: str) -> str:
    return target.partition("?")[0]


def _is_record(operation: Operation) -> bool:
    return operation.wire_path.endswith("}")


def _parts(path: str) -> list[str]:
    """The path, and those above it."""
    names = path.split("/")
    return ["/".join(names[:count]) for count in range(1, len(names) + 1)]
