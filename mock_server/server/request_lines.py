"""How requests stand in the log: a line each, of many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.asgi import FAULT, FIELDS, LONGEST, REASON, SANDBOX, one_line
from mock_server.server.sandbox_names import PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.engine.answers import Answer
    from mock_server.server.masked_keys import MaskedKeys, Sought

Scope = Mapping[str, Any]
Answered = tuple[Scope, int, float]
"""What a line is made of: the request, the status of its answer, the seconds that it took."""


class RequestLines:
    """Writes method, path, status, milliseconds and, for a refusal, the reason.

    Of credentials nothing is written, wherever they stand. The path leads to the request's sandbox, however that was
    named. Nearly all lines can be written as they are, which one look at many of them tells.
    """

    def __init__(self, keys: MaskedKeys) -> None:
        self._keys = keys

    def of(self, answered: Sequence[Answered]) -> list[str]:
        """The lines of these requests, in their order; one that can't be put together says so."""
        try:
            lines = self._plain(answered)
        except Exception:
            lines = None
        return [self._line(one) for one in answered] if lines is None else lines

    def _plain(self, answered: Sequence[Answered]) -> list[str] | None:
        """The lines as they are; None where something in one of them may have to be masked or cut."""
        lines: list[str] = []
        before: Any = None
        sought: Sought | None = None
        for scope, status, spent in answered:
            fields = scope[FIELDS]
            query = scope["query_string"]
            if query or fields is not before:  # else what the request presents is what the one before presented
                found = self._keys.sought(fields, scope["headers"], query)
                if before is not None and found is not sought:
                    return None
                sought, before = found, fields
            if FAULT in scope:
                return None
            raw = None if SANDBOX in scope else scope.get("raw_path")
            path = raw.decode("latin-1") if raw else _path(scope)
            line = f"{scope['method']:<7} {path} {status} {spent * 1000:.1f} ms"
            if REASON in scope:
                line = f"{line}  {scope[REASON].why()}"
            lines.append(line)
        if sought is None or max(map(len, lines)) > LONGEST:
            return None
        together = " ".join(lines)
        return lines if together.isprintable() and not sought.may_stand_in(together) else None

    def _line(self, one: Answered) -> str:
        """A line by itself."""
        scope, status, spent = one
        try:
            return self._masked(scope, status, spent)
        except Exception as error:
            return f"{scope['method']:<7} {status} line could not be written: {type(error).__name__}"

    def _masked(self, scope: Scope, status: int, spent: float) -> str:
        """It without credentials, however they are written."""
        sought = self._keys.sought(scope[FIELDS], scope["headers"], scope["query_string"])
        path, reason = sought.masked(_path(scope)), sought.masked(_reason(scope))
        shown: int | str = status
        if FAULT in scope:
            fault = scope[FAULT]
            shown, reason = fault.word or status, "; ".join(filter(None, (f"fault: {fault}", reason)))
        took = f"{spent * 1000:.1f} ms"
        return self._keys.text(f"{scope['method']:<7} {one_line(path)} {shown} {took}{one_line(reason, '  ')}")


def _path(scope: Scope) -> str:
    path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    if SANDBOX in scope and scope[SANDBOX].name != DEFAULT:
        return f"{PREFIX}{scope[SANDBOX].name}{path}"
    return path


def _reason(scope: Scope) -> str:
    answer: Answer | None = scope.get(REASON)
    return "" if answer is None else answer.why()
