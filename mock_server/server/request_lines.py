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
    from mock_server.server.masked_keys import MaskedKeys

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
        """The lines of these requests, in their order."""
        lines: list[str] = []
        seek, before, is_common = None, None, True
        for scope, status, spent in answered:
            raw = None if SANDBOX in scope else scope.get("raw_path")
            path = raw.decode("latin-1") if raw else _path(scope)
            reason = f"  {_reason(scope)}" if REASON in scope else ""
            lines.append(f"{scope['method']:<7} {path} {status} {spent * 1000:.1f} ms{reason}")
            fields, query = scope[FIELDS], scope["query_string"]
            if query or fields is not before:  # else what the request presents is what the one before presented
                sought = self._keys.seek(fields, scope["headers"], query)
                is_common = is_common and seek in (None, sought)
                seek, before = sought, fields
            if FAULT in scope:
                is_common = False
        if is_common and seek is not None and max(map(len, lines)) <= LONGEST:
            together = " ".join(lines)
            if together.isprintable() and "%" not in together and seek(together) is None:
                return lines
        return [self._line(one, line) for one, line in zip(answered, lines, strict=True)]

    def _line(self, one: Answered, line: str) -> str:
        """A line by itself."""
        scope, status, spent = one
        path, reason = _path(scope), _reason(scope)
        if FAULT not in scope and line.isprintable() and len(path) <= LONGEST and len(reason) <= LONGEST:
            seek = self._keys.seek(scope[FIELDS], scope["headers"], scope["query_string"])
            if "%" not in line and seek(line) is None:
                return line
        path, reason = self._keys.of_request((path, reason), scope["headers"], scope["query_string"])
        shown: int | str = status
        if FAULT in scope:
            fault = scope[FAULT]
            shown, reason = fault.word or status, "; ".join(filter(None, (f"fault: {fault}", reason)))
        return self._keys.text(
            f"{scope['method']:<7} {one_line(path)} {shown} {spent * 1000:.1f} ms{one_line(reason, '  ')}"
        )


def _path(scope: Scope) -> str:
    path: str = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
    if SANDBOX in scope and scope[SANDBOX].name != DEFAULT:
        return f"{PREFIX}{scope[SANDBOX].name}{path}"
    return path


def _reason(scope: Scope) -> str:
    answer: Answer | None = scope.get(REASON)
    return answer.why() if answer is not None else ""
