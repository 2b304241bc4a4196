"""Which operations a check may call: those asked for, without those left out by the caller or by the document.

`Operation.is_meant` says what a name means. In the document, ``x-check: {skip: reason}`` leaves an operation, or all of
a path, out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.openapi import Operation


class OperationChoice:
    """The operations of one check; ``used`` are those of consumers. Raises UsageError for a pattern that names none."""

    def __init__(
        self,
        operations: Sequence[Operation],
        include: Iterable[str] = (),
        exclude: Iterable[str] = (),
        used: frozenset[str] | None = None,
    ) -> None:
        self._left: dict[str, str] = {}
        self._forbidden: dict[str, str] = {}
        wanted = [_matching(operations, pattern, "--include") for pattern in include]
        called = [[operation.id for operation in operations if operation.is_called(name)] for name in include]
        self._asked = {
            names[0] for names in called if len(names) == 1
        }  # a path may name several, and one that empties it
        for operation in operations:
            if wanted and not any(operation.id in found for found in wanted):
                self._left[operation.id] = "it is not among the operations asked for (--include)"
            elif used is not None and str(operation) not in used:
                self._left[operation.id] = "no consumer uses it (--usage)"
        for pattern in exclude:
            for name in _matching(operations, pattern, "--exclude"):
                self._forbidden[name] = f"it is left out (--exclude {pattern})"
        for operation in operations:
            reason = remark(operation, "skip")
            if reason is not None:
                self._forbidden[operation.id] = f"the document leaves it out: {reason}"

    def ask_for(self, names: Iterable[str]) -> None:
        """The caller names these operations elsewhere, by their ids."""
        self._asked.update(names)

    def leave_elsewhere(self, operations: Sequence[Operation], url: str) -> None:
        """Leave out what has servers below another path than that of ``url``, where the document has that path.

        A URL without one may be that of a service which runs without its prefix: few operations with servers of their
        own at the root don't tell that it is theirs.
        """
        base = urlsplit(url).path.rstrip("/")
        here = [operation for operation in operations if base in operation.base_paths]
        meant = base or len(here) * 2 > len(operations)
        if not here or not (meant or base in here[0].document.base_paths):
            return
        for operation in operations:
            if base not in operation.base_paths:
                reason = f"its servers put it below {operation.base_paths[0] or '/'}; a check of that URL calls it"
                self._forbidden.setdefault(operation.id, reason)

    def leaves_out(self, operation: Operation) -> str | None:
        """Why the operation is not called, None where it is."""
        return self._forbidden.get(operation.id) or self._left.get(operation.id)

    def asks_for(self, operation: Operation) -> bool:
        """Whether the caller named this very operation, not by a tag or a pattern."""
        return operation.id in self._asked and operation.id not in self._forbidden

    def forbids(self, operation: Operation) -> str | None:
        """Why the operation is not even called to remove what the run created."""
        return self._forbidden.get(operation.id)

    def chosen(self, operations: Iterable[Operation]) -> list[Operation]:
        """Those that may be called."""
        return [operation for operation in operations if self.leaves_out(operation) is None]


def _matching(operations: Iterable[Operation], pattern: str, option: str) -> set[str]:
    found = {o.id for o in operations if o.is_meant(pattern)}
    if not found:
        raise UsageError(f"{option} {pattern}: no operation of the document has such a METHOD path, operationId or tag")
    return found


def remark(operation: Operation, word: str) -> str | None:
    """The reason that the document's ``x-check`` gives under this word, beside the operation or its path."""
    for owner in (operation.raw, operation.path_item):
        found = owner.get("x-check")
        said = found.get(word) if isinstance(found, dict) else None
        if said:
            return said if isinstance(said, str) else "no reason given"
    return None
